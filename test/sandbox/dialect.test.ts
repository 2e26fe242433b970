import { setTimeout as delay } from 'node:timers/promises';

import fc from 'fast-check';

import { Engine } from '../../engine/engine';
import { SWITCH_NAMES, type Dialect, type Switch } from '../../sandbox/dialect';
import { Harness } from '../support/harness';
import { pollEvery } from '../support/polling';
import { JOBS } from './dialectJobs';

/** One engine for all sandboxes, whose nodes look again after milliseconds, not seconds. */
const engine = Engine.start().then(async (started) => {
	await pollEvery(15);
	return started;
});

/** Fails after a while, with the last requests: a job that hangs shall say where. */
async function tooLate({ sandbox }: Harness): Promise<void> {
	await delay(8000, undefined, { ref: false });
	const last = sandbox.journal.entries.slice(-3);
	const requests = last.map(({ method, path, status }) => `${method} ${path} ${status}`);
	const documents = [...sandbox.store.documents.values()].map(({ status }) => status);
	throw new Error(`hangs after ${[...requests, ...documents].join(', ')}`);
}

/** All jobs, each on a sandbox of its own that has this dialect. */
async function work(switches: readonly Switch[], jobs = Object.keys(JOBS)): Promise<void> {
	const dialect: Dialect = Object.fromEntries(switches.map((name) => [name, true]));
	await Promise.all(
		jobs.map(async (job) => {
			const harness = await Harness.start({ dialect, indexing: 10, remembering: 5 }, await engine);
			try {
				await Promise.race([JOBS[job](harness), tooLate(harness)]);
			} catch (error) {
				throw new Error(`${job} with ${switches.join(', ') || 'no switch'}`, { cause: error });
			} finally {
				await harness.stop();
			}
		}),
	);
}

describe('The main jobs in every dialect of Backboard', () => {
	it('succeed in the default dialect', async () => await work([]));

	it.each(SWITCH_NAMES)('succeed with %s', async (name) => await work([name]));

	it('succeed with all switches together', async () => await work(SWITCH_NAMES));

	it('succeed in any combination', async () => {
		const combination = fc.record({
			switches: fc.subarray(SWITCH_NAMES),
			jobs: fc.subarray(Object.keys(JOBS), { minLength: 3, maxLength: 3 }),
		});
		await fc.assert(
			fc.asyncProperty(combination, async ({ switches, jobs }) => await work(switches, jobs)),
			{ numRuns: 15 },
		);
	});
});
