import type { Call, Operations } from '../api';
import { HttpError } from '../httpError';
import type { WaitingRun } from '../record';
import { sendRun } from '../sendRun';

const NOTHING_PENDING = 'Thread not found, or no pending REQUIRES_ACTION on the thread';

export const toolOutputOperations: Operations = ({ store, runner, dialect }) => {
	const submit = async (call: Call, run: WaitingRun | undefined, stream: boolean) => {
		if (run === undefined) throw new HttpError(404, NOTHING_PENDING);
		const outputs = call.body.tool_outputs as Array<{ tool_call_id: string; output: string }>;
		const result = runner.toolOutputs(run, outputs, call.body.tools, call.request.fault);
		if (dialect.lostToolAnswers) throw new HttpError(500, 'Internal Server Error');
		return await sendRun(call, result, stream, { store, dialect });
	};

	return {
		'POST /threads/{thread_id}/runs/{run_id}/submit-tool-outputs': async (call) => {
			const run = store.waitingRuns.get(call.params.run_id);
			const isOfThread = run?.thread_id === call.params.thread_id;
			return await submit(call, isOfThread ? run : undefined, call.query.stream === true);
		},

		'POST /threads/tool-outputs': async (call) => {
			const { thread_id, stream } = call.body;
			const runs = [...store.waitingRuns.values()];
			return await submit(
				call,
				runs.find((run) => run.thread_id === thread_id),
				stream === true,
			);
		},

		'POST /threads/{thread_id}/runs/{run_id}/cancel': ({ params: { thread_id, run_id } }) => {
			const waiting = store.waitingRuns.get(run_id);
			const finished = store.finishedRuns.get(run_id);
			if ((waiting ?? finished)?.thread_id !== thread_id) throw new HttpError(404, 'Run not found');
			if (waiting !== undefined) {
				store.waitingRuns.delete(run_id);
				store.finishedRuns.set(run_id, { thread_id, cancelled: true });
				for (const message of store.thread(thread_id).messages) {
					if (message.metadata_?.run_id === run_id) message.status = 'CANCELLED';
				}
			}
			return { thread_id, run_id, cancelled: store.finishedRuns.get(run_id)?.cancelled === true };
		},
	};
};
