import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';

import Table from 'cli-table3';

import { version } from '../package.json';
import { Client } from './client';
import { differences } from './compare';
import { Ledger } from './ledger';
import { probe } from './probe';
import { QUESTIONS } from './questions';
import { Redaction } from './redaction';
import { report } from './report';

const INTENT = `Asks Backboard ${QUESTIONS.length} questions with a key of yours: a few messages, some cents at most.
It makes one assistant, deletes it again, and touches nothing else. --help shows the options.`;

const OPTIONS = `  --compare f   says where the sandbox answers another way than recordings in f
  --yes         does not ask first
  --budget n    most USD to spend (0.25)
  --timeout n   seconds for one request (180)
  --out folder  for report and recordings (.cache/probe)`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			yes: { type: 'boolean' },
			compare: { type: 'string' },
			help: { type: 'boolean' },
			budget: { type: 'string', default: '0.25' },
			timeout: { type: 'string', default: '180' },
			out: { type: 'string', default: '.cache/probe' },
		},
	});
	if (values.compare !== undefined) {
		const found = await differences(values.compare);
		console.log(found.join('\n') || 'The sandbox answers as the recordings do.');
		return;
	}
	console.log(INTENT);
	if (values.help) return console.log(OPTIONS);
	const { BACKBOARD_API_KEY: apiKey = '', BACKBOARD_BASE_URL: url } = process.env;
	if (apiKey === '') throw new Error('BACKBOARD_API_KEY is not set.');
	const budget = positive('budget', values.budget);
	const timeout = positive('timeout', values.timeout) * 1000;
	if (!values.yes && !(await agreed())) return;
	const redaction = new Redaction(apiKey);
	const baseUrl = (url ?? 'https://app.backboard.io/api').replace(/\/+$/, '');
	const folder = join(values.out, 'recordings');
	const client = new Client({ baseUrl, apiKey, timeout, folder, redaction });
	const ledger = new Ledger(join(values.out, 'made.txt'));
	const stop = new AbortController();
	process.once('SIGINT', () => stop.abort());
	const limits = { budget, requests: 60, signal: stop.signal };
	const findings = await probe(client, ledger, limits);
	const table = new Table({ head: ['Question', 'Contract', 'Found'], wordWrap: true });
	for (const { title, contract, finding } of findings) {
		table.push([title, contract, redaction.text(finding)]);
	}
	console.log(table.toString());
	mkdirSync(values.out, { recursive: true });
	const file = join(values.out, 'report.md');
	writeFileSync(file, redaction.text(report(findings, version, new Date())));
	console.log(`Report: ${file}, recordings: ${folder}`);
}

function positive(name: string, text: string): number {
	const value = Number(text);
	if (value > 0 && Number.isFinite(value)) return value;
	throw new Error(`--${name} ${text}: enter a number above 0.`);
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
