import { ModelOrder } from '../../../../../nodes/Backboard/resources/message/item/fallback';

const [A, B, C] = ['a', 'b', 'c'].map((model) => ({ provider: 'p', model }));
type Model = typeof A;

describe('The order of models', () => {
	/** One item after another: the models that fail, and the one that answers. */
	const after = (...items: Array<[answers: Model, reason?: string]>) => {
		const order = new ModelOrder([A, B, C]);
		for (const [answers, reason = 'LLM Error: down'] of items) {
			for (const model of order.next()) {
				if (model === answers) {
					order.answered(model);
					break;
				}
				order.failed(model, reason);
			}
		}
		return order
			.next()
			.map((model) => model?.model)
			.join('');
	};

	it.each<[string, Array<[Model, string?]>]>([
		['abc', []],
		['abc', [[A], [A]]],
		['abc', [[B], [B]]],
		['bca', [[B], [B], [B]]],
		['cab', [[C], [C], [C]]],
		['cab', [[B], [B], [C]]],
		['abc', [[B], [B], [A], [B]]],
		['bca', [[B], [B], [A], [B], [B], [B]]],
		[
			'abc',
			[
				[B, 'down'],
				[B, 'busy'],
				[B, 'down'],
			],
		],
		[
			'bca',
			[
				[B, 'busy since 12:01'],
				[B, 'busy since 12:02'],
				[B, 'busy since 13:37'],
			],
		],
		['cab', [[B], [B], [B], [C], [C], [C]]],
		['abc', [[B], [B], [B], [A], [A], [A]]],
		['bca', [[B], [B], [B], [C], [C]]],
	])('is %s after the answers of %j', (order, items) => {
		expect(after(...items)).toBe(order);
	});

	it('begins with the one that answered, and asks the others in their order', () => {
		const order = new ModelOrder([A, B, C]);
		for (let item = 0; item < 3; item += 1) {
			order.failed(A, 'down');
			order.answered(B);
		}
		expect(order.next()).toEqual([B, C, A]);
		expect(order.note).toBe('p/a failed for 3 items in a row (down): the others began with p/b');
	});
});
