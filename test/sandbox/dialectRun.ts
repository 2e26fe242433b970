import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { Engine } from '../../engine/engine';
import type { Dialect, Switch } from '../../sandbox/dialect';
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

/** Does jobs, each on a sandbox of its own that has this dialect, and returns what the sandboxes answered. */
export async function answersIn(
	switches: readonly Switch[],
	jobs = JOB_NAMES,
): Promise<ReadonlySet<string>> {
	const dialect: Dialect = Object.fromEntries(switches.map((name) => [name, true]));
	const options = { dialect, indexing: 10, remembering: 5, keepAnswers: true };
	const answers = await Promise.all(
		jobs.map(async (job) => {
			const harness = await Harness.start(options, await engine);
			try {
				await Promise.race([JOBS[job](harness, dialect), tooLate(harness)]);
				return harness.sandbox.journal.entries.map((entry) => `${job}: ${told(entry)}`);
			} catch (error) {
				throw new Error(`${job} with ${switches.join(', ') || 'no switch'}`, { cause: error });
			} finally {
				await harness.stop();
			}
		}),
	);
	return new Set(answers.flat());
}

/** Does the jobs under one switch. Fails unless a job meets an answer that the default dialect does not give. */
export async function assertNoticed(
	name: Switch,
	usual: Promise<ReadonlySet<string>>,
): Promise<void> {
	const answers = await answersIn([name]);
	const known = await usual;
	assert.ok(
		[...answers].some((answer) => !known.has(answer)),
		`${name} changes no answer`,
	);
}

/** Fails after a while, with the last requests: a job that hangs shall say where. */
async function tooLate({ sandbox }: Harness): Promise<void> {
	await delay(8000, undefined, { ref: false });
	const last = sandbox.journal.entries.slice(-3);
	const requests = last.map(({ method, path, status }) => `${method} ${path} ${status}`);
	const documents = [...sandbox.store.documents.values()].map(({ status }) => status);
	throw new Error(`hangs after ${[...requests, ...documents].join(', ')}`);
}

/** A request and its answer without what differs from run to run: IDs, times, and how far work had got. */
function told({ method, path, status, answer = '' }: JournalEntry): string {
	return `${method} ${path} ${status} ${answer}`
		.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
		.replace(/\b(run|call)_[0-9a-f]{24}/g, 'ID')
		.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
		.replace(/"(pending|processing|PENDING)"/g, 'WORKING');
}
