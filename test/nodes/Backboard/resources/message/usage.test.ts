import { UsageTally } from '../../../../../nodes/Backboard/resources/message/answer/usage';

describe('The cost of an item', () => {
	const sumOf = (...answers: object[]) => {
		const tally = new UsageTally({ add: () => {} });
		for (const answer of answers) tally.add({ ...answer });
		return tally.usage;
	};

	it('is the sum of its answers, without the digits that adding in binary leaves', () => {
		expect(sumOf({ cost_usd: 0.1 }, { cost_usd: 0.2 }).costUsd).toBe(0.3);
		expect(sumOf({ cost_usd: '0.000001' }, { cost_usd: 2e-6 }).costUsd).toBe(0.000003);
	});

	it('is unknown, not 0, where no answer reports it', () => {
		const unknown = { input_tokens: 3, output_tokens: 4 };
		expect(sumOf(unknown)).toEqual({
			promptTokens: 3,
			completionTokens: 4,
			totalTokens: 7,
			cachedTokens: null,
			costUsd: null,
		});
		expect(sumOf(unknown, { cost_usd: 0.5, cached_input_tokens: 0 })).toMatchObject({
			cachedTokens: 0,
			costUsd: 0.5,
		});
	});
});
