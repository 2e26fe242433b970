import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { Engine } from '../../engine/engine';
import { switchesOf, type Dialect, type Switch, type SwitchKind } from '../../sandbox/dialect';
import type { JournalEntry } from '../../sandbox/journal';
import { Harness } from '../support/harness';
import { pollEvery } from '../support/polling';
import { subNode } from '../support/subNode';
import { DOCUMENT_JOBS } from './job/document';
import type { Jobs } from './job/job';
import { KEY_JOBS } from './job/key';
import { LIST_JOBS } from './job/list';
import { MEMORY_JOBS } from './job/memory';
import { MESSAGE_JOBS } from './job/message';
import { OTHER_CLIENT_JOBS } from './job/otherClient';
import { REFUSAL_JOBS } from './job/refusal';
import { TOOL_JOBS } from './job/tool';

const JOBS: Jobs = {
	...MESSAGE_JOBS,
	...KEY_JOBS,
	...TOOL_JOBS,
	...DOCUMENT_JOBS,
	...MEMORY_JOBS,
	...LIST_JOBS,
	...REFUSAL_JOBS,
	...OTHER_CLIENT_JOBS,
};

export const JOB_NAMES = Object.keys(JOBS);

/** The jobs that are done under every single switch. */
const MAIN = [
	...['send', 'failedRun', 'batchWithFiles', 'stream', 'toolRound'],
	...['documents', 'memories', 'lists'],
];

/** What is done as well under the switches of a kind: what they may concern. */
const FURTHER: Readonly<Record<SwitchKind, readonly string[]>> = {
	answers: ['typedAnswer', 'remembered', 'summary', 'connectedTool', 'noCredit', 'otherClient'],
	streams: ['remembered', 'connectedTool', 'noCredit'],
	threads: ['threadByKey', 'answerOnce', 'connectedTool', 'waitingRun', 'otherClient'],
	documents: ['haste'],
	memories: ['remembered', 'failedMemory', 'numbers', 'pages'],
	lists: ['models', 'findOrCreate', 'pages', 'threadByKey', 'answerOnce', 'summary'],
	errors: ['wrongKey', 'noCredit', 'unknownThread', 'haste', 'threadByKey'],
};

const CLOCK = {
	name: 'connected_clock',
	description: 'The time',
	schema: { type: 'object', properties: {} },
	invoke: () => 'half past nine',
};

/** One engine for all sandboxes, whose nodes look again after milliseconds, not seconds. */
const engine = Engine.start().then(async (started) => {
	started.nodeTypes.add(
		'test.clock',
		subNode('ai_tool', () => CLOCK),
	);
	await pollEvery(15);
	return started;
});

/** Does jobs, one after another on an empty sandbox of this dialect, and returns what it answered. */
export async function answersIn(
	switches: readonly Switch[],
	jobs: readonly string[] = JOB_NAMES,
): Promise<ReadonlySet<string>> {
	const dialect: Dialect = Object.fromEntries(switches.map((name) => [name, true]));
	const options = { dialect, indexing: 10, remembering: 5, keepAnswers: true };
	const harness = await Harness.start(options, await engine);
	const answers: string[] = [];
	try {
		for (const job of jobs) {
			harness.sandbox.clear();
			await inTime(harness, JOBS[job](harness, dialect)).catch((error: Error) => {
				throw new Error(`${job} with ${switches.join(', ') || 'no switch'}`, { cause: error });
			});
			answers.push(...harness.sandbox.journal.entries.map((entry) => `${job}: ${told(entry)}`));
		}
	} finally {
		await harness.stop();
	}
	return new Set(answers);
}

/** Tests that the jobs succeed under each switch of these kinds. */
export function describeSwitches(kinds: readonly SwitchKind[]): void {
	describe.each(kinds)('The main jobs where sources differ on %s', (kind) => {
		const jobs = [...MAIN, ...FURTHER[kind]];
		const usual = answersIn([], jobs);

		it('succeed in the default dialect', async () => {
			assert.ok((await usual).size > 0);
		});

		it.each(switchesOf(kind))('succeed with %s, and meet what it changes', async (name) => {
			const answers = await answersIn([name], jobs);
			assert.notDeepEqual(news(answers, await usual), [], `${name} changes no answer`);
		});
	});
}

/** The answers that are not among the usual ones. */
export function news(answers: ReadonlySet<string>, usual: ReadonlySet<string>): string[] {
	return [...answers].filter((answer) => !usual.has(answer));
}

/** Fails after a while, with the last requests: a job that hangs shall say where. */
async function inTime({ sandbox }: Harness, job: Promise<void>): Promise<void> {
	const end = new AbortController();
	const limit = delay(20_000, 'late', { ref: false, signal: end.signal });
	const first = await Promise.race([job, limit.catch(() => undefined)]).finally(() => end.abort());
	if (first !== 'late') return;
	const last = sandbox.journal.entries.slice(-3);
	const requests = last.map(({ method, path, status }) => `${method} ${path} ${status}`);
	const documents = [...sandbox.store.documents.values()].map(({ status }) => status);
	throw new Error(`hangs after ${[...requests, ...documents].join(', ')}`);
}

/**
 * A request and its answer without what differs from run to run: times, and how far work had got. IDs are
 * numbered in their order.
 */
function told({ method, path, status, answer = '' }: JournalEntry): string {
	const ids = new Map<string, string>();
	const numbered = (id: string) => {
		if (!ids.has(id)) ids.set(id, `ID${ids.size + 1}`);
		return ids.get(id) as string;
	};
	return `${method} ${path} ${status} ${answer}`
		.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(run|call)_[0-9a-f]{24}/g, numbered)
		.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
		.replace(/"(pending|processing|PENDING)"/g, 'WORKING')
		.replace(/"processing_started_at":(null|"TIME")/g, 'BEGUN');
}
