import { randomUUID } from 'node:crypto';

import { BudgetSpent, NoCredit } from './budget';
import { cleanUp } from './cleanUp';
import { NoAnswer, NotRecorded, type Client } from './client';
import { Ground, Unanswered, type Model } from './ground';
import type { Ledger } from './ledger';
import type { Question, Side } from './question';
import { recordOf } from './reading';

export interface Finding {
	readonly question: Question;
	/** Which side of a contradiction holds. */
	readonly side?: Side;
	readonly text: string;
}

export interface Outcome {
	readonly findings: readonly Finding[];
	/** Why the questions ended early. */
	readonly ended?: string;
	/** Names of what could not be deleted. */
	readonly left: readonly string[];
}

export interface Plan {
	readonly client: Client;
	readonly ledger: Ledger;
	readonly questions: readonly Question[];
	readonly model?: Model | undefined;
	/** Ms between two looks at something that takes time (500). */
	readonly interval?: number;
	/** Ms that the first request may take (15,000): a server that hangs is seen soon. */
	readonly greeting?: number;
	/** Called with each finding. */
	readonly progress?: (finding: Finding, index: number) => void;
}

/**
 * Asks every question. Deletes what it made, also what an earlier run left. Throws, with one line,
 * when the server is no Backboard or refuses the key; nothing has been made then.
 */
export async function probe(plan: Plan): Promise<Outcome> {
	const { client, ledger } = plan;
	await greet(client, plan.greeting);
	await cleanUp(client, ledger, plan.interval);
	const mark = `n8n-nodes-backboard probe ${randomUUID()}`;
	const ground = new Ground(client, ledger, mark, plan.interval, plan.model);
	const findings: Finding[] = [];
	let ended: string | undefined;
	try {
		ground.assistantId = await ground.makeAssistant('assistant');
		await ask(ground, plan, findings);
	} catch (error) {
		ended = client.stopped ? 'Stopped.' : (error as Error).message;
	}
	await cleanUp(client, ledger, plan.interval);
	return { findings, ended, left: ledger.made.map(({ mark }) => mark) };
}

/** Looks whether this is Backboard and takes the key, by a request that costs nothing. Throws if not. */
export async function greet(client: Client, timeout = 15_000): Promise<void> {
	const reply = await client
		.send('GET', '/models/providers', undefined, { timeout })
		.catch((error: Error) => {
			if (client.stopped) throw new Error('Stopped.');
			if (!(error instanceof NoAnswer)) throw error;
			throw new Error(
				error.isLate
					? 'The server does not answer.'
					: `The server cannot be reached: ${error.message}`,
			);
		});
	const { status, json } = reply;
	if (status === 401 || status === 403) {
		throw new Error(`Backboard refused the key (${status}). Check BACKBOARD_API_KEY.`);
	}
	if (status === 429 || status >= 500) {
		throw new Error(`The server refuses for now (${status}). Try again later.`);
	}
	const isKnown = Array.isArray(json) || Array.isArray(recordOf(json).providers);
	if (status !== 200 || !isKnown) {
		throw new Error(
			`This is not Backboard: GET /models/providers was answered with ${status}. Check BACKBOARD_BASE_URL.`,
		);
	}
}

/** Requests in a row without an answer that end the questions. */
const SILENCE = 3;

/** Throws on what ends all questions: a stop, an account without credit, a server that fell silent. */
async function ask(ground: Ground, plan: Plan, findings: Finding[]): Promise<void> {
	for (const [index, question] of plan.questions.entries()) {
		if (ground.client.stopped) throw new Error('Stopped.');
		if (ground.client.unanswered >= SILENCE) throw new Error('The server no longer answers.');
		const finding = await question.ask(ground).then(
			(found) => ({ question, ...(typeof found === 'string' ? { text: found } : found) }),
			(error: Error) => {
				if (isEnd(error) || ground.client.stopped) throw error;
				const isUnasked = error instanceof BudgetSpent || error instanceof Unanswered;
				const reason = isUnasked ? 'not asked' : 'not found out';
				return { question, text: `${reason}: ${error.message}` };
			},
		);
		findings.push(finding);
		plan.progress?.(finding, index);
	}
}

function isEnd(error: Error): boolean {
	return error instanceof NoCredit || error instanceof NotRecorded;
}
