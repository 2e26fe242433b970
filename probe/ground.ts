import type { Client, Reply } from './client';
import type { Ledger } from './ledger';
import { answerOf, recordOf, type Values } from './reading';

/** A model, as the fields of a message name it. */
export interface Model {
	readonly llm_provider: string;
	readonly model_name: string;
}

/** What questions work with: an assistant of the probe's own, and answers that earlier ones left. */
export class Ground {
	private readonly kept = new Map<string, Reply>();
	assistantId = '';
	/** The model to ask; undefined = Backboard's default. */
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
	) {}

	/** Makes an assistant that is deleted at the end. */
	async makeAssistant(kind: string): Promise<string> {
		const name = `${this.mark} ${kind}`;
		this.ledger.note({ kind: 'assistant', mark: name });
		const reply = await this.client.send('POST', '/assistants', { name });
		const { assistant_id } = recordOf(reply.json);
		if (typeof assistant_id !== 'string') {
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

	keep(name: string, reply: Reply): Reply {
		this.kept.set(name, reply);
		return reply;
	}

	/** What an earlier question kept; throws where it has nothing. */
	reply(name: string): Reply {
		const reply = this.kept.get(name);
		if (reply === undefined) throw new Error('an earlier question got no answer');
		return reply;
	}

	/** The thread of a kept answer. */
	threadOf(name: string): string {
		const { thread_id } = answerOf(this.reply(name));
		if (typeof thread_id !== 'string') throw new Error('an earlier answer names no thread');
		return thread_id;
	}
}
