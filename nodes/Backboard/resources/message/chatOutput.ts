import type { ItemCall } from '../../core/types';
import { describeFailure } from '../../transport/error';

/**
 * The workflow's chat or webhook, when it wants the answer while it is written: `begin`, pieces of
 * text, `end`, each of the two exactly once. Without such a reader nothing is sent.
 */
export class ChatOutput {
	private readonly listening: boolean;

	private said = '';

	constructor(
		private readonly call: ItemCall,
		streaming: boolean,
	) {
		this.listening = streaming && hasReader(call);
	}

	async begin(): Promise<void> {
		if (this.listening) await this.call.context.sendChunk('begin', this.call.itemIndex);
	}

	async say(text: string): Promise<void> {
		if (!this.listening || text === '') return;
		this.said += text;
		await this.call.context.sendChunk('item', this.call.itemIndex, text);
	}

	/** Says what is left of the whole text, where not all of it came in pieces. */
	async complete(text: string): Promise<void> {
		if (text.startsWith(this.said)) await this.say(text.slice(this.said.length));
	}

	/** An error that stops the workflow is passed on by n8n itself; one that does not, is told here. */
	async end(error?: Error): Promise<void> {
		const { context, itemIndex } = this.call;
		if (!this.listening) return;
		if (error !== undefined && context.continueOnFail()) {
			await context.sendChunk('error', itemIndex, describeFailure(error).error);
		}
		await context.sendChunk('end', itemIndex);
	}
}

/** Whether a chat or webhook reads along. What an agent's tool answers is for the agent alone. */
export function hasReader({ context, node }: ItemCall): boolean {
	return !node.type.endsWith('Tool') && context.isStreaming();
}

/** Whether to ask Backboard for a stream, by the option Streaming. */
export function wantsStream(call: ItemCall, option: unknown): boolean {
	if (option === 'always') return true;
	return option !== 'never' && hasReader(call);
}
