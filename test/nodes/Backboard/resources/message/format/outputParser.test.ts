import { z } from 'zod';

import { Harness } from '../../../../../support/harness';
import { subNode } from '../../../../../support/subNode';

/**
 * As n8n's Structured Output Parser: it reads JSON alone, with the answer under `output`, and does not say
 * what it is that does not fit. Before its version 1.3 it also takes objects without `output`.
 */
const structured = (answer: z.ZodTypeAny) => {
	const schema = z.object({ output: answer });
	return {
		getFormatInstructions: () => 'Answer with JSON.',
		getSchema: () => schema,
		parse: async (text: string) => {
			const { success, data } = await schema.safeParseAsync(JSON.parse(text));
			if (success) return data;
			throw new Error('Model output does not match the expected schema');
		},
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
		return await answered(says);
	}

	async function answered(says: string) {
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
		['does not fit', '{"name": 1} or [2]', /\$\.output\.name: expected .*string.*, found 1\./],
		['lacks a field', '{"nick": "Ann"}', /\$\.output\.name: expected .*, found nothing\./],
		['is cut off', 'As in [1]: {"name": "Ann"', /cut off/],
		['is no JSON', 'Ann', /expected JSON/],
	])('fails where it %s', async (_what, says, error) => {
		expect((await itemOf(PERSON, says)).error).toMatch(error);
		expect((await itemOf(PERSON.optional(), says)).error).toMatch(error);
	});

	it.each([
		['<think>\na draft\nanother\n</think>\nTea\nMilk', 'Tea,Milk'],
		['a draft</think>Tea\nMilk', 'Tea,Milk'],
		[
			'<|channel|>analysis<|message|>a draft<|channel|>final<|message|>Tea\nMilk<|return|>',
			'Tea,Milk',
		],
		['Tea\nMilk\n<reasoning>a draft</reasoning>', 'Tea,Milk'],
	])('has no thoughts among the items of a list: %j', async (says, items) => {
		const lines = (text: string) => text.trim().split('\n');
		parser = { getFormatInstructions: () => 'A list', parse: lines } as never;
		expect(String((await answered(says)).output)).toBe(items);
	});

	it('fails by a schema of which nothing is known as the parser says it', async () => {
		parser = {
			...structured(PERSON),
			getSchema: () => ({}) as never,
		};
		expect((await answered('{"name": 1}')).error).toMatch(
			/what the output parser takes \(Model output does not match/,
		);
	});
});
