import { useHarness } from '../../../support/useHarness';

/** An expression that gives `first` as often as `times` says, and then fails, for the second item alone. */
const failsAfter = (times: number, first: string) =>
	`={{ $json.n !== 2 || ($execution.customData.set('count', String(Number($execution.customData.get('count') ?? 0) + 1)), Number($execution.customData.get('count')) <= ${times}) ? ${first} : $('Nowhere').first() }}`;

describe('A parameter that gives something else another time', () => {
	const harness = useHarness();

	const items = [1, 2, 3].map((n) => ({ json: { n, text: `Text ${n}`, group: `g${n}` } }));
	const onError = 'continueRegularOutput' as const;

	it.each([0, 1, 2, 3])(
		'costs at most its own item, and no answer, where files are kept (after %d times)',
		async (times) => {
			const parameters = {
				content: '={{ $json.text }}',
				includeOtherFields: failsAfter(times, 'true'),
			};
			const { items: output, error } = await harness.message(parameters, { items, onError });
			expect(error).toBeUndefined();
			const failed = output.filter(({ json }) => json.error !== undefined);
			expect(failed.map(({ pairedItem }) => pairedItem)).toEqual(times < 2 ? [{ item: 1 }] : []);
			// What was paid for comes out.
			expect(harness.sandbox.journal.messages()).toHaveLength(3 - failed.length);
		},
	);

	it.each([0, 1])(
		'costs at most its own group, and no answer, where items are grouped (after %d times)',
		async (times) => {
			const parameters = { operation: 'summarizeItems', groupBy: failsAfter(times, '$json.group') };
			const { items: output, error } = await harness.message(parameters, { items, onError });
			expect(error).toBeUndefined();
			const groups = output.map(({ json }) => json.group ?? null);
			expect([...groups].sort()).toEqual(
				times < 1 ? ['g1', 'g3', null].sort() : ['g1', 'g2', 'g3'],
			);
			expect(harness.sandbox.journal.messages()).toHaveLength(times < 1 ? 2 : 3);
		},
	);
});
