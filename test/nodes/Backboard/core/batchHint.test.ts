import { batchHint } from '../../../../nodes/Backboard/core/batchHint';
import { Tally } from '../../../../nodes/Backboard/core/progress';
import { message } from '../../../../nodes/Backboard/resources/message';

const DONE = { value: 1 };

describe('The banner of a batch', () => {
	const hintOf = (facts: Partial<Parameters<typeof batchHint>[1]>) =>
		batchHint(message, {
			outcomes: [DONE, DONE],
			of: 'items',
			retries: 0,
			spending: new Tally(),
			remarks: [],
			duration: 2000,
			...facts,
		});

	it.each([
		[0, '2 of 2 items answered · 1,234 tokens · 2.0 s'],
		[12.5, '2 of 2 items answered · 1,234 tokens · $12.50 · 2.0 s'],
		[0.0123, '2 of 2 items answered · 1,234 tokens · $0.0123 · 2.0 s'],
		[0.000042, '2 of 2 items answered · 1,234 tokens · $0.000042 · 2.0 s'],
		[1234.5, '2 of 2 items answered · 1,234 tokens · $1,234.50 · 2.0 s'],
	])('shows the tokens, and a cost of %s where it is known', (cost, text) => {
		const spending = new Tally();
		spending.add({ tokens: 1234, cost });
		expect(hintOf({ spending })).toEqual({ message: text, type: 'info', location: 'outputPane' });
	});

	it('counts failures by their reasons, the most frequent first', () => {
		const failed = { error: new Error('x') };
		const hint = hintOf({
			outcomes: [DONE, { notStarted: failed.error }, failed, failed],
			retries: 1,
		});
		expect(hint).toMatchObject({
			message:
				'1 of 4 items answered · 3 failed (2 × invalid input, 1 × not sent) · 1 retry · 2.0 s',
			type: 'warning',
		});
	});

	it('has the remarks of operations at its end', () => {
		expect(hintOf({ remarks: ['One thing', 'Another'] })?.message).toBe(
			'2 of 2 items answered · 2.0 s · One thing · Another',
		);
	});

	it('is not there for one item, except for a remark', () => {
		expect(hintOf({ outcomes: [DONE] })).toBeUndefined();
		expect(hintOf({ outcomes: [{ error: new Error('x') }] })).toBeUndefined();
		expect(hintOf({ outcomes: [DONE], remarks: ['One thing'] })).toEqual({
			message: 'One thing',
			type: 'info',
			location: 'outputPane',
		});
	});

	it('counts groups, one as well', () => {
		expect(hintOf({ outcomes: [DONE], of: 'groups' })?.message).toBe(
			'1 of 1 groups answered · 2.0 s',
		);
	});
});
