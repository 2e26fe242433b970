import type { Program, Resource } from '../../core/types';
import { errorContract } from '../../transport/error';
import { secretOf } from '../../transport/exchange';
import { cancelRun } from './operations/cancelRun';
import { getMany } from './operations/getMany';
import { send } from './operations/send';
import { submitToolOutputs } from './operations/submitToolOutputs';
import { summarizeItems } from './operations/summarizeItems';

/** What the Backboard Message node can do. */
export const message: Program = {
	resources: [
		{
			value: 'message',
			name: 'Message',
			operations: [send, summarizeItems, submitToolOutputs],
		},
	],
	...errorContract,
	secretOf,
	verb: 'answered',
};

/** What the Backboard node can do with messages that are there. */
export const messages: Resource = {
	value: 'message',
	name: 'Message',
	operations: [getMany, cancelRun],
};

/** The inputs of Backboard Message: Send can run tools, and answers may be read by an output parser. */
export const messageInputs = `={{ [
	'main',
	...($parameter.operation === 'send' ? [{ type: 'ai_tool', displayName: 'Tools' }] : []),
	...(['send', 'summarizeItems'].includes($parameter.operation) && $parameter.answerFormat === 'parser'
		? [{ type: 'ai_outputParser', displayName: 'Output Parser', maxConnections: 1, required: true }]
		: []),
] }}` as const;

/** For n8n's AI assistant; the types of older n8n-workflows do not know it. */
export const messageHint = {
	builderHint: {
		searchHint:
			'Sends text and files to a language model through Backboard and gives the answer in the field output. Conversations continue by thread or session key, memory lasts across threads, answers can be typed fields, and many items can be summarized into one.',
		inputs: {
			ai_tool: { required: false, displayOptions: { show: { operation: ['send'] } } },
			ai_outputParser: { required: true, displayOptions: { show: { answerFormat: ['parser'] } } },
		},
	},
};
