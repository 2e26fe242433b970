import type { IDataObject, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { Engine } from '../engine/engine';

const MESSAGE_NODE_TYPE = 'n8n-nodes-backboard.backboardMessage';

/**
 * Measures how long Backboard takes for each message. n8n runs a node for all of its items and reports
 * nothing until the last is done, so the one function by which the node sends is watched: what it sends
 * and gets back stays as it is.
 *
 * @param onAnswer called with the number of messages answered so far
 * @returns from sending the message of a new thread to the last of its answer, in seconds
 */
export function timeMessages(
	{ nodeTypes }: Engine,
	onAnswer: (answered: number) => void,
): (threadId: string | null) => number | null {
	const sent = new Map<unknown, number>();
	const durations = new Map<unknown, number>();
	const note = (method: string | undefined, body: unknown, started: number) => {
		const threadId = threadIn(body);
		if (typeof threadId !== 'string') return;
		if (method === 'POST') sent.set(threadId, started);
		// Of a run that takes longer, the thread is read until its answer is there.
		durations.set(threadId, performance.now() - (sent.get(threadId) ?? started));
		if (method === 'POST') onAnswer(sent.size);
	};

	const original = nodeTypes.getByNameAndVersion(MESSAGE_NODE_TYPE);
	const execute = async function (this: IExecuteFunctions) {
		const { helpers } = this;
		const send = helpers.httpRequestWithAuthentication;
		const timed: typeof send = async function (this, type, request, ...rest) {
			const started = performance.now();
			const response = (await send.call(this, type, request, ...rest)) as IN8nHttpFullResponse;
			if (response.statusCode < 300) note(request.method, response.body, started);
			return response;
		};
		const watched = { ...helpers, httpRequestWithAuthentication: timed };
		return await original.execute!.call(Object.create(this, { helpers: { value: watched } }));
	};
	nodeTypes.add(MESSAGE_NODE_TYPE, Object.assign(Object.create(original), { execute }));

	return (threadId) => {
		const duration = durations.get(threadId);
		return duration === undefined ? null : Math.round(duration) / 1000;
	};
}

/** The thread that an answer is about: in the flat shape, or in the last message of the envelope. */
function threadIn(body: unknown): unknown {
	const { thread_id, messages } = (body ?? {}) as IDataObject;
	const last = Array.isArray(messages) ? (messages.at(-1) as IDataObject | undefined) : undefined;
	return thread_id ?? last?.thread_id;
}
