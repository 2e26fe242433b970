import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Budget, type Limits } from '../../probe/budget';
import { Client } from '../../probe/client';
import { Ledger } from '../../probe/ledger';
import { probe, type Outcome, type Plan } from '../../probe/probe';
import type { Question } from '../../probe/question';
import { QUESTIONS } from '../../probe/questions';
import { Recorder } from '../../probe/recording';
import { Redaction } from '../../probe/redaction';

const NO_LIMITS: Limits = { dollars: Infinity, requests: Infinity };

interface Options extends Partial<Pick<Plan, 'questions' | 'model' | 'progress' | 'greeting'>> {
	readonly limits?: Limits;
	readonly signal?: AbortSignal;
	readonly timeout?: number;
}

/** The questions of these IDs, in their order. */
export function questionsOf(...ids: string[]): Question[] {
	const found = QUESTIONS.filter(({ id }) => ids.includes(id));
	if (found.length !== ids.length) throw new Error(`Not all are questions: ${ids.join()}`);
	return found;
}

/** The probe against a server, with a folder of its own. */
export class ProbeRun {
	private readonly folder = mkdtempSync(join(tmpdir(), 'probe-'));
	readonly recordings = join(this.folder, 'recordings');
	readonly redaction: Redaction;
	readonly budget: Budget;
	readonly client: Client;
	readonly ledger: Ledger;

	constructor(
		server: { readonly url: string; readonly apiKey: string },
		private readonly options: Options = {},
	) {
		const { limits = NO_LIMITS, signal, timeout = 5_000 } = options;
		this.redaction = new Redaction(server.apiKey);
		this.budget = new Budget(limits);
		this.ledger = new Ledger(join(this.folder, 'made.json'));
		this.client = new Client({
			baseUrl: server.url,
			apiKey: server.apiKey,
			timeout,
			budget: this.budget,
			redaction: this.redaction,
			recorder: new Recorder(this.recordings, this.redaction),
			signal,
		});
	}

	async run(): Promise<Outcome> {
		const { client, ledger, options } = this;
		return await probe({ questions: QUESTIONS, interval: 15, ...options, client, ledger });
	}

	/** Which side of each contradiction holds, by the question's name. */
	static sides({ findings }: Outcome): Record<string, string | undefined> {
		const sided = findings.filter(({ question }) => question.sides.length > 0);
		return Object.fromEntries(sided.map(({ question, side }) => [question.id, side]));
	}

	/** What was found, by the question's name. */
	static texts({ findings }: Outcome): Record<string, string> {
		return Object.fromEntries(findings.map(({ question, text }) => [question.id, text]));
	}

	get hasLedger(): boolean {
		return existsSync(this.ledger.file);
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}
