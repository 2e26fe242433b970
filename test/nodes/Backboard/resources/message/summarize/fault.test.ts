import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../../../../../sandbox/fault';
import { Harness, type NodeOptions } from '../../../../../support/harness';
import { retryAgainAfter } from '../../../../../support/polling';

const onError = 'continueRegularOutput' as const;
const LETTERS = ['a', 'b', 'c'];

/** What meets one request, whether the group is answered, and how often that request is sent. */
const FAULTS: ReadonlyArray<readonly [string, Fault, { answered: boolean; times: number }]> = [
	['status 429', { status: 429, headers: { 'retry-after': '0' } }, { answered: true, times: 2 }],
	['status 503', { status: 503, headers: { 'retry-after': '0' } }, { answered: true, times: 2 }],
	['status 402', { status: 402, body: { detail: 'No balance' } }, { answered: false, times: 1 }],
	['status 422', { status: 422, body: { detail: 'No' } }, { answered: false, times: 1 }],
	['status 500', { status: 500, body: 'x' }, { answered: false, times: 1 }],
	['a cut before the body was read', { cut: 'beforeBody' }, { answered: false, times: 1 }],
	['a cut after the work', { cut: 'afterWork' }, { answered: false, times: 1 }],
	['half an answer', { share: 0.5 }, { answered: false, times: 1 }],
	['no body', { replaceBody: '' }, { answered: false, times: 1 }],
	['a failed run', { run: 'FAILED', text: 'LLM Error: down' }, { answered: false, times: 1 }],
	['a cancelled run', { run: 'CANCELLED' }, { answered: false, times: 1 }],
	['an empty text', { says: '' }, { answered: false, times: 1 }],
	[
		'a call of a tool',
		{ calls: [{ name: 'buy', arguments: '{}' }] },
		{ answered: false, times: 1 },
	],
];

/** Which of the requests of a group a fault meets: three parts, then two of notes, then the answer. */
const REQUESTS = [
	['the first part', 0],
	['another part', 1],
	['notes', 4],
	['the answer', 6],
] as const;

describe('A group whose requests meet a fault', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start({ latency: 5 });
		await retryAgainAfter(20);
	});
	afterAll(async () => await harness.stop());
	beforeEach(() => {
		harness.reset();
		harness.sandbox.store.threads.clear();
	});

	const messages = () => harness.sandbox.journal.messages();
	const summarize = async (parameters: INodeParameters = {}, more: NodeOptions = {}) => {
		const items = [...LETTERS, 'd'].map((letter) => ({ json: { text: letter.repeat(60) } }));
		return await harness.message(
			{
				operation: 'summarizeItems',
				options: { maxCharacters: 100 },
				batching: { maxConcurrent: 1 },
				...parameters,
			},
			{ onError, items, ...more },
		);
	};
	it('fails, and the run is cancelled, where a repair is answered by a call of a tool', async () => {
		harness.sandbox.faults.add(
			{ path: 'messages$', says: 'no JSON' },
			{ path: 'messages$', calls: [{ name: 'buy', arguments: '{}' }] },
		);
		const { items } = await summarize({ answerFormat: 'json', options: {} });
		expect(items[0].json.error).toMatch(/called a tool instead of answering/);
		expect(items[0].json.details).toMatchObject({ repairs: 1, requests: 2 });
		expect(harness.sandbox.journal.select('POST', /cancel$/)).toHaveLength(1);
	});

	it('counts a repair that fails itself among its requests', async () => {
		harness.sandbox.faults.add(
			{ path: 'messages$', says: 'no JSON' },
			{ path: 'messages$', status: 422, body: { detail: 'No' } },
		);
		const { items } = await summarize({ answerFormat: 'json', options: {} });
		expect(items[0].json.details).toMatchObject({ answer: 'no JSON', repairs: 1, requests: 2 });
	});

	/** Four parts, whose notes make two, whose notes make one. */
	const script = (at: number, fault: Fault) => {
		const path = 'messages$';
		for (let number = 0; number < 7; number += 1) {
			if (number === at) harness.sandbox.faults.add({ path, ...fault });
			const repeats = number === at && (fault.status === 429 || fault.status === 503);
			if (number !== at || repeats) {
				harness.sandbox.faults.add({ path, says: number < 4 ? 'n'.repeat(45) : `Notes ${number}` });
			}
		}
	};

	describe.each(REQUESTS)('(%s)', (_request, at) => {
		it.each(FAULTS)('meets %s', async (name, fault, { answered, times }) => {
			script(at, fault);
			const isEmptyAnswer = name === 'an empty text' && at === 6;
			const { items } = await summarize();
			expect(items).toHaveLength(1);
			const [{ json, pairedItem }] = items;
			expect(pairedItem).toEqual([0, 1, 2, 3].map((item) => ({ item })));
			const contents = messages().map(({ fields, path }) => `${path} ${String(fields.content)}`);
			expect(messages()).toHaveLength(answered || isEmptyAnswer ? 6 + times : at + times);
			// Whatever happens, no message is sent twice once it may have been taken.
			expect(new Set(contents).size).toBe(messages().length - times + 1);
			if (answered || isEmptyAnswer) {
				expect(json).toMatchObject({ status: 'COMPLETED', requests: 7 });
				return;
			}
			expect(Object.keys(json)).toEqual(['error', 'details']);
			expect(json.details).toMatchObject({ requests: at + 1, retryable: false });
			if (at < 4) expect(json.details).toMatchObject({ item: at });
			else expect(json.details).not.toHaveProperty('item');
			expect(JSON.stringify(json)).not.toContain(harness.sandbox.apiKey);
			const { thread_id } = json.details as { thread_id: string | null };
			const left = [...harness.sandbox.store.threads.keys()];
			// The thread that the error names can be looked at. One that nobody has heard of stays, too.
			expect(left.length).toBeLessThanOrEqual(1);
			if (thread_id !== null) expect(left).toEqual([thread_id]);
		});
	});

	it('says what it has cost, and that it is not safe to repeat', async () => {
		script(6, { status: 429, headers: { 'retry-after': '900' } });
		const { items } = await summarize({ batching: { maxConcurrent: 1, maxRetryWait: 1 } });
		expect(items[0].json.error).toContain('6 were accepted, or may have been');
		expect(items[0].json.details).toMatchObject({
			status_code: 429,
			retryable: false,
			tokenUsage: { totalTokens: expect.any(Number) },
		});
	});

	it('is safe to repeat while nothing was taken', async () => {
		script(0, { status: 429, headers: { 'retry-after': '900' } });
		const { items } = await summarize({ batching: { maxConcurrent: 1, maxRetryWait: 1 } });
		expect(items[0].json.details).toMatchObject({ status_code: 429, retryable: true, item: 0 });
		expect(messages()).toHaveLength(1);
	});

	it('starts no other part once the tokens are spent, and still ends what it can', async () => {
		script(9, {});
		const { items } = await summarize({ batching: { maxConcurrent: 1, tokenBudget: 1 } });
		expect(items[0].json.error).toMatch(/the Token Budget of 1 tokens is spent\. 1 item cost \d+/);
		expect(items[0].json.details).toMatchObject({ retryable: true, requests: 1 });
		expect(messages()).toHaveLength(1);
		expect(harness.sandbox.store.threads.size).toBe(0);
	});

	it('goes out as an error of the workflow when On Error says so, with its item', async () => {
		script(2, { status: 422, body: { detail: 'No' } });
		const { error, items } = await summarize({}, { onError: 'stopWorkflow' });
		expect(items).toEqual([]);
		expect(error?.message).toMatch(/No \[item 2\]$/);
	});

	describe('and stops the workflow', () => {
		const inGroups = {
			groupBy: '={{ $json.group }}',
			options: { maxCharacters: 100 },
		};
		const ofGroups = (count: number) =>
			Array.from({ length: count }, (_, index) => ({
				json: { text: 'x'.repeat(60), group: index % 4 },
			}));
		/** Everything that arrived, without what is in it. */
		const arrived = () =>
			harness.sandbox.journal.entries.map(({ method, status }) => `${method} ${status}`);

		it('ends no wait for a retry of another part, and sends none', async () => {
			harness.sandbox.faults.add(
				// Longer than a test may take.
				{ path: 'messages$', status: 503, headers: { 'retry-after': '100' } },
				{ path: 'messages$', delay: 100, status: 422, body: { detail: 'No' } },
			);
			const batching = { maxConcurrent: 4 };
			const { error } = await summarize({ batching }, { onError: 'stopWorkflow' });
			expect(error?.message).toMatch(/No \[item 1\]$/);
			expect(messages()).toHaveLength(4);
			expect(harness.sandbox.store.threads.size).toBe(0);
		});

		it('ends no pause that the server wants, and sends nothing of other groups', async () => {
			// Two in a row hold back everybody.
			const refusal = { path: 'messages$', status: 429, headers: { 'retry-after': '100' } };
			harness.sandbox.faults.add(refusal, refusal, {
				path: 'messages$',
				delay: 100,
				status: 422,
				body: { detail: 'No' },
			});
			const batching = { maxConcurrent: 4 };
			const { error } = await summarize(
				{ ...inGroups, batching },
				{ onError: 'stopWorkflow', items: ofGroups(12) },
			);
			expect(error?.message).toMatch(/No \[item \d+\]$/);
			expect(error?.description).toMatch(/None of the 4 groups had been answered\.$/);
			expect(messages()).toHaveLength(4);
		});

		it('sends no message of any group after the first failure, and still deletes threads', async () => {
			harness.sandbox.faults.add({
				path: 'messages$',
				after: 5,
				status: 422,
				body: { detail: 'No' },
			});
			const { error } = await summarize(inGroups, {
				onError: 'stopWorkflow',
				items: ofGroups(40),
			});
			expect(error?.message).toMatch(/No \[item \d+\]$/);
			const last = arrived().indexOf('POST 422');
			expect(arrived().slice(last + 1)).not.toContain('POST 200');
			expect(harness.sandbox.journal.select('DELETE', /./)).not.toEqual([]);
		});

		it('sends no message of any group after its answer has failed', async () => {
			const items = ofGroups(40);
			const more = { onError: 'stopWorkflow', items } as const;
			await summarize(inGroups, more);
			const isAnswer = messages().map(({ fields }) => /read in parts/.test(String(fields.content)));
			const after = isAnswer.indexOf(true);
			expect(after).toBeGreaterThan(0);
			expect(after).toBeLessThan(isAnswer.length - 4);
			harness.sandbox.journal.clear();
			const refusal = { path: 'messages$', status: 422, body: { detail: 'No' } };
			harness.sandbox.faults.add({ ...refusal, after });
			const { error } = await summarize(inGroups, more);
			expect(error?.message).toMatch(/No/);
			expect(messages()).toHaveLength(after + 1);
			expect(harness.sandbox.journal.select('DELETE', /./)).not.toEqual([]);
		});
	});

	it('ends promptly when it is stopped, and sends nothing more', async () => {
		const stop = new AbortController();
		harness.sandbox.faults.add({ path: 'messages$', after: 1, delay: 120_000 });
		const options = { maxCharacters: 100, onItemError: 'skip' };
		const stopped = summarize({ options }, { signal: stop.signal });
		while (messages().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
		stop.abort();
		// The answer alone would take longer than a test may.
		await stopped;
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(messages()).toHaveLength(2);
		expect(harness.sandbox.journal.select('DELETE', /./)).toEqual([]);
	});

	it('keeps its answer when n8n runs the node again because of another group', async () => {
		harness.sandbox.faults.add({
			path: 'messages$',
			after: 1,
			status: 422,
			body: { detail: 'No' },
		});
		const items = LETTERS.map((text) => ({ json: { text } }));
		const { items: output } = await summarize(
			{ groupBy: '={{ $json.text }}' },
			{ onError: 'stopWorkflow', retryOnFail: true, items },
		);
		expect(output.map(({ json }) => json.group)).toEqual(LETTERS);
		expect(messages()).toHaveLength(4);
	});
});
