import type { Operation } from '../../../core/types';
import { batchingField } from '../../../fields/batching';
import { readRunId, readThreadId, runField, threadField } from '../../../fields/thread';
import { requestRecord } from '../../../transport/reading';
import { cancelRequest } from '../run/cancel';

export const cancelRun: Operation = {
	value: 'cancelRun',
	name: 'Cancel Run',
	action: 'Cancel run',
	description: 'Stop a run that is working or waiting for tool outputs',
	fields: [threadField, runField, batchingField],

	async execute(call) {
		const threadId = readThreadId(call);
		const runId = readRunId(call);
		const request = cancelRequest(threadId, runId);
		const answer = await requestRecord(call, request, { name: 'cancelled run' });
		return [
			{
				thread_id: answer.thread_id ?? threadId,
				run_id: answer.run_id ?? runId,
				cancelled: answer.cancelled ?? null,
			},
		];
	},
};
