import { parameter, readQuery, uuidParameter, type Routes } from '../context';
import { assertValid, HttpError } from '../httpError';
import { sendRun } from '../sendRun';
import { componentValidator, contractValidator, violations } from '../validation';

const TOOLS = {
	tools: { type: 'array', items: { $ref: '#/components/schemas/ToolDefinition-Input' } },
	thinking: { type: 'object' },
};
const validateForRun = componentValidator('SubmitToolOutputsRequest', TOOLS);
const validateForThread = componentValidator('SubmitToolOutputsRequest', {
	thread_id: { type: 'string', format: 'uuid' },
	stream: { type: 'boolean' },
});
const streamQuery = contractValidator({
	type: 'object',
	properties: { stream: { type: 'boolean' } },
	additionalProperties: false,
});

interface ToolOutputs {
	readonly tool_outputs: Array<{ tool_call_id: string; output: string }>;
	readonly tools?: unknown;
	readonly thread_id?: string;
	readonly stream?: boolean;
}

const NOTHING_PENDING = 'Thread not found, or no pending REQUIRES_ACTION on the thread';

export const toolOutputRoutes: Routes = (app, { store, runner, dialect }) => {
	const assertNotLost = () => {
		if (dialect.lostToolAnswers) throw new HttpError(500, 'Internal Server Error');
	};

	app.post('/threads/:thread_id/runs/:run_id/submit-tool-outputs', async (request, reply) => {
		const threadId = uuidParameter(request, 'thread_id');
		const { stream } = readQuery(request, streamQuery, { stream: 'boolean' }, { stream: false });
		assertValid(violations(validateForRun, request.received.fields, 'body'));
		const { tool_outputs, tools } = request.received.fields as unknown as ToolOutputs;
		const run = store.waitingRuns.get(parameter(request, 'run_id'));
		if (run === undefined || run.thread_id !== threadId) throw new HttpError(404, NOTHING_PENDING);
		const result = runner.toolOutputs(run, tool_outputs, tools, request.fault);
		assertNotLost();
		return await sendRun(request, reply, result, stream, { store, dialect });
	});

	app.post('/threads/tool-outputs', async (request, reply) => {
		assertValid(violations(validateForThread, request.received.fields, 'body'));
		const { tool_outputs, thread_id, stream } = request.received.fields as unknown as ToolOutputs;
		const run = [...store.waitingRuns.values()].find((waiting) => waiting.thread_id === thread_id);
		if (run === undefined) throw new HttpError(404, NOTHING_PENDING);
		const result = runner.toolOutputs(run, tool_outputs, undefined, request.fault);
		assertNotLost();
		return await sendRun(request, reply, result, stream === true, { store, dialect });
	});

	app.post('/threads/:thread_id/runs/:run_id/cancel', (request) => {
		const thread_id = uuidParameter(request, 'thread_id');
		const run_id = parameter(request, 'run_id');
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
		return { thread_id, run_id, cancelled: waiting !== undefined || finished?.cancelled === true };
	});
};
