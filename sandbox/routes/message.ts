import type { FastifyReply, FastifyRequest } from 'fastify';

import { uuidParameter, type Routes } from '../context';
import { assertValid } from '../httpError';
import { readMessageFields } from '../messageSchema';
import { sendRun } from '../sendRun';

export const messageRoutes: Routes = (app, context) => {
	const receive = async (request: FastifyRequest, reply: FastifyReply, inPath?: string) => {
		const { received, fault } = request;
		const { fields, found } = readMessageFields(received, {
			inPath: inPath !== undefined,
			tolerant: context.dialect.silentOddValues === true,
		});
		assertValid(found);
		const threadId = inPath ?? (fields.thread_id as string | undefined) ?? undefined;
		const result = await context.runner.message(threadId, fields, received.files, fault);
		return await sendRun(request, reply, result, fields.stream === true, context);
	};

	app.post('/threads/messages', async (request, reply) => await receive(request, reply));

	app.post(
		'/threads/:thread_id/messages',
		async (request, reply) => await receive(request, reply, uuidParameter(request, 'thread_id')),
	);
};
