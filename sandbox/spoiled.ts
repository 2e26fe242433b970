import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import type { FastifyReply, FastifyRequest } from 'fastify';

/** The answer as a fault wants it: another text, only a part of it, or none at all. */
export function spoiled(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
	const { replaceBody, cut, share = 1 } = request.fault ?? {};
	if (replaceBody !== undefined) {
		void reply.header('content-length', Buffer.byteLength(replaceBody));
		return replaceBody;
	}
	if (cut === 'afterWork') request.raw.socket.destroy();
	if (share >= 1) {
		// Events go out one by one, in a body whose length is not told.
		const isStream = /event-stream/.test(String(reply.getHeader('content-type')));
		const isWhole = isStream && typeof payload === 'string';
		return isWhole ? Readable.from(payload.split(/(?<=\n\r?\n)/)) : payload;
	}
	const bytes = Buffer.from(payload as string);
	void reply.header('content-length', bytes.length);
	return Readable.from(
		(async function* () {
			yield bytes.subarray(0, Math.floor(bytes.length * share));
			// Time for the part to arrive.
			await delay(20);
			request.raw.socket.destroy();
		})(),
	);
}
