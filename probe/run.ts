import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { version } from '../package.json';
import openapi from '../sandbox/openapi.json';
import { Budget } from './budget';
import { cleanUp } from './cleanUp';
import { Client } from './client';
import { OPTIONS, readAccount, readCommand, type Account, type Command } from './command';
import { Ledger, nameOf } from './ledger';
import { lock } from './lock';
import { greet, probe, type Finding } from './probe';
import { FREE_QUESTIONS, QUESTIONS } from './questions';
import { Recorder } from './recording';
import { Redaction } from './redaction';
import { report, shown, visible } from './report';

/** Requests that may cost something, at the most. */
const MOST_REQUESTS = 60;

const CONTRACT = `contract ${openapi.info.version} with additions of October 2026`;

/** The command’s surroundings. */
export interface Terminal {
	readonly args: string[];
	readonly env: NodeJS.ProcessEnv;
	print(text: string): void;
	complain(text: string): void;
	/** Asks whether to begin. */
	agreed(): Promise<boolean>;
	/** Ends the questions; what was made is deleted nevertheless. */
	readonly signal: AbortSignal;
}

/** Runs `npm run probe` and returns the exit code. What went wrong is one line each. */
export async function runProbe(terminal: Terminal): Promise<number> {
	const complaints = await run(terminal).catch(({ message }: Error) => [message]);
	for (const line of complaints) terminal.complain(line);
	return complaints.length === 0 ? 0 : 1;
}

async function run(terminal: Terminal): Promise<string[]> {
	const { print, args, env } = terminal;
	const command = readCommand(args);
	if (command.help) {
		print(`${intent(command)}\n\n${OPTIONS}`);
		return [];
	}
	if (command.compare !== undefined) {
		// The sandbox takes a while to load, and only this needs it.
		const { differences } = await import('./compare');
		const found = await differences(command.compare);
		print(found.map(visible).join('\n') || 'The sandbox answers as the recordings do.');
		return [];
	}
	const account = readAccount(env);
	if (!command.clean) {
		print(`${intent(command)}\n`);
		if (!command.yes && !(await terminal.agreed())) return [];
	}
	const unlock = lock(join(command.out, `running-${nameOf(account.baseUrl, account.apiKey)}`));
	try {
		return await ask(command, terminal, account);
	} finally {
		unlock();
	}
}

function intent({ free, budget }: Command): string {
	const questions = free ? FREE_QUESTIONS : QUESTIONS;
	const costs = questions.reduce((sum, question) => sum + question.costs, 0);
	const price = `at most ${costs} short requests that may cost something, a few cents together; it stops at ${budget} USD`;
	return [
		`Puts ${questions.length} questions to Backboard with your key: ${free ? 'nothing that costs' : price}.`,
		'It takes a few minutes. It makes up to three assistants and two threads, and deletes them all:',
		'nothing is left, and nothing that it did not make is touched.',
	].join('\n');
}

async function ask(command: Command, terminal: Terminal, account: Account): Promise<string[]> {
	const { out, timeout, model, free } = command;
	const { print, signal } = terminal;
	const redaction = new Redaction(account.apiKey);
	const folder = join(out, new Date().toISOString().slice(0, 19).replaceAll(':', '-'));
	const budget = new Budget({ dollars: command.budget, requests: MOST_REQUESTS });
	const recorder = new Recorder(join(folder, 'recordings'), redaction);
	const client = new Client({ ...account, timeout, budget, redaction, recorder, signal });
	const ledger = Ledger.of(out, account.baseUrl, account.apiKey);
	const clean = (text: string) => visible(redaction.text(text));
	if (command.clean) return await tidyUp(client, ledger, print);
	const questions = free ? FREE_QUESTIONS : QUESTIONS;
	const progress = ({ question, side, text }: Finding, index: number) => {
		const found = `${question.title}: ${side === undefined ? '' : `${side}: `}${text}`;
		const line = `[${index + 1}/${questions.length}] ${found.replace(/\s+/g, ' ')}`;
		print(clean(line).slice(0, 200));
	};
	const outcome = await probe({ client, ledger, questions, model, progress });
	const ends = [
		...(outcome.ended === undefined ? [] : [clean(outcome.ended)]),
		...notDeleted(ledger),
	];
	if (outcome.findings.length === 0) return ends;
	const { visits } = client;
	const facts = { version, contract: CONTRACT, date: new Date(), visits, spent: budget.spent };
	const file = join(folder, 'report.md');
	try {
		mkdirSync(folder, { recursive: true });
		writeFileSync(file, shown(redaction.text(report(outcome, facts))));
		print(`Report: ${file}\nRecordings: ${join(folder, 'recordings')}`);
	} catch (error) {
		ends.push(`The report cannot be written: ${(error as Error).message}`);
	}
	return ends;
}

/** Who says to everything that it is not there must not make the list forgotten: that one is greeted first. */
async function tidyUp(client: Client, ledger: Ledger, print: (text: string) => void) {
	if (ledger.made.length > 0) {
		await greet(client);
		await cleanUp(client, ledger);
	}
	if (ledger.made.length === 0) print('Nothing is left behind.');
	return notDeleted(ledger);
}

function notDeleted({ made }: Ledger): string[] {
	if (made.length === 0) return [];
	const marks = made.map(({ mark }) => mark).join(', ');
	return [`Not deleted: ${marks}. Run npm run probe -- --clean to try again.`];
}
