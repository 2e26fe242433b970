import fc from 'fast-check';

import { toolArguments } from '../../../../../../nodes/Backboard/resources/message/tools/run/run';

const ADVICE = 'The tool was not run: call it again with a JSON object.';

describe('The arguments of a tool call', () => {
	it.each<[string, unknown, object]>([
		['a JSON text', '{"city":"Rome"}', { city: 'Rome' }],
		['an object', { city: 'Rome' }, { city: 'Rome' }],
		['an empty text', '', {}],
		['white space', ' \n', {}],
		['null', null, {}],
		['nothing', undefined, {}],
		['null as JSON', 'null', {}],
		['an empty object', '{}', {}],
	])('are read from %s', (_kind, given, args) => {
		expect(toolArguments(given)).toEqual({ args });
	});

	it.each<[string, unknown, string]>([
		['broken JSON', '{"city":"Ro', 'The arguments are no JSON object: {"city":"Ro'],
		['plain text', 'Rome', 'The arguments are no JSON object: Rome'],
		['a list', '[1]', 'The arguments are a list, no JSON object: [1]'],
		['a list that is no text', [1], 'The arguments are a list, no JSON object: [1]'],
		['a text', '"Rome"', 'The arguments are a string, no JSON object: "Rome"'],
		['a number', 7, 'The arguments are a number, no JSON object: 7'],
		['false', 'false', 'The arguments are a boolean, no JSON object: false'],
	])('that are %s are a problem which a model can put right', (_kind, given, problem) => {
		expect(toolArguments(given)).toEqual({ problem: `${problem}. ${ADVICE}` });
	});

	it('that are long and broken are quoted in part', () => {
		expect(toolArguments('x'.repeat(10_000)).problem?.length).toBeLessThan(400);
	});

	it('are arguments or a problem, whatever is given', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue()), (given) => {
				const { args, problem } = toolArguments(given);
				expect(args === undefined).toBe(problem !== undefined);
			}),
		);
	});
});
