import type { ItemCall, ItemFields } from '../../../core/types';
import { describeFailure } from '../../../transport/error';
import { isAgentTool } from './output';

/**
 * The workflow's chat or webhook, when it wants the answer while it is written: `begin`, pieces of
 * text, `end`, each of the two exactly once. Without such a reader nothing is sent.
 */
export class ChatOutput {
	private listening: boolean;

	private said = '';

	/**
	 * @param inPieces whether text may be shown while it is written; otherwise it is shown when it is
	 * complete
	 */
	constructor(
		private readonly call: ItemFields,
		streaming: boolean,
		private readonly inPieces = true,
	) {
		this.listening = streaming && hasReader(call);
	}

	async begin(): Promise<void> {
		await this.chunk('begin');
	}

	async say(text: string): Promise<void> {
		if (this.inPieces) await this.show(text);
	}

	/** Another text follows in the same chat message: of the next round, or of the next model. */
	async nextText(): Promise<void> {
		const separator = this.said === '' ? '' : '\n\n';
		await this.show(separator);
		this.said = '';
	}

	/** Says what is left of the whole text, where not all of it came in pieces. */
	async complete(text: string): Promise<void> {
		if (text.startsWith(this.said)) await this.show(text.slice(this.said.length));
	}

	private async show(text: string): Promise<void> {
		if (!this.listening || text === '') return;
		this.said += text;
		await this.chunk('item', text);
	}

	/** n8n itself shows an error that stops the workflow; any other one is shown here. */
	async end(error?: unknown): Promise<void> {
		await this.endWith(error === undefined ? undefined : describeFailure(error).error);
	}

	/** @param error as it is to be shown */
	async endWith(error?: string): Promise<void> {
		if (error !== undefined && this.call.context.continueOnFail()) {
			await this.chunk('error', error);
		}
		await this.chunk('end');
	}

	/** A reader that has gone gets nothing more; the answer is not lost. */
	private async chunk(type: 'begin' | 'item' | 'error' | 'end', text?: string): Promise<void> {
		if (!this.listening) return;
		const { context, itemIndex } = this.call;
		try {
			await context.sendChunk(type, itemIndex, text);
		} catch {
			this.listening = false;
		}
	}
}

/** Whether a chat or webhook reads along. What an agent's tool answers is for the agent alone. */
export function hasReader(call: ItemFields): boolean {
	return !isAgentTool(call) && call.context.isStreaming();
}

/** Whether to ask Backboard for a stream, by the option Streaming. */
export function wantsStream(call: ItemFields, option: unknown): boolean {
	if (option === 'always') return true;
	return option !== 'never' && hasReader(call);
}

/** Reads what an item says. Where that fails, so that nothing is sent, a chat still hears of it. */
export async function readAloud<T>(call: ItemCall, read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		await sayUnsent(call, describeFailure(error).error);
		throw error as Error;
	}
}

/** A chat hears of an item that fails before anything is sent. */
export async function sayUnsent(item: ItemFields, error: string): Promise<void> {
	const chat = new ChatOutput(item, wantsStream(item, streamingOption(item)));
	await chat.begin();
	await chat.endWith(error);
}

/** As far as it can be read: its expression may be what fails. */
function streamingOption({ context, itemIndex }: ItemFields): unknown {
	try {
		return context.getNodeParameter('options.streaming', itemIndex, 'auto');
	} catch {
		return 'auto';
	}
}
