import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Sandbox } from '../sandbox/server';
import { Client } from './client';
import { Ledger } from './ledger';
import { probe } from './probe';
import { recordOf } from './question';
import { Redaction } from './redaction';

/** Where the sandbox answers another way than a folder of recordings, one line each. */
export async function differences(folder: string): Promise<string[]> {
	const recorded = readRecordings(folder);
	if (recorded.size === 0) throw new Error(`There are no recordings in ${folder}.`);
	const own = mkdtempSync(join(tmpdir(), 'probe-'));
	const sandbox = await Sandbox.start();
	try {
		const { url: baseUrl, apiKey } = sandbox;
		const redaction = new Redaction(apiKey);
		const client = new Client({ baseUrl, apiKey, timeout: 10_000, folder: own, redaction });
		await probe(client, new Ledger(join(own, 'made')), { budget: 1, requests: 60 });
		return compared(recorded, readRecordings(own));
	} finally {
		await sandbox.close();
		rmSync(own, { recursive: true });
	}
}

/** What is compared of each request: status, and shape with types or the order of events. */
function readRecordings(folder: string): Map<string, string> {
	const found = new Map<string, string>();
	for (const file of readdirSync(folder)
		.filter((name) => /^\d+\.json$/.test(name))
		.sort()) {
		const entry = recordOf(JSON.parse(readFileSync(join(folder, file), 'utf8')));
		const body = JSON.stringify(entry.body ?? null);
		const request = `${String(entry.request)} ${body}`
			.replace(/<id-\d+>/g, '<id>')
			.replace(/probe <id>/g, 'probe');
		found.set(request, `${String(entry.status)} ${answerShape(String(entry.answer))}`);
	}
	return found;
}

function compared(recorded: Map<string, string>, sandbox: Map<string, string>): string[] {
	return [...recorded].flatMap(([request, shape]) => {
		const other = sandbox.get(request) ?? 'no such request';
		return other === shape ? [] : [`${request}\n  recorded ${shape}\n  sandbox  ${other}`];
	});
}

function answerShape(text: string): string {
	const events = [...text.matchAll(/^data:\s?(.*)$/gm)].map(([, data]) => String(data));
	if (events.length === 0) return text === '' ? 'nothing' : shapeOf(text);
	// How many pieces a text has is the model's affair.
	return events
		.map((event) => shapeOf(event, /"type":\s*"([^"]+)"/.exec(event)?.[1]))
		.filter((shape, index, all) => shape !== all[index - 1])
		.join(' → ');
}

function shapeOf(text: string, name = ''): string {
	try {
		return name + typeOf(JSON.parse(text));
	} catch {
		return 'text';
	}
}

function typeOf(value: unknown): string {
	if (Array.isArray(value)) return `[${[...new Set(value.map(typeOf))].sort().join(' | ')}]`;
	if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
	const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return `{${members.map(([key, inner]) => `${key}: ${typeOf(inner)}`).join(', ')}}`;
}
