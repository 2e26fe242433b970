import { batchHint } from '../../../../nodes/Backboard/core/batchHint';
import { message } from '../../../../nodes/Backboard/resources/message';

describe('The banner of a batch', () => {
	const outcomes = [{ value: 1 }, { value: 2 }];
	const textWith = (cost: number) =>
		batchHint(message, { outcomes, retries: 0, tokens: 1234, cost, duration: 2000 }).message;

	it.each([
		[12.5, '$12.50'],
		[0.0123, '$0.0123'],
		[0.000042, '$0.000042'],
		[1234.5, '$1,234.50'],
	])('shows a cost of %s as %s', (cost, text) => {
		expect(textWith(cost)).toBe(`2 of 2 items answered · 1,234 tokens · ${text} · 2.0 s`);
	});

	it('says nothing of a cost that is not known', () => {
		expect(textWith(0)).toBe('2 of 2 items answered · 1,234 tokens · 2.0 s');
	});

	it.each([
		[{ thread_source: 'new', usage: { cost_usd: 0.5 } }, 0.5],
		[{ thread_source: 'existing', cost_usd: 0.25 }, 0.25],
		[{ thread_source: 'new', usage: { cost_usd: null } }, 0],
		[{ thread_source: 'new' }, 0],
		[{ usage: { cost_usd: 0.5 } }, 0],
	])('takes from %j a cost of %s', (json, cost) => {
		expect(message.costOf(json)).toBe(cost);
	});
});
