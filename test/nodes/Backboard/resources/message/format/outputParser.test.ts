import { z } from 'zod';

import { Harness } from '../../../../../support/harness';
import { subNode } from '../../../../../support/subNode';

/** As n8n's Structured Output Parser: it reads JSON alone, with the answer under `output`. */
const structured = (answer: z.ZodTypeAny) => {
	const schema = z.object({ output: answer });
	return {
		getFormatInstructions: () => 'Answer with JSON.',
		getSchema: () => schema,
		parse: async (text: string) => await schema.parseAsync(JSON.parse(text)),
	};
};

const PERSON = z.object({ name: z.string() });

describe('An answer for an output parser', () => {
	let harness: Harness;
	let parser: ReturnType<typeof structured>;
	beforeAll(async () => {
		harness = await Harness.start();
		harness.engine.nodeTypes.add(
			'test.parser',
			subNode('ai_outputParser', () => parser),
		);
	});
	afterAll(async () => await harness.stop());
	beforeEach(() => harness.reset());

	async function itemOf(answer: z.ZodTypeAny, says: string) {
		parser = structured(answer);
		harness.sandbox.faults.add({ path: 'messages$', says });
		const { items } = await harness.message(
			{ content: 'Who?', answerFormat: 'parser', options: { maxRepairs: 0 } },
			{
				subNodes: [{ type: 'test.parser', kind: 'ai_outputParser' }],
				onError: 'continueRegularOutput',
			},
		);
		return items[0].json;
	}

	it.each([
		['the answer alone', '{"name": "Ann"}'],
		['the answer under output', '{"output": {"name": "Ann"}}'],
		['words with a list', 'As in [1]: {"name": "Ann"}'],
		['words with an object', 'Not {"nick": "A"} but {"output": {"name": "Ann"}}'],
		['a fenced list before it', '```\n["Ann"]\n```\n{"name": "Ann"}'],
	])('may be %s', async (_what, says) => {
		expect((await itemOf(PERSON, says)).output).toEqual({ name: 'Ann' });
	});

	it('may have a field called output of its own', async () => {
		const answer = z.object({ output: z.string(), score: z.number() });
		const value = { output: 'Ann', score: 1 };
		expect((await itemOf(answer, JSON.stringify(value))).output).toEqual(value);
	});

	it.each([
		['does not fit', '{"name": 1} or [2]', /what the output parser takes/],
		['is cut off', 'As in [1]: {"name": "Ann"', /cut off/],
		['is no JSON', 'Ann', /expected JSON/],
	])('fails where it %s', async (_what, says, error) => {
		expect((await itemOf(PERSON, says)).error).toMatch(error);
	});
});
