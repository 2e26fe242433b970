import type { Call, Operations } from '../api';
import { HttpError } from '../httpError';
import { sendRun } from '../sendRun';

export const messageOperations: Operations = ({ store, dialect, runner }) => {
	const receive = async (call: Call, threadId: string | undefined) => {
		const { body, request } = call;
		if (dialect.unknownThreadFails && threadId !== undefined && !store.threads.has(threadId)) {
			throw new HttpError(500, 'Internal Server Error');
		}
		const result = await runner.message(threadId, body, request);
		return await sendRun(call, result, body.stream === true, { store, dialect });
	};

	return {
		'POST /threads/messages': async (call) =>
			await receive(call, (call.body.thread_id as string | null | undefined) ?? undefined),

		'POST /threads/{thread_id}/messages': async (call) => {
			if (dialect.noJsonInThreads && call.request.received.kind === 'json') {
				const violation = { loc: ['body', 'content'], msg: 'Field required', type: 'missing' };
				throw new HttpError(422, [violation]);
			}
			return await receive(call, call.params.thread_id);
		},
	};
};
