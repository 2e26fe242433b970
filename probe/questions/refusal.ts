import type { Subject } from '../question';
import { keys, others, say, store, storeOutside } from './shared';
import { NOBODY } from './table';

/** How Backboard refuses, word for word. */
export const REFUSAL: Subject = {
	asks: {
		'no-key': { line: 'GET /models/providers', apiKey: null },
		'wrong-key': { line: 'GET /models/providers', apiKey: 'wrong' },
		'empty-message': say({ content: '' }),
		'wrong-type': store({ content: 'Stored.', thinking: 'hard' }),
		'message-unknown-thread': storeOutside('message 0', { thread_id: NOBODY }),
		balance: others('GET /billing/balance'),
	},
	shows: { balance: keys },
};
