import type { Client, Reply } from './client';
import type { Ledger } from './ledger';
import { answerOf, recordOf, type Values } from './reading';

/** A model, as the fields of a message name it. */
export interface Model {
	readonly llm_provider: string;
	readonly model_name: string;
}

/** A message to a model that is not there. */
export const TO_NO_MODEL = {
	content: 'Answer with the one word: pong',
	llm_provider: 'openai',
	model_name: 'no-such-model',
};

/** Thrown by a question that reads an answer which never came. */
export class Unanswered extends Error {}

/** What questions work with: an assistant of the probe's own, and answers that earlier ones left. */
export class Ground {
	private readonly kept = new Map<string, Reply>();
	assistantId = '';
	/** The model to ask: the one that was named, else the one that has answered first. */
	model: Model | undefined;

	/**
	 * @param mark is in the name of all that this run makes
	 * @param interval ms between two looks at something that takes time
	 */
	constructor(
		readonly client: Client,
		readonly ledger: Ledger,
		readonly mark: string,
		readonly interval = 500,
		/** The model that the user named. */
		readonly named?: Model,
	) {
		this.model = named;
	}

	/** Makes an assistant that is deleted at the end. */
	async makeAssistant(kind: string): Promise<string> {
		const name = `${this.mark} ${kind}`;
		this.ledger.note({ kind: 'assistant', mark: name });
		const reply = await this.client.send('POST', '/assistants', { name });
		const { assistant_id } = recordOf(reply.json);
		if (typeof assistant_id !== 'string' || assistant_id === '') {
			throw new Error(`An assistant cannot be made: ${reply.status} ${reply.text.slice(0, 200)}`);
		}
		this.ledger.note({ kind: 'assistant', mark: name, id: assistant_id });
		return assistant_id;
	}

	async makeThread(assistantId = this.assistantId): Promise<string> {
		const reply = await this.client.send('POST', `/assistants/${assistantId}/threads`, {});
		const { thread_id } = recordOf(reply.json);
		if (typeof thread_id !== 'string') throw new Error(`no thread was made: ${reply.status}`);
		return thread_id;
	}

	/** Sends a message to the model, as JSON; to a new thread of the assistant unless fields name one. */
	async say(fields: Values): Promise<Reply> {
		const place = fields.thread_id === undefined ? { assistant_id: this.assistantId } : {};
		return await this.client.send('POST', '/threads/messages', {
			...place,
			...this.model,
			...fields,
		});
	}

	/** Stores a message that no model answers. */
	async store(fields: Values): Promise<Reply> {
		return await this.say({ send_to_llm: 'false', ...fields });
	}

	/** Stores a message outside the probe's assistants; its thread, and an assistant made for it, go at the end. */
	async storeOutside(name: string, fields: Values = {}): Promise<Reply> {
		const { client, ledger, mark, assistantId } = this;
		const own = await client.send('GET', `/assistants/${assistantId}`);
		const since = String(recordOf(own.json).created_at ?? '9999');
		const entry = { kind: 'thread', mark: `${mark} ${name}`, since } as const;
		ledger.note(entry);
		const reply = await client.send('POST', '/threads/messages', {
			content: 'Stored by the probe.',
			send_to_llm: 'false',
			metadata: { probe: entry.mark },
			...fields,
		});
		const { thread_id: id, assistant_id } = answerOf(reply);
		const chosen = typeof assistant_id === 'string' && { assistantId: assistant_id };
		if (typeof id === 'string' && id !== '') ledger.note({ ...entry, id, ...chosen });
		else if (reply.status >= 400 && reply.status < 500) ledger.strike(entry.mark);
		return reply;
	}

	keep(name: string, reply: Reply): Reply {
		this.kept.set(name, reply);
		return reply;
	}

	/** What an earlier question kept; throws where it has nothing. */
	reply(name: string): Reply {
		const reply = this.kept.get(name);
		if (reply === undefined) throw new Unanswered('it builds on a question that got no answer');
		if (reply.status >= 300) throw new Error(`an earlier request was refused with ${reply.status}`);
		return reply;
	}

	/** The thread of a kept answer. */
	threadOf(name: string): string {
		const { thread_id } = answerOf(this.reply(name));
		if (typeof thread_id !== 'string') throw new Error('an earlier answer names no thread');
		return thread_id;
	}
}
