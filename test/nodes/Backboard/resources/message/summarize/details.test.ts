import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../../../../../sandbox/fault';
import { Harness } from '../../../../../support/harness';

const REFUSED: Fault = { status: 422, body: { detail: 'No' } };
const BUSY: Fault = { status: 429, headers: { 'retry-after': '900' } };
const FAILED: Fault = { run: 'FAILED', text: 'LLM Error: down' };

describe('The details of a group that fails', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	afterAll(async () => await harness.stop());
	beforeEach(() => harness.reset());

	const meets = (...faults: Fault[]) =>
		harness.sandbox.faults.add(...faults.map((fault) => ({ path: 'messages$', ...fault })));
	/** Items of 40 characters: two make a part. */
	const summarize = async (count: number, options = {}, parameters: INodeParameters = {}) => {
		const { items } = await harness.message(
			{
				operation: 'summarizeItems',
				options: { maxCharacters: 80, ...options },
				batching: { maxConcurrent: 1 },
				...parameters,
			},
			{
				onError: 'continueRegularOutput',
				items: Array.from({ length: count }, (_, n) => ({ json: { text: `${n}`.repeat(40) } })),
			},
		);
		return items[0].json as { error: string; details: Record<string, unknown> };
	};

	it('list every item of every part that failed, in input order, and what the parts have cost', async () => {
		meets(FAILED, FAILED);
		const { details } = await summarize(4, { onItemError: 'skip' });
		const error = expect.stringContaining('LLM Error: down') as string;
		expect(details).toMatchObject({
			item: 0,
			requests: 2,
			retryable: false,
			tokenUsage: { totalTokens: expect.any(Number) },
		});
		expect(details.skipped).toEqual([0, 1, 2, 3].map((item) => ({ item, error })));
	});

	it('list each item once, with the first of its errors, and empty ones in their place', async () => {
		meets(FAILED, REFUSED);
		const itemText = "={{ $itemIndex === 0 ? 'a'.repeat(160) : '' }}";
		const { details } = await summarize(2, { onItemError: 'skip' }, { itemText });
		expect(details.skipped).toEqual([
			{ item: 0, error: expect.stringContaining('LLM Error: down') as string },
			{ item: 1, error: 'The item has neither text nor attachments' },
		]);
	});

	it('say that it may be sent again only if every part may, and none was taken', async () => {
		meets(BUSY, BUSY);
		const both = await summarize(4, { onItemError: 'skip' });
		expect(both.details).toMatchObject({ status_code: 429, retryable: true });
		meets(BUSY, REFUSED);
		const one = await summarize(4, { onItemError: 'skip' });
		expect(one.details).toMatchObject({ status_code: 429, retryable: false });
	});

	it('say that it may not be sent again once a part was taken, or may have been', async () => {
		meets({ says: 'Notes' }, BUSY);
		const { error, details } = await summarize(4);
		expect(details).toMatchObject({ status_code: 429, retryable: false });
		expect(error).toContain('1 was accepted, or may have been');
		meets({ ...BUSY, delay: 40 }, { cut: 'afterWork' });
		const lost = await summarize(4, {}, { batching: { maxConcurrent: 2 } });
		expect(lost.details).toMatchObject({ status_code: 429, retryable: false });
	});

	it('say no more than Send does where there was one request', async () => {
		meets(FAILED);
		const { error } = await summarize(1);
		expect(error).toMatch(/sending it again adds a second one\.$/);
	});

	it('say that the budget is spent, also with Skip: nothing is written without the rest', async () => {
		const batching = { maxConcurrent: 1, tokenBudget: 1 };
		const { error, details } = await summarize(6, { onItemError: 'skip' }, { batching });
		expect(error).toMatch(/the Token Budget of 1 tokens is spent\. .*; the 2 that were left/);
		expect(details).toMatchObject({ retryable: true, requests: 1 });
		expect(details).not.toHaveProperty('skipped');
	});

	it('name a request for fewer notes that fails, also with Skip: it stands for many items', async () => {
		const notes = { says: 'n'.repeat(40) };
		meets(notes, notes, notes, { ...REFUSED });
		const { details } = await summarize(6, { onItemError: 'skip' });
		expect(details).toMatchObject({ status_code: 422, requests: 4 });
		expect(details).not.toHaveProperty('item');
	});
});
