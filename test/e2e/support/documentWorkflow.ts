import type { INode } from 'n8n-workflow';

import type { WorkflowJson } from '../../../engine/engine';
import type { Credential } from '../../../n8n/workspace';
import { itemsOf, type Execution } from './execution';

/** Names of nodes whose output is looked at. */
const EACH = 'Each Document';
export const MESSAGE = 'Message';
export const ANSWERS = 'Answers';
export const FAILED = 'Failed';

export interface DocumentWorkflowOptions {
	/** Name of the workflow and path of its webhook. */
	readonly name: string;
	readonly credential: Credential;
	readonly maxConcurrent: number;
	/** Whether each document is asked about once: its name is the key of its answer. */
	readonly isOnce?: boolean;
}

const DOCUMENT_NAME = 'Object.values($binary)[0].fileName';

/**
 * A message for each file that was uploaded to the webhook. The main process stores the files, a
 * worker reads them.
 */
export function documentWorkflow(options: DocumentWorkflowOptions): WorkflowJson {
	const { name, credential, maxConcurrent, isOnce = false } = options;
	return {
		name,
		settings: { executionOrder: 'v1' },
		nodes: [
			{
				...node('Upload', 'n8n-nodes-base.webhook', 2.1),
				webhookId: `${name}-upload`,
				parameters: { httpMethod: 'POST', path: name, responseMode: 'onReceived', options: {} },
			},
			{
				...node(EACH, 'n8n-nodes-base.splitOut', 1),
				parameters: { fieldToSplitOut: '$binary', include: 'noOtherFields', options: {} },
			},
			{
				...node(MESSAGE, 'n8n-nodes-backboard.backboardMessage', 1),
				onError: 'continueErrorOutput',
				credentials: { backboardApi: { ...credential } },
				parameters: {
					content: `=Summarize {{ ${DOCUMENT_NAME} }}`,
					memory: 'Off',
					attachments: '*',
					batching: { maxConcurrent },
					options: isOnce ? { answerKey: `={{ ${DOCUMENT_NAME} }}` } : {},
				},
			},
			answers(),
			node(FAILED, 'n8n-nodes-base.noOp', 1),
		],
		connections: {
			Upload: { main: [[to(EACH)]] },
			[EACH]: { main: [[to(MESSAGE)]] },
			[MESSAGE]: { main: [[to(ANSWERS)], [to(FAILED)]] },
		},
	};
}

/** Names of the documents that an execution had to send, in the order of its items. */
export function documentsOf(execution: Execution): Array<string | undefined> {
	return itemsOf(execution, EACH).map(({ binary }) => Object.values(binary ?? {}).at(0)?.fileName);
}

/** Answer and thread, with the document that n8n pairs them with. */
function answers(): INode {
	const fields = {
		document: "={{ Object.values($('Each Document').item.binary)[0].fileName }}",
		answer: '={{ $json.output }}',
		thread: '={{ $json.thread_id }}',
	};
	const assignments = Object.entries(fields).map(([name, value]) => {
		return { id: name, name, value, type: 'string' };
	});
	return {
		...node(ANSWERS, 'n8n-nodes-base.set', 3.4),
		parameters: { assignments: { assignments }, options: {} },
	};
}

function node(name: string, type: string, typeVersion: number): INode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters: {} };
}

function to(name: string) {
	return { node: name, type: 'main' as const, index: 0 };
}
