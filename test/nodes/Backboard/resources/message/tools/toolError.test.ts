import { DynamicStructuredTool } from '@langchain/core/tools';
import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';
import { z as z4 } from 'zod/v4';

import { errorText } from '../../../../../../nodes/Backboard/resources/message/tools/run/run';

const SECRET = 'espr_secret-key';
const NO_MESSAGE = 'The tool failed without saying why';
const MISFIT = 'The arguments do not fit the parameters of the tool';

const NODE: INode = {
	id: '1',
	name: 'Weather',
	type: 'test.weather',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

function nodeError(): Error {
	return new NodeOperationError(NODE, 'Not found', { description: 'There is no city Rom.' });
}

describe('What a tool threw', () => {
	it.each<[string, unknown, string]>([
		['an error', new Error('No such city'), 'No such city'],
		['a text', 'No such city', 'No such city'],
		['an object with a message', { message: 'No such city' }, 'No such city'],
		[
			'an error with issues of its own',
			{ message: 'Refused', issues: [{ title: 'a' }] },
			'Refused',
		],
		['a number', 404, '404'],
		['a symbol', Symbol('a'), 'Symbol(a)'],
		['nothing', undefined, NO_MESSAGE],
		['null', null, NO_MESSAGE],
		['an empty text', '', NO_MESSAGE],
		['an error without a message', new Error(''), NO_MESSAGE],
		['an error with a name only', new TypeError(''), `${NO_MESSAGE} (TypeError)`],
		['an object', {}, NO_MESSAGE],
		['an error of n8n, with its description', nodeError(), 'Not found. There is no city Rom.'],
		[
			'an error with a stack in its message',
			new Error(
				'Broken\n    at run (/usr/local/lib/node_modules/n8n/dist/run.js:1:2)\n    at next (node:internal/a:3:4)',
			),
			'Broken',
		],
		['an error with the key', new Error(`Bad key ${SECRET}`), 'Bad key (API key)'],
	])('is said in short: %s', (_kind, error, text) => {
		expect(errorText(error, SECRET)).toBe(text);
	});

	it.each([
		['zod 3', z.object({ city: z.string(), at: z.object({ day: z.number() }) })],
		['zod 4', z4.object({ city: z4.string(), at: z4.object({ day: z4.number() }) })],
	])('says which argument does not fit, as %s names it', (_version, schema) => {
		const { error } = schema.safeParse({ at: { day: 'one' } });
		expect(errorText(error, SECRET)).toMatch(
			/^The arguments do not fit the parameters of the tool: city: .+; at\.day: .+number.+$/,
		);
	});

	it('says which argument does not fit, as LangChain says it', async () => {
		const tool = new DynamicStructuredTool({
			name: 'weather',
			description: 'Says the weather',
			schema: z.object({ city: z.string() }),
			func: async () => '',
		});
		const error: unknown = await tool.invoke({ city: 1 } as never).catch((thrown) => thrown);
		const text = errorText(error, SECRET);
		expect(text).toMatch(`${MISFIT}: `);
		expect(text).toMatch(/string/);
		expect(text).toMatch(/city/);
	});

	it('says that arguments do not fit where LangChain says no more', () => {
		const error = new Error('Received tool input did not match expected schema');
		expect(errorText(error, SECRET)).toBe(MISFIT);
	});

	it('is at most 2,000 characters long', () => {
		const text = errorText(new Error('x'.repeat(5000)), SECRET);
		expect(text).toHaveLength(2000);
		expect(text).toMatch(/\[Cut here: the full text has 5000 characters\]$/);
	});
});
