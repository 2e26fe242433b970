import type { INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../core/types';
import { idText, locator, readLocator, requiredId } from './locator';

export const THREAD_PARAMETER = 'threadId';
const RUN_PARAMETER = 'runId';

const threadLocator = {
	displayName: 'Thread',
	name: THREAD_PARAMETER,
	searchListMethod: 'searchThreads',
	placeholder: 'e.g. 3f2b8c1e-5a4d-4e9b-9c57-0d1f6a2b7e88',
};

/** The thread of operations that need one. */
export const threadField: INodeProperties = locator({
	...threadLocator,
	description: 'The conversation. Its ID is thread_id in the output of Send.',
	required: true,
});

/** The thread of a message that may also start a new one. */
export const optionalThreadField: INodeProperties = locator({
	...threadLocator,
	description:
		'The conversation to continue. Its ID is thread_id in the output of an earlier message.',
	displayOptions: { show: { conversation: ['existingThread', 'existingOrNewThread'] } },
});

export const runField: INodeProperties = {
	displayName: 'Run ID',
	name: RUN_PARAMETER,
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. {{ $json.run_id }}',
	description: 'The run that is waiting or working: run_id in the output of Send',
};

/** The ID of the thread. Throws when it is empty. */
export function readThreadId(call: ItemCall): string {
	return requiredId(call.node, readLocator(call, THREAD_PARAMETER), 'Thread');
}

/** The ID of the run. Throws when it is empty. */
export function readRunId({ context, node, itemIndex }: ItemCall): string {
	const stored: unknown = context.getNodeParameter(RUN_PARAMETER, itemIndex, '');
	return requiredId(node, idText(node, stored, 'Run ID'), 'Run ID');
}
