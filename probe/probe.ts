import { randomUUID } from 'node:crypto';

import { BudgetSpent, NoCredit } from './budget';
import { cleanUp } from './cleanUp';
import { NoAnswer, type Client } from './client';
import { Ground, Unanswered } from './ground';
import type { Ledger } from './ledger';
import type { Model, Question } from './question';
import { NotRecorded } from './recording';
import type { Reply } from './reply';

export interface Finding {
	readonly question: Question;
	/** Which side of a contradiction holds. */
	readonly side?: 'A' | 'B' | 'both' | 'neither';
	readonly text: string;
}

export interface Outcome {
	readonly findings: readonly Finding[];
	/** Why the questions ended early. */
	readonly ended?: string | undefined;
	/** Names of what could not be deleted. */
	readonly left: readonly string[];
}

export interface Plan {
	readonly client: Client;
	readonly ledger: Ledger;
	readonly questions: readonly Question[];
	readonly model?: Model | undefined;
	/** Ms between two looks at something that takes time (500). */
	readonly interval?: number | undefined;
	/** Ms that the first request may take (15,000): a server that hangs is seen soon. */
	readonly greeting?: number | undefined;
	/** Called with each finding. */
	readonly progress?: ((finding: Finding, index: number) => void) | undefined;
}

/**
 * Asks every question. Deletes what it made, also what an earlier run left. Throws, with one line,
 * when the server is no Backboard or refuses the key; nothing has been made then.
 */
export async function probe(plan: Plan): Promise<Outcome> {
	const { client, ledger, interval } = plan;
	await greet(client, plan.greeting);
	await cleanUp(client, ledger, interval);
	const mark = `n8n-nodes-backboard probe ${randomUUID()}`;
	const ground = new Ground(client, ledger, mark, interval, plan.model);
	const findings: Finding[] = [];
	let ended: string | undefined;
	try {
		await askAll(ground, plan, findings);
	} catch (error) {
		ended = client.stopped ? 'Stopped.' : (error as Error).message;
	}
	await cleanUp(client, ledger, interval);
	return { findings, ended, left: ledger.made.map((entry) => entry.mark) };
}

/** Looks whether this is Backboard and takes the key, by a request that costs nothing. Throws if not. */
export async function greet(client: Client, timeout = 15_000): Promise<void> {
	const line = 'GET /models/providers';
	const { status, json, record } = await client.send(line, { timeout }).catch((error: Error) => {
		if (client.stopped) throw new Error('Stopped.');
		if (!(error instanceof NoAnswer)) throw error;
		if (error.isLate) throw new Error('The server does not answer.');
		throw new Error(`The server cannot be reached: ${error.message}`);
	});
	if (status === 401 || status === 403) {
		throw new Error(`Backboard refused the key (${status}). Check BACKBOARD_API_KEY.`);
	}
	if (status === 429 || status >= 500) {
		throw new Error(`The server refuses for now (${status}). Try again later.`);
	}
	if (status === 200 && (Array.isArray(json) || Array.isArray(record.providers))) return;
	throw new Error(
		`This is not Backboard: ${line} was answered with ${status}. Check BACKBOARD_BASE_URL.`,
	);
}

/** Requests in a row without an answer that end the questions. */
const SILENCE = 3;

/** The assistant in which nearly everything happens. */
const OWN_ASSISTANT = {
	line: 'POST /assistants',
	body: { name: '{mark} assistant' },
	as: 'assistant',
	makes: 'assistant',
} as const;

/** Throws on what ends all questions: a stop, an account without credit, a server that fell silent. */
async function askAll(ground: Ground, plan: Plan, findings: Finding[]): Promise<void> {
	const { client } = ground;
	const [made] = await ground.ask(OWN_ASSISTANT);
	if (!made?.record.assistant_id) {
		throw new Error(`An assistant cannot be made: ${made?.said ?? 'no answer'}`);
	}
	for (const [index, question] of plan.questions.entries()) {
		if (client.stopped) throw new Error('Stopped.');
		if (client.unanswered >= SILENCE) throw new Error('The server no longer answers.');
		const finding = await findOut(ground, question).catch((error: Error) => {
			const isEnd = error instanceof NoCredit || error instanceof NotRecorded || client.stopped;
			if (isEnd) throw error;
			const isUnasked = error instanceof BudgetSpent || error instanceof Unanswered;
			return { question, text: `not ${isUnasked ? 'asked' : 'found out'}: ${error.message}` };
		});
		findings.push(finding);
		plan.progress?.(finding, index);
	}
}

async function findOut(ground: Ground, question: Question): Promise<Finding> {
	const replies: Reply[] = [];
	for (const ask of question.asks) replies.push(...(await ground.ask(ask)));
	const shown = question.show(...replies);
	if (typeof shown === 'string') return { question, text: shown };
	const [a, b, text] = shown;
	return { question, side: a && b ? 'both' : a ? 'A' : b ? 'B' : 'neither', text };
}
