import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import type { FastifyReply, FastifyRequest } from 'fastify';

/** Ends the connection without an answer. */
export function cut(request: FastifyRequest, reply: FastifyReply): void {
	reply.hijack();
	request.raw.socket.destroy();
}

/** The answer as a fault wants it: another text, only a part of it, or none at all. */
export function spoiled(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
	const { fault } = request;
	if (fault?.replaceBody !== undefined) {
		void reply.header('content-length', Buffer.byteLength(fault.replaceBody));
		return fault.replaceBody;
	}
	if (fault?.cut === 'afterWork') {
		request.raw.socket.destroy();
		return payload;
	}
	if (fault?.share === undefined || fault.share >= 1) return payload;
	const bytes = Buffer.from(payload as string);
	const part = bytes.subarray(0, Math.floor(bytes.length * fault.share));
	void reply.header('content-length', bytes.length);
	return Readable.from(
		(async function* () {
			yield part;
			// Time for the part to arrive.
			await delay(20);
			request.raw.socket.destroy();
		})(),
	);
}
