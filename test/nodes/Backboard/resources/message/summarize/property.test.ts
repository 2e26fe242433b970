import fc from 'fast-check';

import { Harness } from '../../../../../support/harness';
import { mostAtOnce } from '../../../../../support/requestFigures';

const GROUPS = ['red', 'green', 'blue'] as const;

/** Texts of all lengths, some of them empty. */
const text = fc
	.array(fc.constantFrom('One. ', 'Two and three ', 'four\n\n', '五。', '😀', '</source_text>\n'), {
		maxLength: 25,
	})
	.map((pieces) => pieces.join(''));

const items = fc.array(fc.record({ group: fc.constantFrom(...GROUPS), text }), {
	minLength: 1,
	maxLength: 20,
});

/** The data in a message, by the markers that it names. */
function dataIn(message: string): string {
	const [, marker] = /begins with a line <(\w+) /.exec(message) ?? [];
	const section = new RegExp(`^<${marker} [^>]*>\\n([^]*?)\\n</${marker}>$`, 'gm');
	return [...message.matchAll(section)].map(([, data]) => data).join('');
}

describe('Any items in any groups', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start({ latency: 2 })));
	afterAll(async () => await harness.stop());

	it('are read once each, in their order and under one cap, until each group has one answer', async () => {
		const cases = fc.asyncProperty(
			items,
			fc.integer({ min: 40, max: 400 }),
			fc.integer({ min: 1, max: 5 }),
			async (list, maxCharacters, maxConcurrent) => {
				harness.reset();
				harness.sandbox.store.threads.clear();
				const { items: output } = await harness.message(
					{
						operation: 'summarizeItems',
						groupBy: '={{ $json.group }}',
						content: '=Group {{ $json.group }}.',
						options: { maxCharacters },
						batching: { maxConcurrent },
					},
					{ items: list.map((json) => ({ json })), onError: 'continueRegularOutput' },
				);
				const groups = [...new Set(list.map(({ group }) => group))];
				expect(output).toHaveLength(groups.length);
				const messages = harness.sandbox.journal
					.messages()
					.map(({ fields }) => String(fields.content));
				let requests = 0;
				for (const [index, group] of groups.entries()) {
					const { json, pairedItem } = output[index];
					const own = list.flatMap((item, number) => (item.group === group ? [number] : []));
					expect([pairedItem].flat()).toEqual(own.map((item) => ({ item })));
					const texts = own.map((item) => list[item].text).filter((one) => one.trim() !== '');
					if (texts.length === 0) {
						expect(json.error).toContain('No item of the group is left');
						continue;
					}
					expect(json).toMatchObject({ status: 'COMPLETED', group, items: own.length });
					expect(json.skipped).toHaveLength(own.length - texts.length);
					requests += Number(json.requests);
					const ofGroup = messages.filter((message) => message.includes(`Group ${group}.`));
					// Parts may arrive in any order: each says which one it is.
					const parts = ofGroup.flatMap((message) => {
						const [, number] = /^This is part (\d+) of \d+ of items\./.exec(message) ?? [];
						return number === undefined ? [] : [{ number: Number(number), data: dataIn(message) }];
					});
					parts.sort((a, b) => a.number - b.number);
					const read = parts.length > 0 ? parts.map(({ data }) => data) : ofGroup.map(dataIn);
					for (const data of read) expect(data.length).toBeLessThanOrEqual(maxCharacters);
					expect(read.join('')).toBe(texts.join(''));
				}
				expect(messages).toHaveLength(requests);
				expect(harness.sandbox.store.threads.size).toBe(
					output.filter(({ json }) => json.status).length,
				);
				expect(mostAtOnce(harness.sandbox.journal.entries)).toBeLessThanOrEqual(maxConcurrent);
			},
		);
		await fc.assert(cases, { numRuns: 25 });
	});
});
