import type { ItemCall } from '../../../core/types';
import { bestEffort, evenIfStopped } from '../../../transport/bestEffort';
import { path } from '../../../transport/path';
import type { ApiRequest } from '../../../transport/request';

/** Stops a run. The contract: it may be asked for again, also when the run has ended. */
export function cancelRequest(threadId: string, runId: string): ApiRequest {
	return {
		method: 'POST',
		path: path`/threads/${threadId}/runs/${runId}/cancel`,
		isIdempotent: true,
		subject: { thread_id: threadId, run_id: runId },
	};
}

/** Cancels a run that waits for outputs nobody will send, best effort. After a stop nobody waits for it. */
export async function cancelWaitingRun(
	call: ItemCall,
	threadId: string,
	runId: string,
): Promise<void> {
	const cancelled = bestEffort(evenIfStopped(call), cancelRequest(threadId, runId));
	if (!call.signal.aborted) await cancelled;
}
