import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Outcome } from '../../probe/probe';
import { FREE_QUESTIONS, QUESTIONS } from '../../probe/questions';
import { endpointOf, report } from '../../probe/report';
import type { Dialect } from '../../sandbox/dialect';
import { Sandbox } from '../../sandbox/server';
import { ProbeRun } from './probeRun';

const FACTS = { version: '1.2.3', contract: 'contract 1', date: new Date('2026-11-01'), spent: 0 };

/** The probe against a sandbox of this dialect, which must be empty afterwards but for what was there before. */
async function probed(dialect: Dialect) {
	const sandbox = await Sandbox.start({ dialect, indexing: Infinity, remembering: 5 });
	const other = sandbox.store.addAssistant({ name: 'Not the probe’s' });
	const thread = sandbox.store.addThread(other.assistant_id);
	sandbox.store.addMessage(thread, { role: 'user', content: 'A secret of somebody else' });
	let indexing: NodeJS.Timeout | undefined;
	const probeRun = new ProbeRun(sandbox, {
		progress({ question }) {
			// However slow the machine is: the message that asks whether a document blocks comes first.
			if (question.id !== 'document-blocks') return;
			indexing = setInterval(() => void sandbox.indexer.finishAll(), 20);
		},
	});
	const outcome = await probeRun.run();
	clearInterval(indexing);
	const { store } = sandbox;
	const left = {
		assistants: [...store.assistants.values()].map(({ name }) => name),
		threads: store.threads.size,
		documents: store.documents.size,
		memories: store.memories.size,
		ledger: probeRun.hasLedger,
	};
	await sandbox.close();
	return { probeRun, outcome, left, journal: sandbox.journal };
}

const NOTHING = {
	assistants: ['Not the probe’s'],
	threads: 1,
	documents: 0,
	memories: 0,
	ledger: false,
};

describe('The probe', () => {
	let standard: Awaited<ReturnType<typeof probed>>;
	beforeAll(async () => {
		standard = await probed({});
	});
	afterAll(() => standard.probeRun.remove());

	it('finds out which side of each contradiction holds in the default dialect', () => {
		expect(ProbeRun.sides(standard.outcome)).toMatchInlineSnapshot(`
		{
		  "answer": "A",
		  "assistant-list": "A",
		  "assistant-name": "A",
		  "attached-text": "A",
		  "cascade": "A",
		  "content-type": "B",
		  "default-assistant": "A",
		  "default-model": "A",
		  "description": "A",
		  "document-blocks": "A",
		  "document-states": "A",
		  "embedding-models": "A",
		  "json-output": "A",
		  "memory-create": "A",
		  "memory-mode-Auto": "B",
		  "memory-mode-Off": "neither",
		  "memory-mode-On": "neither",
		  "memory-mode-Readonly": "B",
		  "memory-mode-auto": "neither",
		  "memory-mode-off": "A",
		  "memory-mode-readonly": "neither",
		  "memory-numbers": "A",
		  "memory-operation": "A",
		  "memory-stats": "A",
		  "message-content": "A",
		  "message-id": "A",
		  "message-metadata": "A",
		  "metadata-type": "both",
		  "model-prices": "B",
		  "page-size": "A",
		  "provider-models": "A",
		  "retrieved-files": "A",
		  "send-to-llm": "A",
		  "status-case": "A",
		  "stream-failure": "A",
		  "stream-memory": "A",
		  "stream-pieces": "A",
		  "stream-status": "A",
		  "stream-thread": "A",
		  "thread-body": "A",
		  "thread-deletion": "A",
		  "tool-outputs": "A",
		  "two-prompts": "neither",
		  "unknown-model": "A",
		  "voice": "neither",
		  "waiting-thread": "B",
		  "web-search": "both",
		}
	`);
	});

	it('has an answer to every question, and leaves nothing behind', () => {
		expect(standard.outcome.ended).toBeUndefined();
		expect(standard.outcome.findings).toHaveLength(QUESTIONS.length);
		const texts = Object.values(ProbeRun.texts(standard.outcome));
		expect(texts.filter((text) => /^not (?:found out|asked)/.test(text))).toEqual([]);
		expect(standard.left).toEqual(NOTHING);
	});

	it('reports what only a client can find out', () => {
		expect(ProbeRun.texts(standard.outcome)).toMatchObject({
			'message-metadata': expect.stringMatching(/^kept as \{.*"count":3/),
			'message-order': 'user, assistant',
			'thread-order': 'oldest first',
			'no-key': '401 {"detail":"Invalid or missing API key"}',
			'unknown-thread': '404 {"detail":"Thread not found"}',
			'stream-events': expect.stringContaining('run_started → message_start → '),
			'memory-mode-Readonly': '200 COMPLETED; searches, does not write',
			'tool-outputs-twice': expect.stringContaining('404'),
			headers: expect.stringContaining('content-type'),
			burst: expect.stringContaining('none of 60 was refused'),
		});
	});

	const DIALECTS: Array<[Dialect, Record<string, string>]> = [
		[
			{
				envelopeAnswers: true,
				messageIdIsId: true,
				plainMetadata: true,
				contentParts: true,
				listsUnderKey: true,
			},
			{
				answer: 'B',
				'message-id': 'B',
				'message-metadata': 'B',
				'message-content': 'B',
				'assistant-list': 'B',
				'tool-outputs': 'B',
			},
		],
		[
			{
				cumulativeStreams: true,
				threadInEveryEvent: true,
				lowerCaseStatuses: true,
				errorEvents: true,
				llmErrorAnswers: true,
			},
			{
				'status-case': 'B',
				'stream-pieces': 'B',
				'stream-thread': 'B',
				'stream-failure': 'B',
				'unknown-model': 'B',
			},
		],
		[
			{
				emptyDeletions: true,
				completedDocuments: true,
				fileObjects: true,
				nameFilterIgnored: true,
				silentOddValues: true,
				createdMemoryIsId: true,
				countedStats: true,
				lowerCaseOperations: true,
			},
			{
				'thread-deletion': 'B',
				// Unknown fields are ignored, and so is speech.
				voice: 'B',
				'document-states': 'B',
				'retrieved-files': 'B',
				'assistant-name': 'B',
				'memory-mode-On': 'A',
				'memory-mode-auto': 'A',
				'memory-mode-Off': 'A',
				'memory-mode-readonly': 'A',
				'memory-create': 'B',
				'memory-stats': 'B',
				'memory-operation': 'B',
			},
		],
	];
	it.each(DIALECTS)(
		'finds the other sides with %j, and leaves nothing behind',
		async (dialect, sides) => {
			const { outcome, left, probeRun } = await probed(dialect);
			const usual = ProbeRun.sides(standard.outcome);
			const changed = Object.entries(ProbeRun.sides(outcome)).filter(
				([id, side]) => side !== usual[id],
			);
			expect(Object.fromEntries(changed)).toEqual(sides);
			expect(left).toEqual(NOTHING);
			probeRun.remove();
		},
	);

	it('asks every endpoint that the nodes use, and reports sizes and times', () => {
		const { visits } = standard.probeRun.client;
		const endpoints = new Set(visits.map(endpointOf));
		const asked = new Set([...endpoints].map((name) => name.split(' ')[1]));
		const used = sourcesOf('nodes').flatMap((text) =>
			[...text.matchAll(/path`([^`]*)`/g)].map(([, path = '']) =>
				path.replace(/\$\{[^}]*\}/g, '{id}'),
			),
		);
		expect(used.length).toBeGreaterThan(25);
		expect(used.filter((path) => !asked.has(path))).toEqual([]);
		const text = report(standard.outcome, { ...FACTS, visits });
		for (const name of endpoints) expect(text).toContain(`| ${name} |`);
		expect(text).toMatch(
			/\| POST \/threads\/messages \| \d+ \| 200, 400, 404, 422 \| \d{3,} \| \d+ \| \d+ \|/,
		);
	});

	it('keeps what others made out of the recordings, but not its shape', () => {
		const { recordings } = standard.probeRun;
		const texts = readdirSync(recordings).map((name) =>
			readFileSync(join(recordings, name), 'utf8'),
		);
		expect(texts.length).toBeGreaterThan(120);
		expect(texts.filter((text) => /Not the probe|somebody else/.test(text))).toEqual([]);
		expect(texts.some((text) => text.includes('tok_k\\":0'))).toBe(true);
	});

	it('sends no more requests that cost than its questions say', () => {
		const most = QUESTIONS.reduce((sum, { costs = 0 }) => sum + costs, 0);
		expect(standard.probeRun.budget.requests).toBeLessThanOrEqual(most);
		expect(most).toBeLessThanOrEqual(60);
	});

	it('asks the free questions without a request that costs', async () => {
		const sandbox = await Sandbox.start();
		const probeRun = new ProbeRun(sandbox, { questions: FREE_QUESTIONS });
		const outcome: Outcome = await probeRun.run();
		expect(probeRun.budget.requests).toBe(0);
		expect(ProbeRun.sides(outcome)).toMatchObject({
			'assistant-list': 'A',
			'provider-models': 'A',
			'thread-body': 'A',
		});
		await sandbox.close();
		probeRun.remove();
	});

	it('writes a report that names versions, date, cost, and what holds', () => {
		const text = report(standard.outcome, { ...FACTS, visits: [], spent: 0.0123 });
		expect(text).toContain('n8n-nodes-backboard 1.2.3, contract 1, Node 2');
		expect(text).toContain('2026-11-01. 0 requests, 0.0123 USD');
		expect(text).toContain(
			'| Shape of an answer | C1 | flat | envelope with messages | A | 200 COMPLETED |',
		);
	});
});

function sourcesOf(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => readFileSync(join(folder, name), 'utf8'));
}
