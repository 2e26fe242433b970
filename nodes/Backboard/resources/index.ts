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

/** For n8n's AI assistant; the types of older n8n-workflows do not know it. */
export const backboardHint = {
	builderHint: {
		searchHint:
			'Manages what stands around messages in Backboard: assistants, threads and their messages, documents for retrieval, memories and the list of models. To ask a model something, use Backboard Message.',
	},
};
