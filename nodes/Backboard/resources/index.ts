import type { Program } from '../core/types';
import { errorContract } from '../transport/error';
import { secretOf } from '../transport/exchange';
import { assistant } from './assistant';
import { document } from './document';
import { memory } from './memory';
import { messages } from './message';
import { model } from './model';
import { thread } from './thread';

/** What the Backboard node can do: everything around the message. */
export const backboard: Program = {
	resources: [assistant, document, memory, messages, model, thread],
	...errorContract,
	secretOf,
	verb: 'done',
};
