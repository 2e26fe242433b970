import type { RecordKind } from '../../transport/reading';

/** What an answer about one assistant holds. */
export const ASSISTANT: RecordKind = { name: 'assistant', idKeys: ['assistant_id', 'id'] };
