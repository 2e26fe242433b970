import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { Engine } from '../engine/engine';

const MESSAGE_NODE_TYPE = 'n8n-nodes-backboard.backboardMessage';

type SendRequest = IExecuteFunctions['helpers']['httpRequestWithAuthentication'];

/**
 * Measures how long Backboard takes for each message. n8n runs a node for all of its items and reports
 * nothing until the last is done, so the one function by which the node sends is watched: what it sends
 * and gets back stays as it is.
 */
export class MessageClock {
	private readonly sent = new Map<string, number>();
	private readonly durations = new Map<string, number>();

	/** @param onAnswer called with the number of messages answered so far */
	constructor(private readonly onAnswer: (answered: number) => void) {}

	/** Watches Backboard Message in the runs of this engine. */
	watch({ nodeTypes }: Engine): void {
		const original = nodeTypes.getByNameAndVersion(MESSAGE_NODE_TYPE);
		const timed = <T extends SendRequest>(send: T) => this.timed(send);
		const watched: typeof original = Object.assign(Object.create(original) as typeof original, {
			async execute(this: IExecuteFunctions) {
				const { helpers } = this;
				const httpRequestWithAuthentication = timed(helpers.httpRequestWithAuthentication);
				const context = Object.create(this, {
					helpers: { value: { ...helpers, httpRequestWithAuthentication } },
				}) as IExecuteFunctions;
				return await original.execute!.call(context);
			},
		});
		nodeTypes.add(MESSAGE_NODE_TYPE, watched);
	}

	/** From sending the message of a new thread to the last of its answer, in seconds. */
	secondsOf(threadId: string | null): number | null {
		const duration = this.durations.get(threadId ?? '');
		return duration === undefined ? null : Math.round(duration) / 1000;
	}

	private timed<T extends SendRequest>(send: T): T {
		const { note } = this;
		return async function (this: IExecuteFunctions, ...[type, request, ...rest]) {
			const started = performance.now();
			const response = (await send.call(this, type, request, ...rest)) as IN8nHttpFullResponse;
			note(request, response, started);
			return response;
		} as T;
	}

	private readonly note = (
		request: IHttpRequestOptions,
		{ statusCode, body }: IN8nHttpFullResponse,
		started: number,
	): void => {
		const threadId = threadIn(body);
		if (statusCode >= 300 || threadId === undefined) return;
		if (request.method === 'POST') this.sent.set(threadId, started);
		// Of a run that takes longer, the thread is read until its answer is there.
		this.durations.set(threadId, performance.now() - (this.sent.get(threadId) ?? started));
		if (request.method === 'POST') this.onAnswer(this.sent.size);
	};
}

/** The thread that an answer is about: in the flat shape, or in the last message of the envelope. */
function threadIn(body: unknown): string | undefined {
	if (typeof body !== 'object' || body === null) return undefined;
	const { thread_id: threadId, messages } = body as IDataObject;
	if (typeof threadId === 'string') return threadId;
	const last = Array.isArray(messages) ? (messages.at(-1) as IDataObject | undefined) : undefined;
	return typeof last?.thread_id === 'string' ? last.thread_id : undefined;
}
