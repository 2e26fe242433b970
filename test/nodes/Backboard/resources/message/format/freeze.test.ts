import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PACKAGE_FOLDER } from '../../../../../../engine/nodeTypes';

/** What a process of its own does: in jest every look at a global costs, and the validator looks often. */
const MEASURE = String.raw`
const [folder] = process.argv.slice(1);
const { parseAnswer } = require(folder + '/json/parse.js');
const { Schema } = require(folder + '/schema/schema.js');
const { schemaProblem } = require(folder + '/schema/check.js');
const { exampleSchema } = require(folder + '/schema/example.js');
const filled = (piece, length = 1_000_000) => piece.repeat(length / piece.length);
const isObject = (value) =>
	value && typeof value === 'object' && !Array.isArray(value) ? { value } : { reasons: [] };
const read = (text) => () => parseAnswer(text, isObject, undefined, false);
const judged = (schema, value) => () => new Schema(schema).judge(value);
const compiled = (schema) => () => schemaProblem(schema) ?? new Schema(schema);
const kinds = ['add', 'mul', 'sub', 'div'];
const tree = (make, depth, leaf = 1) => (depth === 0 ? leaf : make(tree(make, depth - 1, leaf)));
const sums = {
	anyOf: kinds.map((kind) => ({
		type: 'object',
		properties: { left: { $ref: '#' }, right: { $ref: '#' }, kind: { const: kind } },
		required: ['kind', 'left', 'right'],
	})).concat([{ type: 'number' }]),
};
const members = {
	oneOf: kinds.map((kind) => ({
		type: 'object',
		properties: { [kind]: { $ref: '#' } },
		required: [kind],
		additionalProperties: false,
	})).concat([{ type: 'number' }]),
};
const hidden = {
	anyOf: kinds.map((kind) => ({
		type: 'object',
		properties: { in: { $ref: '#' }, of: { properties: { kind: { const: kind } } } },
	})),
};
const sum = (part) => ({ kind: 'div', left: part, right: part });
const member = (part) => ({ div: part });
const many = (make) => Object.fromEntries(Array.from({ length: 1000 }, (_, at) => ['f' + at, make(at)]));
const inputs = {
	'quotes that are not escaped': read('{"a": "' + filled('say "hi" ') + '"}'),
	'apostrophes': read("{'a': '" + filled("it's ") + "'}"),
	'missing commas in a list': read('[' + filled('"a" ') + ']'),
	'missing commas in an object': read('{' + filled('"a": 1 ') + '}'),
	'names without quotes': read('{' + filled('ab: 1, ') + '}'),
	'many objects': read(filled('{"a": 1}\n')),
	'many objects that need repair': read(filled("{'a': 1} ")),
	'many objects that cannot be repaired': read(filled("{'a': 'It's'} ")),
	'drafts that do not end': read(filled('{"a": "<think>')),
	'lists that break off in thoughts': read(filled('[1, {"a": </think> ')),
	'tags of thoughts': read(filled('<think>x</think>')),
	'fences': read(filled('\`\`\`')),
	'backslashes': read('{"a": "' + filled('\\')),
	'digits': read('{"a": ' + filled('9') + '}'),
	'brackets': read(filled('[{')),
	'a tree of alternatives': judged(sums, tree(sum, 9)),
	'a tree of alternatives that does not fit': judged(sums, tree(sum, 9, 'x')),
	'a chain of alternatives': judged(members, tree(member, 60)),
	'a chain of alternatives that does not fit': judged(members, tree(member, 11, 'x')),
	'alternatives that tell late': judged(hidden, tree((part) => ({ in: part, of: { kind: 'div' } }), 11)),
	'300 categories, none of which fits': judged(
		{ type: 'array', items: { enum: Array.from({ length: 300 }, (_, at) => 'Category ' + at) } },
		Array(50_000).fill('none'),
	),
	'a list without twins': judged(
		{ type: 'array', uniqueItems: true },
		Array.from({ length: 100_000 }, (_, at) => at),
	),
	'a schema of 100 kB': compiled({ properties: many(() => ({ type: 'string', description: 'x'.repeat(60) })) }),
	'a schema of many references': compiled({
		properties: many((at) => ({ $ref: '#/$defs/f' + at })),
		$defs: many(() => ({ type: 'string' })),
	}),
	'patterns for a wide object': judged(
		{ patternProperties: many((at) => ({ title: 'f' + at })) },
		Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => ['a' + at, 1])),
	),
	'names that every entry is looked at for': judged(
		{ items: { properties: Object.fromEntries(Array.from({ length: 7000 }, (_, at) => ['f' + at, {}])) } },
		Array(100_000).fill({}),
	),
	'entries among which one is missing': judged(
		{ contains: { type: 'string' } },
		Array.from({ length: 200_000 }, (_, at) => at),
	),
	'categories that are objects': judged(
		{ items: { enum: Array.from({ length: 5000 }, (_, a) => ({ a })) } },
		Array(50_000).fill({ a: 4999 }),
	),
	'objects before thoughts': read(filled('{"a": 1}<think>a</think>')),
	'lines that are no JSON': read(filled('"a\n')),
	'numbers on lines': read(filled('1.1.\n')),
	'an example of many records': () => exampleSchema(Array.from({ length: 20_000 }, (_, at) => ({ ['a' + (at % 500)]: at }))),
};
const timeOf = (work) => {
	const start = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(start);
	return (user + system) / 1000;
};
const json = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id, name: 'Customer ' + id, tags: ['a'] })));
const yardstick = Math.min(...Array.from({ length: 8 }, () => timeOf(() => JSON.stringify(JSON.parse(json)))));
// The least of some runs: the collection of garbage and other programs only ever add to it.
console.log(JSON.stringify(Object.entries(inputs).map(([what, work]) => {
	const times = [timeOf(work)];
	while (times.length < 4 && times[0] < 5000) times.push(timeOf(work));
	return { what, times: Math.round(Math.min(...times) / yardstick) };
})));
`;

describe('No answer, schema or example of a megabyte', () => {
	it('takes longer than twenty times what JSON alone takes', async () => {
		const folder = join(PACKAGE_FOLDER, 'dist/nodes/Backboard/resources/message/format');
		const { stdout } = await promisify(execFile)(process.execPath, ['-e', MEASURE, folder]);
		const measured = JSON.parse(stdout) as Array<{ what: string; times: number }>;
		expect(measured.length).toBeGreaterThan(20);
		expect(measured.filter(({ times }) => times > 20)).toEqual([]);
	}, 120_000);
});
