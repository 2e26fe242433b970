import type { IDataObject } from 'n8n-workflow';

import { path } from '../../transport/path';
import type { RunRequest } from './runRequest';

/** Outputs of tools that are to be given to a waiting run. */
export interface Submission {
	readonly threadId: string;
	readonly runId: string;
	/** In Backboard's shape, one for each call of the run. */
	readonly toolOutputs: readonly IDataObject[];
	/** Sent again each time: Backboard does not remember those of a message. */
	readonly tools: readonly IDataObject[] | undefined;
	readonly stream: boolean;
	/** In ms; 0 = none. */
	readonly timeout: number;
}

export function submitRequest(submission: Submission): RunRequest {
	const { threadId, runId, toolOutputs, tools, stream, timeout } = submission;
	return {
		method: 'POST',
		path: path`/threads/${threadId}/runs/${runId}/submit-tool-outputs`,
		query: { stream },
		body: () => ({ tool_outputs: [...toolOutputs], ...(tools && { tools: [...tools] }) }),
		subject: { thread_id: threadId, run_id: runId },
		answeredCalls: toolOutputs.map(({ tool_call_id }) => String(tool_call_id)),
		stream,
		expectsReply: true,
		timeout,
	};
}
