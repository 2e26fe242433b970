import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';

import { version } from '../package.json';
import openapi from '../sandbox/openapi.json';
import { Budget } from './budget';
import { cleanUp } from './cleanUp';
import { Client } from './client';
import { OPTIONS, readCommand, type Command } from './command';
import { differences } from './compare';
import { Ledger } from './ledger';
import { probe, type Finding, type Outcome } from './probe';
import { FREE_QUESTIONS, QUESTIONS } from './questions';
import { Recorder } from './recording';
import { Redaction } from './redaction';
import { report } from './report';

/** Requests that may cost something, at the most. */
const MOST_REQUESTS = 60;

async function main(): Promise<void> {
	const command = readCommand(process.argv.slice(2));
	if (command.help) return console.log(`${intent(command)}\n\n${OPTIONS}`);
	if (command.compare !== undefined) {
		const found = await differences(command.compare);
		return console.log(found.join('\n') || 'The sandbox answers as the recordings do.');
	}
	const { BACKBOARD_API_KEY: apiKey = '', BACKBOARD_BASE_URL: url } = process.env;
	if (apiKey === '') throw new Error('BACKBOARD_API_KEY is not set.');
	const baseUrl = (url ?? 'https://app.backboard.io/api').replace(/\/+$/, '');
	if (!command.clean) console.log(`${intent(command)}\n`);
	if (!command.clean && !command.yes && !(await agreed())) return;
	await run(command, { apiKey, baseUrl });
}

function intent({ free, budget }: Command): string {
	const questions = free ? FREE_QUESTIONS : QUESTIONS;
	const costs = questions.reduce((sum, question) => sum + (question.costs ?? 0), 0);
	const price = `at most ${costs} short requests that may cost something, a few cents together; it stops at ${budget} USD`;
	return [
		`Puts ${questions.length} questions to Backboard with your key: ${costs === 0 ? 'nothing that costs' : price}.`,
		'It takes a few minutes. It makes up to three assistants and two threads, and deletes them all:',
		'nothing is left, and nothing that it did not make is touched.',
	].join('\n');
}

async function run(command: Command, account: { apiKey: string; baseUrl: string }): Promise<void> {
	const stop = stopper();
	const redaction = new Redaction(account.apiKey);
	const folder = join(command.out, new Date().toISOString().slice(0, 19).replaceAll(':', '-'));
	const budget = new Budget({ dollars: command.budget, requests: MOST_REQUESTS });
	const recorder = new Recorder(join(folder, 'recordings'), redaction);
	const { timeout, model } = command;
	const client = new Client({
		...account,
		timeout,
		budget,
		redaction,
		recorder,
		signal: stop.signal,
	});
	const ledger = Ledger.of(command.out, account.baseUrl, account.apiKey);
	if (command.clean) {
		await cleanUp(client, ledger);
		return finish({ findings: [], left: ledger.made.map(({ mark }) => mark) });
	}
	const questions = command.free ? FREE_QUESTIONS : QUESTIONS;
	const progress = ({ question, side, text }: Finding, index: number) => {
		const holds = side === undefined ? '' : `${side}: `;
		const line = `[${index + 1}/${questions.length}] ${question.title}: ${holds}${text}`;
		console.log(redaction.text(line).replace(/\s+/g, ' ').slice(0, 200));
	};
	const outcome = await probe({ client, ledger, questions, model, progress });
	if (outcome.findings.length > 0) {
		const file = join(folder, 'report.md');
		const contract = `contract ${openapi.info.version} with additions of October 2026`;
		const facts = {
			version,
			contract,
			date: new Date(),
			visits: client.visits,
			spent: budget.spent,
		};
		mkdirSync(folder, { recursive: true });
		writeFileSync(file, redaction.text(report(outcome, facts)));
		console.log(`Report: ${file}\nRecordings: ${join(folder, 'recordings')}`);
	}
	finish(outcome, redaction);
}

/** Says what went wrong, in one line each. */
function finish({ ended, left }: Outcome, redaction?: Redaction): void {
	const lines = [
		...(ended === undefined ? [] : [redaction?.text(ended) ?? ended]),
		...(left.length === 0
			? []
			: [`Not deleted: ${left.join(', ')}. Run npm run probe -- --clean to try again.`]),
	];
	for (const line of lines) console.error(line);
	if (lines.length > 0) process.exitCode = 1;
}

/** The first Ctrl-C ends the questions and tidies up; the second ends at once. */
function stopper(): AbortController {
	const stop = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => {
			if (stop.signal.aborted) process.exit(130);
			console.error('Stopping, and deleting what was made …');
			stop.abort();
		});
	}
	return stop;
}

async function agreed(): Promise<boolean> {
	const line = createInterface({ input: process.stdin, output: process.stdout });
	const answer = await line.question('Begin? (y/n) ');
	line.close();
	return /^y/i.test(answer);
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
