import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Sandbox } from '../sandbox/server';
import { Budget, mayCost } from './budget';
import { Client } from './client';
import { recordOf } from './json';
import { Ledger } from './ledger';
import { probe } from './probe';
import type { Question } from './question';
import { QUESTIONS } from './questions';
import { readRecordings, Recorder, type Recording } from './recording';
import { Redaction } from './redaction';
import { traitsOf } from './traits';

/** Where the sandbox answers another way than a folder of recordings, one text each. */
export async function differences(
	folder: string,
	questions: readonly Question[] = QUESTIONS,
): Promise<string[]> {
	const recorded = readRecordings(folder);
	if (recorded.length === 0) throw new Error(`There are no recordings in ${folder}.`);
	// What was not asked, for lack of budget or with --free, is not asked here either. One that was refused is sent again.
	const isPaid = ({ request, status }: Recording) => status !== 429 && mayCost(request);
	const limits = { dollars: Infinity, requests: recorded.filter(isPaid).length };
	const own = mkdtempSync(join(tmpdir(), 'probe-'));
	// Slow enough that every state on the way is seen.
	const sandbox = await Sandbox.start({ indexing: 300, remembering: 300 });
	try {
		const { url: baseUrl, apiKey } = sandbox;
		const redaction = new Redaction(apiKey);
		const recorder = new Recorder(own, redaction);
		const budget = new Budget(limits);
		const client = new Client({ baseUrl, apiKey, timeout: 10_000, budget, redaction, recorder });
		const ledger = new Ledger(join(own, 'made'));
		await probe({ client, ledger, questions, interval: 20 });
		return compared(shapes(recorded), shapes(readRecordings(own)));
	} finally {
		await sandbox.close();
		rmSync(own, { recursive: true });
	}
}

/** The answers that each request got: statuses, members with types, and events in their order. */
function shapes(recordings: readonly Recording[]): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>();
	for (const { request, body, status, answer } of recordings) {
		const path = request.replace(/^(GET \/models)\/(?!provider|embedding|thinking).+/, '$1/<name>');
		const sent = `${path} ${JSON.stringify(withoutModel(body)) ?? ''}`
			.replace(/<(\w+)-\d+>/g, '<$1>')
			.trim();
		const known = found.get(sent) ?? [];
		found.set(sent, new Set([...known, `status ${status}`, ...traitsOf(answer)]));
	}
	return found;
}

/** Which model was asked differs from run to run, but for the one that is not there. */
function withoutModel(body: unknown): unknown {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
	const { llm_provider, model_name, form, ...rest } = recordOf(body);
	if (model_name === 'no-such-model') return body;
	if (!Array.isArray(form)) return rest;
	const isModel = ([name]: unknown[]) => name === 'llm_provider' || name === 'model_name';
	return { ...rest, form: form.filter((part: unknown[]) => !isModel(part)) };
}

/** A request that was sent several times has the traits of all its answers. */
function compared(recorded: Map<string, Set<string>>, sandbox: Map<string, Set<string>>): string[] {
	return [...recorded].flatMap(([request, traits]) => {
		const others = sandbox.get(request);
		if (others === undefined) return [`${request}\n  the sandbox got no such request`];
		const [more, less] = [news(traits, others), news(others, traits)];
		if (more + less === '') return [];
		return [
			`${request}\n  recorded  ${more || 'nothing else'}\n  sandbox   ${less || 'nothing else'}`,
		];
	});
}

/** What is not among others. A member that is null there says nothing of its type, nor what is in it. */
function news(traits: ReadonlySet<string>, others: ReadonlySet<string>): string {
	const isNew = (trait: string) => {
		const [name = '', type] = trait.split(': ');
		if (others.has(trait)) return false;
		if (type === 'null') return ![...others].some((other) => other.startsWith(name));
		const parts = name.split(/(?=\.|\[\])/);
		const isNull = (_: string, index: number) =>
			others.has(`${parts.slice(0, index + 1).join('')}: null`);
		return !parts.some(isNull);
	};
	return [...traits].filter(isNew).join(', ');
}
