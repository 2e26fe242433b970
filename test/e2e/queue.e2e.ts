import { setTimeout as delay } from 'node:timers/promises';

import type { N8nProcess } from '../../n8n/process';
import { NEWEST } from '../../n8n/version';
import type { JournalEntry } from '../../sandbox/journal';
import { mostAtOnce, refusedCount } from '../support/requestFigures';
import { SandboxProcess } from '../support/sandboxProcess';
import { answeredIn, DocumentRun } from './support/documentRun';
import { ANSWERS, documentsOf, FAILED, MESSAGE } from './support/documentWorkflow';
import { ERROR_WORKFLOW, executionsOf, publish } from './support/publishedWorkflow';
import { itemsOf, type Execution } from './support/execution';
import { startQueueMode, type QueueMode } from './support/queueMode';
import { keyedMessages, threadTexts } from './support/sandboxThread';
import { finishedBy, startedBy } from './support/workerLog';

/** Executions that a worker runs at a time. */
const CONCURRENCY = 5;

const statusOf = (executions: readonly Execution[]) => executions.map(({ status }) => status);
const all = <T>(count: number, value: T) => Array.from({ length: count }, () => value);

describe(`n8n ${NEWEST.version} in queue mode`, () => {
	let queue: QueueMode;
	let first: N8nProcess;
	let second: N8nProcess;

	/** Orders how long every message takes from now on, in ms. */
	const slowly = async (latency: number) => {
		await queue.sandbox.clearFaults();
		await queue.sandbox.order({ path: '^/threads/messages$', delay: latency, times: 1e6 });
	};

	beforeAll(async () => {
		queue = await startQueueMode('--latency', '100');
		first = await queue.startWorker('worker1', CONCURRENCY);
		second = await queue.startWorker('worker2', CONCURRENCY);
	}, 240_000);

	afterAll(async () => await queue?.stop());

	describe('20 executions of 50 items at once on two workers', () => {
		let run: DocumentRun;
		let executions: Execution[];

		beforeAll(async () => {
			run = await DocumentRun.start(queue, { label: 'spread', executions: 20, items: 50 });
			executions = await run.ended();
		});

		it('succeed, and none of their items fails', () => {
			expect(statusOf(executions)).toEqual(all(20, 'success'));
			for (const execution of executions) expect(itemsOf(execution, FAILED)).toEqual([]);
		});

		it('send every document once, in a message with exactly its bytes', async () => {
			const hashes = ({ files }: JournalEntry) => files.map(({ hash }) => hash);
			const arrived = (await run.messages()).flat().map((messages) => messages.map(hashes));
			expect(arrived).toHaveLength(1000);
			expect(arrived).toEqual(run.documents.map(({ hash }) => [[hash]]));
		});

		it('take their files from the database', async () => {
			const rows = await queue.postgres.query(
				`SELECT "fileName" FROM binary_data WHERE "fileName" LIKE 'spread-%'`,
			);
			expect(rows.flat().sort()).toEqual(run.documents.map(({ name }) => name).sort());
		});

		it('run on both workers, each execution on one of them', async () => {
			const [one, other] = [await startedBy(first), await startedBy(second)];
			expect(one).not.toHaveLength(0);
			expect(other).not.toHaveLength(0);
			expect([...one, ...other].sort()).toEqual(executions.map(({ id }) => id).sort());
		});

		it('store the answers in input order, each with the item that it is for', async () => {
			const texts = await threadTexts(queue.sandbox);
			for (const execution of executions) {
				const paired = itemsOf(execution, MESSAGE).map(({ pairedItem }) => pairedItem);
				expect(paired).toEqual(Array.from({ length: 50 }, (_, item) => ({ item })));
				const answers = itemsOf(execution, ANSWERS).map(({ json }) => json);
				expect(answers.map(({ document }) => document)).toEqual(documentsOf(execution));
				for (const { document, answer, thread } of answers) {
					const expected = { asked: `Summarize ${String(document)}`, answered: answer };
					expect(texts.get(String(thread))).toEqual(expected);
				}
			}
			const names = executions.flatMap(documentsOf);
			expect(names.sort()).toEqual(run.documents.map(({ name }) => name).sort());
		});
	});

	describe('The limits of the node', () => {
		it('hold for each execution: workers × their concurrency × Max Concurrent in all', async () => {
			await slowly(1500);
			const options = { label: 'limits', executions: 12, items: 20, maxConcurrent: 5 };
			const run = await DocumentRun.start(queue, options);
			await run.ended();
			const sent = (await run.messages()).map((batch) => batch.flat());
			expect(sent.map((batch) => mostAtOnce(batch))).toEqual(all(12, 5));
			const inAll = mostAtOnce(sent.flat());
			expect(inAll).toBeLessThanOrEqual(2 * CONCURRENCY * 5);
			// More than one worker may have under way alone.
			expect(inAll).toBeGreaterThan(CONCURRENCY * 5);
		});

		it('let executions that know nothing of each other share a rate limit, without loss', async () => {
			const sandbox = await SandboxProcess.start('--requests-per-second', '20');
			try {
				const credential = await queue.addCredential('Shared', sandbox);
				const backboard = { sandbox, credential };
				const options = { label: 'shared', executions: 6, items: 20, backboard };
				const run = await DocumentRun.start(queue, options);
				const executions = await run.ended();
				expect(executions.flatMap((execution) => itemsOf(execution, FAILED))).toEqual([]);
				const messages = (await run.messages()).flat();
				expect(messages.map((sent) => answeredIn(sent).length)).toEqual(all(120, 1));
				expect(refusedCount(await sandbox.requests())).toBeGreaterThan(0);
			} finally {
				await sandbox.stop();
			}
		});
	});

	describe('A worker that dies in the middle of 200 items with Answer Once per Key', () => {
		const names = () => run.documents.map(({ name }) => name).sort();
		const keysAt = async () => (await keyedMessages(queue.sandbox)).map(({ key }) => key);
		let run: DocumentRun;
		let sentBefore: string[];
		let again: Execution[];

		beforeAll(async () => {
			await slowly(500);
			const options = { label: 'once', executions: 1, items: 200, maxConcurrent: 10, isOnce: true };
			run = await DocumentRun.start(queue, options);
			await run.answered((batches) => batches.flat().length >= 80);
			const [{ id }] = await run.executions();
			const isFirst = (await startedBy(first)).includes(id);
			await (isFirst ? first : second).kill();
			// What was under way ends at Backboard, whoever waits for it.
			await delay(3000);
			sentBefore = await keysAt();
			again = await run.again();
			const other = await queue.startWorker('worker5', CONCURRENCY);
			if (isFirst) first = other;
			else second = other;
		}, 240_000);

		it('leaves some of them answered, and some not', async () => {
			expect(sentBefore.length).toBeGreaterThanOrEqual(80);
			expect(sentBefore.length).toBeLessThan(200);
			const killed = (await run.executions()).find(({ id }) => id !== again[0].id);
			expect(killed).toMatchObject({ status: expect.not.stringMatching('success') });
		});

		it('has the rest sent when the workflow is started again, and all answers come out', () => {
			expect(statusOf(again)).toEqual(['success']);
			expect(itemsOf(again[0], FAILED)).toEqual([]);
			const reused = itemsOf(again[0], MESSAGE).map(({ json }) => json.reused);
			expect(reused).toHaveLength(200);
			expect(reused.filter(Boolean)).toHaveLength(sentBefore.length);
		});

		it('makes 200 messages at Backboard and not one more, each answered once', async () => {
			const stored = await keyedMessages(queue.sandbox);
			expect(stored.map(({ key }) => key).sort()).toEqual(names());
			expect(stored.map(({ answers }) => answers)).toEqual(all(200, 1));
			const requests = (await run.messages()).flat();
			expect(requests.map(({ length }) => length)).toEqual(all(200, 1));
		});
	});

	describe('A worker that is told to stop in mid-batch', () => {
		it('finishes what it has begun, and the other worker does the rest', async () => {
			await slowly(1000);
			const run = await DocumentRun.start(queue, { label: 'stopped', executions: 12, items: 20 });
			await run.answered((batches) => batches.flat().length >= 30);
			const done = await finishedBy(first);
			const begun = (await startedBy(first)).filter((id) => !done.includes(id));
			expect(begun).not.toHaveLength(0);
			await first.stop();
			expect(await finishedBy(first)).toEqual(expect.arrayContaining(begun));
			expect(statusOf(await run.ended())).toEqual(all(12, 'success'));
			expect((await run.messages()).flat().map(({ length }) => length)).toEqual(all(240, 1));
		});
	});

	describe('Workers that die in mid-batch, one killed and one out of time while it stops', () => {
		let died: number;
		let failures: string;
		let sent: number[];
		let run: DocumentRun;
		let next: Execution[];
		let lost: Execution[];
		const counts = async () => (await run.messages()).flat().map(({ length }) => length);

		beforeAll(async () => {
			const short = { N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5' };
			const third = await queue.startWorker('worker3', CONCURRENCY, short);
			failures = await publish(queue.rest, ERROR_WORKFLOW);
			await slowly(2000);
			const options = { label: 'lost', executions: 8, items: 60, errorWorkflow: failures };
			run = await DocumentRun.start(queue, options);
			await run.answered((batches) => batches.every(({ length }) => length >= 5));
			died = Date.now();
			await Promise.all([second.kill(), third.stop()]);
			sent = await counts();
			await queue.startWorker('worker4', CONCURRENCY);
			next = await (
				await DocumentRun.start(queue, { label: 'next', executions: 1, items: 10 })
			).ended();
			lost = await run.ended(240_000);
		}, 400_000);

		it('leave their executions to fail after the time that n8n waits for a lost worker', async () => {
			expect(statusOf(lost)).toEqual(all(8, 'error'));
			for (const { stoppedAt } of await run.executions()) {
				const seconds = (Date.parse(String(stoppedAt)) - died) / 1000;
				expect(seconds).toBeGreaterThan(60);
				expect(seconds).toBeLessThan(200);
			}
		});

		it('have nothing sent again: n8n does not repeat their executions', async () => {
			expect(Math.max(...sent)).toBe(1);
			expect(await counts()).toEqual(sent);
		});

		it('lose what had been answered: n8n keeps neither input nor output', async () => {
			for (const batch of await run.messages()) {
				expect(answeredIn(batch.flat()).length).toBeGreaterThanOrEqual(5);
				expect(batch.flat().length).toBeLessThan(60);
			}
			expect(lost.map(({ data }) => data.resultData.runData)).toEqual(all(8, {}));
			for (const { data } of lost) {
				expect(data.resultData.error?.message).toContain('failed to be processed too many times');
			}
		});

		it('have n8n run the error workflow for each execution', async () => {
			expect(await executionsOf(queue.rest, failures)).toHaveLength(8);
		});

		it('leave executions that Retry in n8n cannot run again', async () => {
			const retried = await queue.rest.post<{ status: string }>(`/executions/${lost[0].id}/retry`);
			expect(retried.status).toBe('error');
			expect(await counts()).toEqual(sent);
		});

		it('do not keep another worker from new executions', () => {
			expect(statusOf(next)).toEqual(['success']);
			expect(next.flatMap((execution) => itemsOf(execution, ANSWERS))).toHaveLength(10);
		});
	});
});
