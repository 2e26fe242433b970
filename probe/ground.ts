import { setTimeout as delay } from 'node:timers/promises';

import type { Client } from './client';
import { recordOf } from './json';
import type { Ledger, Made } from './ledger';
import type { Ask, Model } from './question';
import type { Body, Reply } from './reply';

/** Thrown by a question that reads an answer which never came. */
export class Unanswered extends Error {}

/** What questions work with: an assistant of the probe's own, and answers that earlier ones left. */
export class Ground {
	private readonly kept = new Map<string, Reply>();

	/**
	 * @param mark is in the name of all that this run makes
	 * @param interval ms between two looks at something that takes time
	 * @param named the model that the user named
	 */
	constructor(
		readonly client: Client,
		private readonly ledger: Ledger,
		private readonly mark: string,
		private readonly interval = 500,
		private readonly named?: Model,
	) {}

	/** Sends a request, perhaps several times, or looks up what was kept. */
	async ask(given: string | Ask): Promise<Reply[]> {
		if (typeof given === 'string' && !given.includes(' ')) return [this.lookUp(given)];
		const ask = typeof given === 'string' ? plainAsk(given) : given;
		const line = this.filled(ask.line, encodeURI);
		const body = this.bodyOf(ask);
		if (ask.abreast !== undefined) return await this.burst(line, ask.abreast, ask.most ?? 1);
		const replies: Reply[] = [];
		let isDone: boolean;
		do {
			if (replies.length > 0) await delay(this.interval);
			const reply = await this.send(ask, line, body);
			replies.push(reply);
			isDone = ask.until?.(reply) ?? true;
		} while (!isDone && replies.length < (ask.most ?? 1));
		return replies;
	}

	/** What an earlier question kept; throws where it has nothing. */
	private reply(name: string): Reply {
		const reply = this.kept.get(name);
		if (reply === undefined) throw new Unanswered('it builds on a question that got no answer');
		if (reply.status >= 300) throw new Error(`an earlier request was refused with ${reply.status}`);
		return reply;
	}

	private lookUp(name: string): Reply {
		const [kept = '', member] = name.split('.');
		const reply = this.reply(kept);
		if (member !== undefined) this.value(name);
		return reply;
	}

	private async send(ask: Ask, line: string, body: Body | undefined): Promise<Reply> {
		const { about, apiKey, makes, as = '' } = ask;
		const entry = makes && this.entry(makes, as);
		// Under its mark this is found again even if no answer comes.
		if (entry && makes !== 'thread') this.ledger.note(entry);
		const reply = await this.client.send(line, { body, about, apiKey });
		if (entry) this.noteAnswer(entry, reply);
		if (as !== '') this.kept.set(as, reply);
		return reply;
	}

	private entry(makes: 'assistant' | 'thread' | 'message', as: string): Made {
		const mark = `${this.mark} ${as}`;
		if (makes !== 'message') return { kind: makes, mark };
		const { created_at } = this.reply('assistant').record;
		return { kind: 'thread', mark, since: String(created_at ?? '9999') };
	}

	private noteAnswer(entry: Made, { status, answer }: Reply): void {
		const { assistant_id, thread_id } = { ...answer, ...recordOf(answer.assistant) };
		const id = entry.kind === 'thread' ? thread_id : assistant_id;
		const owner = entry.since !== undefined && typeof assistant_id === 'string' && assistant_id;
		if (typeof id === 'string' && id !== '') {
			this.ledger.note({ ...entry, id, ...(owner && { assistantId: owner }) });
		} else if (status >= 400 && status < 500) this.ledger.strike(entry.mark);
	}

	/** Some requests side by side, as often as said or until one is refused: then that one alone. */
	private async burst(line: string, abreast: number, most: number): Promise<Reply[]> {
		const { client } = this;
		const replies: Reply[] = [];
		const one = async () => await client.once(line, { about: 'nothing' });
		while (replies.length < abreast * most && client.refusal === undefined) {
			const some = await Promise.all(Array.from({ length: abreast }, one));
			replies.push(...some);
			client.refusal = some.find(({ status }) => status === 429);
		}
		return client.refusal === undefined ? replies : [client.refusal];
	}

	private bodyOf({ body, form, toModel }: Ask): Body | undefined {
		if (body === undefined) return undefined;
		const fields = this.withValues(toModel ? { ...this.model, ...body } : body) as object;
		if (form === undefined) return fields;
		const made = form === 'multipart' ? new FormData() : new URLSearchParams();
		for (const [name, value] of Object.entries(fields)) made.append(name, value as string);
		return made;
	}

	/** The model to ask: the one that was named, else the one that has answered first. */
	private get model(): Model | undefined {
		if (this.named !== undefined) return this.named;
		const { model_provider: llm_provider, model_name } = this.kept.get('answer')?.answer ?? {};
		if (typeof llm_provider !== 'string' || typeof model_name !== 'string') return undefined;
		return { llm_provider, model_name };
	}

	private withValues(value: unknown): unknown {
		if (typeof value === 'string') return this.filled(value);
		if (Array.isArray(value)) return value.map((inner) => this.withValues(inner));
		if (typeof value !== 'object' || value === null || value instanceof Blob) return value;
		const members = Object.entries(value).map(([key, inner]) => [key, this.withValues(inner)]);
		return Object.fromEntries(members) as object;
	}

	private filled(text: string, encode = (value: string) => value): string {
		return text.replace(/\{([\w.|]+)\}/g, (_, names: string) => encode(this.value(names)));
	}

	private value(names: string): string {
		if (names === 'mark') return this.mark;
		for (const name of names.split('|')) {
			const [kept = '', ...path] = name.split('.');
			const reply = this.kept.get(kept);
			const values: unknown = { ...reply?.answer, first: reply?.list[0] };
			const keys = path.length === 0 ? [`${kept}_id`] : path;
			const found = keys.reduce((inner, key) => recordOf(inner)[key], values);
			if (typeof found === 'string' && found !== '') return found;
		}
		this.reply(names.split(/[.|]/, 1)[0] ?? '');
		throw new Error(`an earlier answer has no ${names}`);
	}
}

function plainAsk(text: string): Ask {
	const [line = '', as = ''] = text.split(' as ');
	return { line, as };
}
