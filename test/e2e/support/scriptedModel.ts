import type { INode } from 'n8n-workflow';

import type { RestClient } from '../../../n8n/rest';
import type { Credential } from '../../../n8n/workspace';
import { RawServer } from '../../support/rawServer';
import { nodeOf } from './batchWorkflow';

/** What the model says in one turn: a text, or the arguments of a call of a tool, by default its first. */
export type Turn = { readonly says: string } | { readonly calls: object; readonly tool?: string };

interface ChatRequest {
	readonly tools?: ReadonlyArray<{ function: { name: string } }>;
	readonly messages: ReadonlyArray<{ role: string; content: string }>;
}

/** A model behind OpenAI's API that says what it has been told to, for n8n's AI Agent. */
export class ScriptedModel {
	private turns: Turn[] = [];

	private constructor(
		private readonly server: RawServer,
		private readonly credential: Credential,
	) {}

	static async start(rest: RestClient): Promise<ScriptedModel> {
		const started: { model?: ScriptedModel } = {};
		const server = await RawServer.start(({ body }, response) => {
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify(started.model?.answer(JSON.parse(body) as ChatRequest)));
		});
		const credential = await rest.post<Credential>('/credentials', {
			name: 'Scripted model',
			type: 'openAiApi',
			data: { apiKey: 'sk-scripted', url: `${server.url}/v1` },
		});
		started.model = new ScriptedModel(server, credential);
		return started.model;
	}

	script(...turns: Turn[]): void {
		this.turns = turns;
	}

	/** n8n's node for it. */
	get node(): INode {
		const model = { __rl: true, mode: 'list', value: 'gpt-4o' };
		return {
			...nodeOf('Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2, { model, options: {} }),
			credentials: { openAiApi: { id: this.credential.id, name: this.credential.name } },
		};
	}

	/** What it got to read from a tool in its last turn. */
	get toolMessage(): string {
		const { messages } = JSON.parse(this.server.requests.at(-1)!.body) as ChatRequest;
		return messages.find(({ role }) => role === 'tool')?.content ?? '';
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}

	private answer({ tools }: ChatRequest): object {
		const turn = this.turns.shift() ?? { says: 'Done.' };
		const message =
			'says' in turn
				? { content: turn.says }
				: {
						content: null,
						tool_calls: [callOf(turn.tool ?? tools?.[0].function.name, turn.calls)],
					};
		return {
			id: 'chat',
			object: 'chat.completion',
			created: 1,
			model: 'gpt-4o',
			choices: [
				{
					index: 0,
					finish_reason: 'says' in turn ? 'stop' : 'tool_calls',
					message: { role: 'assistant', ...message },
				},
			],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	}
}

function callOf(name: string | undefined, args: object): object {
	return { id: 'call_1', type: 'function', function: { name, arguments: JSON.stringify(args) } };
}
