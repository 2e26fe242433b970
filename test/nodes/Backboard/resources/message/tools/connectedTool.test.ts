import { BaseToolkit, DynamicStructuredTool, DynamicTool } from '@langchain/core/tools';
import { z } from 'zod';
import { z as z4 } from 'zod/v4';

import {
	definitionsOf,
	ToolProblem,
} from '../../../../../../nodes/Backboard/resources/message/tools/connectedTool';

interface Metadata {
	sourceNodeName?: string;
	gatedToolNodeName?: string;
}

function plainTool(name: string, metadata?: Metadata) {
	return { name, description: `Does ${name}`, metadata, invoke: (args: unknown) => args };
}

function namesOf(handed: unknown): string[] {
	return definitionsOf(handed).map(({ name }) => name);
}

class Toolkit extends BaseToolkit {
	constructor(readonly tools: DynamicTool[]) {
		super();
	}
}

function textTool(name: string): DynamicTool {
	return new DynamicTool({
		name,
		description: 'Says it again',
		func: async (text: string) => `heard ${text}`,
	});
}

describe('The connected tools', () => {
	it.each<[string, unknown, string[]]>([
		['nothing', undefined, []],
		['null', null, []],
		['an empty list', [], []],
		['one tool', plainTool('a'), ['a']],
		['lists in lists', [plainTool('a'), [plainTool('b'), [plainTool('c')]]], ['a', 'b', 'c']],
		['a toolkit of LangChain', [new Toolkit([textTool('a'), textTool('b')])], ['a', 'b']],
		['a toolkit with getTools() only', [{ getTools: () => [plainTool('a')] }], ['a']],
		['a toolkit in a toolkit', [{ tools: [{ tools: [plainTool('a')] }] }], ['a']],
		['what is no tool', [null, undefined, 1, 'a', {}, { name: 'a' }, { tools: 1 }], []],
	])('are found in %s', (_kind, handed, names) => {
		expect(namesOf(handed)).toEqual(names);
	});

	it('are found once where a toolkit contains itself and a tool is in two lists', () => {
		const tool = plainTool('a');
		const toolkit: { tools: unknown[] } = { tools: [tool] };
		toolkit.tools.push(toolkit);
		expect(namesOf([toolkit, tool])).toEqual(['a']);
	});

	it('bring the name of their node, where n8n says it', () => {
		const [named, unnamed] = definitionsOf([
			plainTool('a', { sourceNodeName: 'Weather' }),
			plainTool('b'),
		]);
		expect(named?.nodeName).toBe('Weather');
		expect(unnamed?.nodeName).toBeUndefined();
	});

	it.each([undefined, '', '  '])('are described by their name where they say %p', (description) => {
		const [tool] = definitionsOf({ ...plainTool('get_weather'), description });
		expect(tool?.definition.function.description).toBe('get weather');
	});
});

describe('A tool of LangChain', () => {
	it('that takes a text has it as a required argument', async () => {
		const [tool] = definitionsOf([textTool('echo')]);
		expect(tool?.definition).toEqual({
			type: 'function',
			function: {
				name: 'echo',
				description: 'Says it again',
				parameters: {
					type: 'object',
					properties: { input: { type: 'string' } },
					required: ['input'],
				},
			},
		});
		await expect(tool?.invoke({ input: 'it' })).resolves.toBe('heard it');
	});

	it.each([
		['zod 3', z.object({ a: z.number().describe('First'), b: z.number() })],
		['zod 4', z4.object({ a: z4.number().describe('First'), b: z4.number() })],
		[
			'JSON schema',
			{
				type: 'object',
				properties: { a: { type: 'number', description: 'First' }, b: { type: 'number' } },
				required: ['a', 'b'],
			},
		],
	])(
		'that has its parameters in %s is defined, runs, and refuses what does not fit',
		async (_, schema) => {
			const [tool] = definitionsOf([
				new DynamicStructuredTool({
					name: 'add',
					description: 'Adds',
					schema: schema as z.AnyZodObject,
					func: async ({ a, b }) => `${Number(a) + Number(b)}`,
					metadata: { sourceNodeName: 'Adder' },
				}),
			]);
			expect(tool).toMatchObject({ name: 'add', nodeName: 'Adder' });
			expect(tool?.definition.function.parameters).toEqual({
				type: 'object',
				properties: { a: { type: 'number', description: 'First' }, b: { type: 'number' } },
				required: ['a', 'b'],
			});
			await expect(tool?.invoke({ a: 1, b: 2 })).resolves.toBe('3');
			await expect(tool?.invoke({ a: 'one' })).rejects.toThrow('did not match expected schema');
		},
	);
});

describe('A connected tool', () => {
	it('that takes no object is given its single argument alone', async () => {
		const [tool] = definitionsOf({ ...plainTool('list'), schema: z.array(z.string()) });
		await expect(tool?.invoke({ input: ['a'] })).resolves.toEqual(['a']);
	});

	it('is called on itself, and rejects where it throws', async () => {
		const counter = {
			name: 'count',
			count: 0,
			invoke() {
				this.count += 1;
				if (this.count > 1) throw new Error('Only once');
				return this.count;
			},
		};
		const [tool] = definitionsOf(counter);
		await expect(tool?.invoke({})).resolves.toBe(1);
		await expect(tool?.invoke({})).rejects.toThrow('Only once');
	});
});

function problemOf(handed: unknown): string {
	try {
		definitionsOf(handed);
	} catch (error) {
		return error instanceof ToolProblem ? error.message : `another error: ${String(error)}`;
	}
	return 'no problem';
}

describe('Connected tools are refused', () => {
	it.each([
		['of two nodes', ['One', 'Two'], '(of the nodes "One" and "Two")'],
		['of one node', ['One', 'One'], '(of the node "One")'],
		['of a node that is known and another', ['One', undefined], '(of the nodes "One")'],
	])('for one name %s', (_kind, [one, two], place) => {
		const handed = [
			plainTool('M_t_o', { sourceNodeName: one }),
			plainTool('M_t_o', { sourceNodeName: two }),
		];
		expect(problemOf(handed)).toBe(
			`Two connected tools have the name "M_t_o" ${place}. A model could not tell them apart: rename one of them`,
		);
	});

	it('for one name, also where no node is known', () => {
		expect(problemOf([plainTool('a'), plainTool('a')])).toMatch(
			/^Two connected tools have the name "a"\. A model/,
		);
	});

	it('for a missing name', () => {
		expect(problemOf([plainTool(' ', { sourceNodeName: 'Weather' })])).toBe(
			'A connected tool of the node "Weather" has no name',
		);
	});
});
