import type { FastifyReply, FastifyRequest } from 'fastify';

import { uuidParameter, type Routes } from '../context';
import { assertValid, HttpError } from '../httpError';
import { readMessageFields } from '../messageSchema';
import { sendRun } from '../sendRun';

export const messageRoutes: Routes = (app, context) => {
	const receive = async (request: FastifyRequest, reply: FastifyReply, inPath?: string) => {
		const { received, fault } = request;
		const { store, dialect } = context;
		if (dialect.noJsonInThreads && inPath !== undefined && received.kind === 'json') {
			throw new HttpError(422, [
				{ loc: ['body', 'content'], msg: 'Field required', type: 'missing' },
			]);
		}
		const { fields, found } = readMessageFields(received, {
			inPath: inPath !== undefined,
			tolerant: dialect.silentOddValues === true,
		});
		assertValid(found);
		if (dialect.otherDefaultModel && fields.llm_provider == null && fields.model_name == null) {
			Object.assign(fields, { llm_provider: 'anthropic', model_name: 'claude-sonnet-4-5' });
		}
		const threadId = inPath ?? (fields.thread_id as string | undefined) ?? undefined;
		if (dialect.unknownThreadFails && threadId !== undefined && !store.threads.has(threadId)) {
			throw new HttpError(500, 'Internal Server Error');
		}
		const result = await context.runner.message(threadId, fields, received.files, fault);
		return await sendRun(request, reply, result, fields.stream === true, context);
	};

	app.post('/threads/messages', async (request, reply) => await receive(request, reply));

	app.post(
		'/threads/:thread_id/messages',
		async (request, reply) => await receive(request, reply, uuidParameter(request, 'thread_id')),
	);
};
