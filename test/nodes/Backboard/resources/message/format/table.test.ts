import type { INodeParameters } from 'n8n-workflow';

import { Harness } from '../../../../../support/harness';

const attributes = (...rows: Array<Record<string, unknown>>): INodeParameters => ({
	answerFormat: 'schema',
	schemaType: 'fromAttributes',
	attributes: { attributes: rows as INodeParameters[] },
});

const PERSON = attributes(
	{ name: 'name', type: 'string', required: true },
	{ name: 'age', type: 'number' },
	{ name: 'member', type: 'boolean' },
	{ name: 'born', type: 'date' },
);
/** What is not given is there as null. */
const person = (given: object) => ({ name: null, age: null, member: null, born: null, ...given });
const JSON_OBJECT: INodeParameters = { answerFormat: 'json' };
const TEXT: INodeParameters = { answerFormat: 'text' };
const EXAMPLE: INodeParameters = {
	answerFormat: 'schema',
	schemaType: 'fromJson',
	jsonSchemaExample:
		'{"title": "Tea", "tags": ["a"], "lines": [{"sku": "x", "price": 1.5}], "note": null}',
};
const manual = (schema: unknown): INodeParameters => ({
	answerFormat: 'schema',
	schemaType: 'manual',
	inputSchema: JSON.stringify(schema),
});
const NUMBERS = manual({ type: 'array', items: { type: 'number' } });
const STRICT = manual({
	type: 'object',
	properties: { kind: { enum: ['bill', 'offer'] }, sum: { $ref: '#/$defs/money' } },
	required: ['kind'],
	additionalProperties: false,
	$defs: { money: { type: 'number', minimum: 0 } },
});
const MAIL = manual({
	type: 'object',
	properties: { to: { type: 'string', format: 'email' }, on: { type: 'string', format: 'date' } },
});
const TREE = manual({
	$ref: '#/$defs/node',
	$defs: {
		node: {
			type: 'object',
			properties: {
				name: { type: 'string' },
				kids: { type: 'array', items: { $ref: '#/$defs/node' } },
			},
			required: ['name'],
		},
	},
});

const OPTIONAL = manual({ type: 'object', properties: { a: { type: 'string' }, b: {} } });
const ROWS = manual({ type: 'array', items: { type: 'object', required: ['a'] } });

/** What models put around their drafts. */
const THOUGHTS: ReadonlyArray<readonly [string, string]> = [
	['<think>', '</think>'],
	['<THINKING>', '</THINKING>'],
	['<thought>', '</thought>'],
	['<thoughts kind="deep">', '</thoughts>'],
	['<analysis>', '</analysis>'],
	['<scratchpad>', '</scratchpad>'],
	['<antThinking>', '</antThinking>'],
	['<inner_monologue>', '</inner_monologue>'],
	['<seed:think>', '</seed:think>'],
	['<reasoning_content>', '</reasoning_content>'],
	['<thought_process>', '</thought_process>'],
	['<deepthink>', '</deepthink>'],
	['<plan>', '</plan>'],
	['<draft>', '</draft>'],
	['<cot>', '</cot>'],
	['<|think_start|>', '<|think_end|>'],
	['<|thinking_start|>', '<|thinking_end|>'],
	['<unused94>thought', '<unused95>'],
	['<|channel>thought', '<channel|>'],
	['[THINK]', '[/THINK]'],
	['[REASONING]', '[/REASONING]'],
	['◁think▷', '◁/think▷'],
	['<|begin_of_thought|>', '<|end_of_thought|>'],
	['<|START_THINKING|>', '<|END_THINKING|>'],
	['<|channel|>analysis<|message|>', '<|end|><|start|>assistant<|channel|>final<|message|>'],
	['<|channel|>commentary<|message|>', '<|channel|>final<|message|>'],
	['analysisWe need JSON.', 'assistantfinal'],
	['Let me see. ', '</reasoning>'],
];

/** Patterns that JavaScript takes, but not with the flag `u`, and a text that each one fits. */
const PATTERNS: ReadonlyArray<readonly [string, string]> = [
	['^\\d{3}\\-\\d{4}$', '123-4567'],
	['^[\\w-\\.]+$', 'a-b.c'],
	['^[.-\\w]+$', 'a-b.c'],
	['^[\\@-\\_]$', 'A'],
	['^a{,3}$', 'a{,3}'],
	['^x{y}z]$', 'x{y}z]'],
	['^\\_\\:\\#$', '_:#'],
	['^\\p{Lu}\\-$', 'Ä-'],
];

/** What people copy from the API of a model. */
const WRAPPED: ReadonlyArray<readonly [string, (schema: unknown) => unknown]> = [
	['a format of OpenAI', (schema) => ({ name: 'a', strict: true, schema })],
	[
		'a response format of OpenAI',
		(schema) => ({ response_format: { type: 'json_schema', json_schema: { name: 'a', schema } } }),
	],
	[
		'a text format of OpenAI',
		(schema) => ({ text: { format: { type: 'json_schema', name: 'a', schema } } }),
	],
	['a function', (parameters) => ({ name: 'a', description: 'b', parameters })],
	['a tool', (parameters) => ({ type: 'function', function: { name: 'a', parameters } })],
	['a tool of Anthropic', (input_schema) => ({ name: 'a', description: 'b', input_schema })],
	['a list of tools', (parameters) => ({ tools: [{ function: { name: 'a', parameters } }] })],
	['an output format of Anthropic', (schema) => ({ output_config: { format: { schema } } })],
	['a configuration of Gemini', (s) => ({ generationConfig: { responseJsonSchema: s } })],
	['guided JSON of vLLM', (guided_json) => ({ guided_json })],
	['a tool of MCP', (inputSchema) => ({ name: 'a', title: 'b', inputSchema })],
	['a tool of Bedrock', (json) => ({ toolSpec: { name: 'a', inputSchema: { json } } })],
];

/** What the item has as its `output`. */
type Fits = readonly [what: string, format: INodeParameters, answer: string, output: unknown];

const FITS: readonly Fits[] = [
	// Texts are never touched.
	['a text', TEXT, 'Hello', 'Hello'],
	['a text that looks like JSON', TEXT, '{"a": 1}', '{"a": 1}'],
	['a text in fences', TEXT, '```json\n{}\n```', '```json\n{}\n```'],
	// An object of any shape.
	['a bare object', JSON_OBJECT, '{"a": 1}', { a: 1 }],
	['an empty object', JSON_OBJECT, '{}', {}],
	['white space around', JSON_OBJECT, '\n\t {"a": 1} \n', { a: 1 }],
	['a fence with its language', JSON_OBJECT, '```json\n{"a": 1}\n```', { a: 1 }],
	['a fence without one', JSON_OBJECT, '```\n{"a": 1}\n```', { a: 1 }],
	['a fence on one line', JSON_OBJECT, '```{"a": 1}```', { a: 1 }],
	['words before', JSON_OBJECT, 'Here you are: {"a": 1}', { a: 1 }],
	['words after', JSON_OBJECT, '{"a": 1} I hope that helps.', { a: 1 }],
	['words around a fence', JSON_OBJECT, 'Sure!\n```json\n{"a": 1}\n```\nDone.', { a: 1 }],
	['words with brackets', JSON_OBJECT, 'As in [1] and {see above}: {"a": 1} [2]', { a: 1 }],
	['words with a quote', JSON_OBJECT, 'The 5" screen: {"a": "5\\" wide"}', { a: '5" wide' }],
	[
		'an example before a fenced answer',
		JSON_OBJECT,
		'Not {"b": 2} but\n```json\n{"a": 1}\n```',
		{ a: 1 },
	],
	['braces within a text', JSON_OBJECT, '{"a": "} and {"}', { a: '} and {' }],
	['fences within a text', JSON_OBJECT, '{"a": "```js\\n1\\n```"}', { a: '```js\n1\n```' }],
	[
		'an answer after drafts in thoughts',
		JSON_OBJECT,
		'<think>{"a": 0}, or {"a": [</think>\n{"a": 1}',
		{ a: 1 },
	],
	[
		'an answer after thoughts that begin without a tag',
		JSON_OBJECT,
		'{"a": 0}?\n</think>\n{"a": 1}',
		{ a: 1 },
	],
	[
		'an answer before thoughts',
		JSON_OBJECT,
		'{"a": 1} <reasoning>not {"a": 2}</reasoning> Bye.',
		{ a: 1 },
	],
	[
		'thoughts within a text',
		JSON_OBJECT,
		'It is {"a": "<think>x</think>"}',
		{ a: '<think>x</think>' },
	],
	['a list before the object', JSON_OBJECT, '[1, 2] then {"a": 1}', { a: 1 }],
	['a comma too many', JSON_OBJECT, '{"a": 1,}', { a: 1 }],
	['single quotes', JSON_OBJECT, "{'a': 'b'}", { a: 'b' }],
	['a bracket within single quotes', JSON_OBJECT, "{'a': 'x}y', 'b': 1}", { a: 'x}y', b: 1 }],
	[
		'a bracket within single quotes, among words',
		JSON_OBJECT,
		"It's {'a': 'x}y', 'b': \"it's\"}.",
		{ a: 'x}y', b: "it's" },
	],
	['a bracket within typographic quotes', JSON_OBJECT, '{“a”: “x]y”}', { a: 'x]y' }],
	['a bracket within single typographic quotes', JSON_OBJECT, '{‘a’: ‘x}y’}', { a: 'x}y' }],
	['typographic quotes of one kind', JSON_OBJECT, '{“a“: “x}y“}', { a: 'x}y' }],
	['a bracket within a comment', JSON_OBJECT, '{a: 1, // not }\n b: 2}', { a: 1, b: 2 }],
	['names without quotes', JSON_OBJECT, '{a: 1, b: "x"}', { a: 1, b: 'x' }],
	[
		'a comment before the first name',
		JSON_OBJECT,
		'{\n  // who\n  "by": {"id": 1}, /* all */ "sum": 3\n}',
		{ by: { id: 1 }, sum: 3 },
	],
	['typographic quotes', JSON_OBJECT, '{“by”: {"id": 1}, “sum”: 3}', { by: { id: 1 }, sum: 3 }],
	['numbers as names', JSON_OBJECT, '{1: {"id": 1}, 2: {}}', { 1: { id: 1 }, 2: {} }],
	[
		'names with hyphens',
		JSON_OBJECT,
		'{by-whom: {"id": 1}, sum: 3}',
		{ 'by-whom': { id: 1 }, sum: 3 },
	],
	['a missing comma', JSON_OBJECT, '{"a": 1\n"b": 2}', { a: 1, b: 2 }],
	['a path in single quotes, escaped', JSON_OBJECT, "{'a': 'C:\\\\b'}", { a: 'C:\\b' }],
	['words without quotes', JSON_OBJECT, '{a: half past ten, b: 2}', { a: 'half past ten', b: 2 }],
	// The answer among other JSON.
	[
		'the longest of several',
		JSON_OBJECT,
		'As {} or {"a": 1}: {"a": 1, "b": 2}. Not {"c": 3}',
		{ a: 1, b: 2 },
	],
	[
		'what follows its own schema',
		OPTIONAL,
		'{"type": "object", "properties": {"a": {"type": "string"}}}\n{"a": "x"}',
		{ a: 'x' },
	],
	['what stands before its own schema', OPTIONAL, '{"a": "x"} by {"type": "object"}', { a: 'x' }],
	[
		'what gives most attributes',
		PERSON,
		'{"name": "A", "shoes": [38, 39, 40, 41]}, {"name": "Ann", "age": 7}, {"name": "B"}',
		person({ name: 'Ann', age: 7 }),
	],
	[
		'the last of equals',
		PERSON,
		'First {"name": "A"}, better {"name": "Ann"}.',
		person({ name: 'Ann' }),
	],
	['a list beside a source', NUMBERS, 'By [1] it is [2, 3], see [12].', [2, 3]],
	['a list beside boxes', NUMBERS, '- [ ] todo\n- [x] done\n[2]\n[3, 4]', [3, 4]],
	['a list of one object a line', ROWS, '{"a": 1}\n{"a": 2}\n', [{ a: 1 }, { a: 2 }]],
	[
		'a list of one object a line, with commas, in a fence',
		ROWS,
		'Here:\n```jsonl\n{"a": 1},\n{"a": 2}\n```\nDone.',
		[{ a: 1 }, { a: 2 }],
	],
	['a list of one number a line', NUMBERS, '1\n2.5\n-3', [1, 2.5, -3]],
	...THOUGHTS.map(([before, after]): Fits => [
		`an answer after ${before} … ${after}`,
		JSON_OBJECT,
		`${before}{"draft": "long enough", or {"a": [${after}\n{"a": 1}`,
		{ a: 1 },
	]),
	[
		'a number with all its digits',
		JSON_OBJECT,
		'{"a": 28066588837768750}',
		{ a: 28066588837768750 },
	],
	['digits in a text', JSON_OBJECT, '{"a": "12345678901234567890"}', { a: '12345678901234567890' }],
	[
		'null where the schema is nullable',
		manual({ type: 'object', properties: { a: { type: 'string', nullable: true } } }),
		'{"a": null}',
		{ a: null },
	],
	[
		'null for one of several, or a reference, that is nullable',
		manual({
			type: 'object',
			properties: {
				a: { anyOf: [{ type: 'string' }, { type: 'number' }], nullable: true },
				b: { $ref: '#/$defs/b', nullable: true },
				c: { enum: ['x'], nullable: true },
				d: { type: 'object', properties: { e: { type: 'string' } }, nullable: true },
				e: { $ref: '#/properties/d/properties/e' },
			},
			$defs: { b: { type: 'string' } },
		}),
		'{"a": null, "b": null, "c": null, "d": null, "e": "x"}',
		{ a: null, b: null, c: null, d: null, e: 'x' },
	],
	...PATTERNS.map(([pattern, fits]): Fits => [
		`a text by the pattern ${pattern}`,
		manual({
			type: 'object',
			properties: { '§': { type: 'string', pattern } },
			patternProperties: { [pattern]: { type: 'number' } },
		}),
		JSON.stringify({ '§': fits, [fits]: 1 }),
		{ '§': fits, [fits]: 1 },
	]),
	...WRAPPED.map(([what, wrap]): Fits => [
		`by a schema in ${what}`,
		manual(wrap({ type: 'object', properties: { a: { type: 'number' } }, required: ['a'] })),
		'{"a": 1}',
		{ a: 1 },
	]),
	['letters of all kinds', JSON_OBJECT, '{"città": "東京 🗼"}', { città: '東京 🗼' }],
	['nesting', JSON_OBJECT, '{"a": {"b": [{"c": null}]}}', { a: { b: [{ c: null }] } }],
	[
		'names that objects have',
		JSON_OBJECT,
		'{"constructor": 1, "toString": "x"}',
		{ constructor: 1, toString: 'x' },
	],
	// Attributes.
	[
		'all attributes',
		PERSON,
		'{"name": "Ann", "age": 7, "member": true, "born": "2019-02-28"}',
		{ name: 'Ann', age: 7, member: true, born: '2019-02-28' },
	],
	['only what is required', PERSON, '{"name": "Ann"}', person({ name: 'Ann' })],
	['null for what may be missing', PERSON, '{"name": "Ann", "age": null}', person({ name: 'Ann' })],
	['what is no attribute', PERSON, '{"name": "Ann", "shoe": 38}', person({ name: 'Ann' })],
	[
		'a date with time and zone',
		PERSON,
		'{"name": "A", "born": "2019-02-28T12:30:00Z"}',
		person({ name: 'A', born: '2019-02-28T12:30:00Z' }),
	],
	[
		'the last day of a leap year’s February',
		PERSON,
		'{"name": "A", "born": "2024-02-29"}',
		person({ name: 'A', born: '2024-02-29' }),
	],
	[
		'a number with an exponent',
		PERSON,
		'{"name": "A", "age": 1e2}',
		person({ name: 'A', age: 100 }),
	],
	['an empty text', PERSON, '{"name": ""}', person({ name: '' })],
	[
		'the second object, if only that fits',
		PERSON,
		'{"age": 3} or {"name": "Ann"}',
		person({ name: 'Ann' }),
	],
	// From an example.
	[
		'what the example has',
		EXAMPLE,
		'{"title": "x", "tags": [], "lines": [], "note": "y"}',
		{ title: 'x', tags: [], lines: [], note: 'y' },
	],
	[
		'more than the example has',
		EXAMPLE,
		'{"title": "x", "tags": ["b", "c"], "lines": [{"sku": "s", "price": 2}], "note": null, "more": 1}',
		{ title: 'x', tags: ['b', 'c'], lines: [{ sku: 's', price: 2 }], note: null, more: 1 },
	],
	// JSON schema.
	['a list', NUMBERS, '[1, 2.5, -3]', [1, 2.5, -3]],
	['an empty list', NUMBERS, '[]', []],
	['a list in words', NUMBERS, 'They are [1, 2].', [1, 2]],
	['a fenced list', NUMBERS, '```json\n[1]\n```', [1]],
	['a value of a list of values', STRICT, '{"kind": "bill"}', { kind: 'bill' }],
	['a part by reference', STRICT, '{"kind": "offer", "sum": 0}', { kind: 'offer', sum: 0 }],
	[
		'formats that are kept',
		MAIL,
		'{"to": "ann@example.com", "on": "2026-01-31"}',
		{ to: 'ann@example.com', on: '2026-01-31' },
	],
	[
		'a schema that holds itself',
		TREE,
		'{"name": "a", "kids": [{"name": "b", "kids": []}]}',
		{ name: 'a', kids: [{ name: 'b', kids: [] }] },
	],
	[
		'a part of what all must have',
		manual({
			allOf: [
				{ type: 'object', properties: { a: { type: 'number' } } },
				{ type: 'object', properties: { b: { $ref: '#/allOf/0/properties/a' } } },
			],
		}),
		'{"a": 1, "b": 2}',
		{ a: 1, b: 2 },
	],
	[
		'a schema that holds itself or null, by a name',
		manual({
			type: 'object',
			properties: { next: { $ref: '#/$defs/next' } },
			$defs: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
		}),
		'{"next": {"next": null}}',
		{ next: { next: null } },
	],
	[
		'a property that every object has, beside a reference',
		manual({
			type: 'object',
			properties: { constructor: { type: 'string' }, car: { $ref: '#/$defs/car' } },
			$defs: { car: { type: 'string' } },
		}),
		'{"constructor": "Ferrari", "car": "F1"}',
		{ constructor: 'Ferrari', car: 'F1' },
	],
	['a single number', manual({ type: 'number' }), '42', 42],
	['a fenced text', manual({ type: 'string' }), '```\n"x"\n```', 'x'],
	['null, where it may be', manual({ type: ['object', 'null'] }), 'null', null],
];

/** The end of the error, after the path: nothing but the reason. */
type Fails = readonly [what: string, format: INodeParameters, answer: string, reason: RegExp];

const FAILS: readonly Fails[] = [
	[
		'words',
		JSON_OBJECT,
		'I cannot do that.',
		/: \$: expected JSON, found "I cannot do that\."\. The answer is in details\.answer\. Try another model/,
	],
	[
		'a draft in thoughts that do not end',
		JSON_OBJECT,
		'<think>{"a": 1}?',
		/expected JSON, found "<think>/,
	],
	[
		'a fenced draft in thoughts',
		JSON_OBJECT,
		'<think>\n```json\n{"a": 1}\n```\n</think>\nI cannot.',
		/expected JSON, found "<think>/,
	],
	[
		'a draft in thoughts, where the answer does not fit',
		PERSON,
		'<think>{"name": "A"}</think>{"name": 1}',
		/\$\.name: expected a string, found 1/,
	],
	[
		'JSON that cannot be repaired',
		PERSON,
		'{"name": "A", "age": 3,50}',
		/\$: expected JSON, found "\{\\"name\\": \\"A\\", \\"age\\": 3,50\}"/,
	],
	['an empty answer', JSON_OBJECT, '', /\$: expected JSON, found an empty answer/],
	['a list for an object', JSON_OBJECT, '[1]', /\$: expected a JSON object, found \[1\]/],
	['a text for an object', JSON_OBJECT, '"x"', /\$: expected a JSON object, found "x"/],
	['null for an object', JSON_OBJECT, 'null', /\$: expected a JSON object, found null/],
	[
		'an object cut off',
		JSON_OBJECT,
		'{"a": 1, "b": [1, 2',
		/\$: expected complete JSON, found JSON that is cut off/,
	],
	['an object cut off in single quotes', JSON_OBJECT, "{'a': 'b}', 'c': 'd}", /cut off/],
	['an object cut off in typographic quotes', JSON_OBJECT, '{‘a’: ‘it’s}’, ‘c’: ‘d', /cut off/],
	['an object cut off in a text', JSON_OBJECT, '{"a": "and so', /cut off/],
	['an object cut off after a comment', JSON_OBJECT, '{ // who\n "by": {"id": 1}, ', /cut off/],
	['an object cut off before its end', JSON_OBJECT, '{"a": {"b": 1}', /cut off/],
	['a fence cut off', JSON_OBJECT, '```json\n{"a": {"b": 1}, ', /cut off/],
	['words and an object cut off', JSON_OBJECT, 'Here: {"a": {"b": 1}, "c": ', /cut off/],
	[
		'a number as text',
		PERSON,
		'{"name": "A", "age": "5"}',
		/\$\.age: expected a number, found "5"/,
	],
	[
		'a boolean as text',
		PERSON,
		'{"name": "A", "member": "true"}',
		/\$\.member: expected true or false, found "true"/,
	],
	[
		'a boolean as number',
		PERSON,
		'{"name": "A", "member": 1}',
		/\$\.member: expected true or false, found 1/,
	],
	['a number for a text', PERSON, '{"name": 5}', /\$\.name: expected a string, found 5/],
	[
		'a required attribute missing',
		PERSON,
		'{"age": 5}',
		/\$\.name: expected a string, found nothing/,
	],
	[
		'null for a required attribute',
		PERSON,
		'{"name": null}',
		/\$\.name: expected a string, found null/,
	],
	[
		'a day that does not exist',
		PERSON,
		'{"name": "A", "born": "2026-02-30"}',
		/\$\.born: expected a date .*, found "2026-02-30"/,
	],
	[
		'an hour that does not exist',
		PERSON,
		'{"name": "A", "born": "2026-01-31T24:00:00.5Z"}',
		/\$\.born: expected a date/,
	],
	[
		'a zone that does not exist',
		PERSON,
		'{"name": "A", "born": "2026-01-31T12:00:00+25:00"}',
		/\$\.born: expected a date/,
	],
	[
		'a date in another order',
		PERSON,
		'{"name": "A", "born": "31.01.2026"}',
		/\$\.born: expected a date/,
	],
	['a number for a date', PERSON, '{"name": "A", "born": 20260131}', /\$\.born: expected a date/],
	['two attributes wrong', PERSON, '{"name": 1, "age": "x"}', /\$\.name: .*; \$\.age: /],
	['a list of objects for one', PERSON, '[{"name": "A"}]', /\$: expected an object, found \[/],
	[
		'a property of the example missing',
		EXAMPLE,
		'{"title": "x", "tags": [], "lines": []}',
		/\$\.note/,
	],
	[
		'a property of an entry missing',
		EXAMPLE,
		'{"title": "x", "tags": [], "lines": [{"sku": "s"}], "note": null}',
		/\$\.lines\[0\]\.price/,
	],
	[
		'an entry of the wrong type',
		EXAMPLE,
		'{"title": "x", "tags": [1], "lines": [], "note": null}',
		/\$\.tags\[0\]: expected .*, found 1/,
	],
	['a text in a list of numbers', NUMBERS, '[1, "2"]', /\$\[1\]: expected .*, found "2"/],
	['an object for a list', NUMBERS, '{"a": 1}', /\$: expected .*, found \{"a":1\}/],
	['a list cut off', NUMBERS, '[1, 2', /cut off/],
	[
		'an unknown value of a list of values',
		STRICT,
		'{"kind": "letter"}',
		/\$\.kind: expected .*bill.*offer.*, found "letter"/,
	],
	['a value out of range', STRICT, '{"kind": "bill", "sum": -1}', /\$\.sum: expected .*, found -1/],
	['a property that is not allowed', STRICT, '{"kind": "bill", "more": 1}', /\$\.more/],
	['a format that is not kept', MAIL, '{"to": "ann"}', /\$\.to: expected .*email.*, found "ann"/],
	[
		'a date that does not exist',
		MAIL,
		'{"on": "2026-13-01"}',
		/\$\.on: expected .*date.*, found "2026-13-01"/,
	],
	[
		'a fault deep in a schema that holds itself',
		TREE,
		'{"name": "a", "kids": [{"kids": []}]}',
		/\$\.kids\[0\]\.name/,
	],
	...[
		"{'title': 'It's ready'}",
		"{'title': 'the dogs' bowl', 'b': 1}",
		"{'title': 'the boys', he said'}",
		"{'title': 'rock 'n' roll'}",
		'{"title": "say "hi" now"}',
		'{"title": "one", two", "b": 3}',
		'{"title": "\\alpha"}',
		'{"title": "C:\\Users\\new"}',
		"{'title': 'it\\'s'}",
		'{‘title’: ‘it’s ready’}',
		'{"list": [1, 2, ...]}',
		'{"sum": 12345678901234567890,}',
		'{"sum": 1e400,}',
	].map((says): Fails => [
		`repaired by guessing: ${says}`,
		JSON_OBJECT,
		says,
		/\$: expected (complete )?JSON, found/,
	]),
	[
		'a number that would be rounded',
		JSON_OBJECT,
		'{"a": [12345678901234567890]}',
		/the number 12345678901234567890, which cannot be kept exactly: it must be a text/,
	],
	['a number without end', PERSON, '{"name": "A", "age": 1e400}', /the number 1e400/],
	['a number without end in words', JSON_OBJECT, 'It is {"a": -1e999}.', /the number -1e999/],
	['a source for a list', NUMBERS, 'See [1].', /expected JSON/],
	['boxes for a list', NUMBERS, '- [ ] todo', /expected JSON/],
	[
		'a list of one object a line, one of them broken',
		ROWS,
		'{"a": 1}\n{"b": 2}',
		/\$: expected array/,
	],
	[
		'thoughts alone in the channels of Harmony',
		JSON_OBJECT,
		'<|channel|>analysis<|message|>{"a": 1}',
		/expected JSON/,
	],
	[
		'JSON that nests too deeply behind brackets that close nothing',
		JSON_OBJECT,
		']'.repeat(2000) + '{"a":'.repeat(600) + '1' + '}'.repeat(600),
		/nests too deeply/,
	],
	[
		'JSON that nests too deeply',
		JSON_OBJECT,
		'{"a":'.repeat(2000) + '1' + '}'.repeat(2000),
		/nests too deeply/,
	],
];

describe('An answer in its format', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	afterAll(async () => await harness.stop());
	beforeEach(() => harness.reset());

	it('is not asked for by a schema that takes too long to judge by', async () => {
		const names = Array.from({ length: 20_000 }, (_, at) => ['field_' + at, { type: 'null' }]);
		const json = await itemOf(manual({ properties: Object.fromEntries(names) }), '{}');
		expect(json.error).toMatch(/field Input Schema is no JSON schema .*: it has \d+ characters/);
		expect(harness.sandbox.journal.messages()).toEqual([]);
	});

	async function itemOf(format: INodeParameters, says: string) {
		harness.sandbox.faults.add({ path: 'messages$', says });
		const { items } = await harness.message(
			{ content: 'Tell me', ...format, options: { maxRepairs: 0 } },
			{ onError: 'continueRegularOutput' },
		);
		return items[0].json;
	}

	it.each(FITS)('may be %s', async (_what, format, says, output) => {
		const json = await itemOf(format, says);
		expect(json.error).toBeUndefined();
		expect(json.output).toEqual(output);
		expect(json).toMatchObject({ content: says, status: 'COMPLETED' });
	});

	it.each([
		['an object', { type: 'object' }, true],
		['an object without its type', { properties: { a: {} } }, true],
		['an object in a list of types', { type: ['object'] }, true],
		['an object by reference', { $ref: '#/$defs/a', $defs: { a: { type: 'object' } } }, true],
		['an object of several kinds', { oneOf: [{ properties: {} }, { type: 'object' }] }, true],
		['an object by one of its rules', { allOf: [{ minProperties: 1 }, { type: 'object' }] }, true],
		['an object or a list', { anyOf: [{ type: 'object' }, { type: 'array' }] }, undefined],
		['an object or null', { type: ['object', 'null'] }, undefined],
		['a list', { type: 'array' }, undefined],
		['a list by reference', { $ref: '#/$defs/a', $defs: { a: { type: 'array' } } }, undefined],
	])('is asked for by json_output for objects only: %s', async (_what, schema, asked) => {
		await itemOf(manual(schema), '{}');
		const [{ fields }] = harness.sandbox.journal.messages();
		expect(fields.json_output).toBe(asked);
	});

	it.each(FAILS)('may not be %s', async (_what, format, says, reason) => {
		const json = await itemOf(format, says);
		expect(json.error).toMatch(reason);
		expect(json.error).toMatch(/^The answer does not fit its format: /);
		expect(json.details).toMatchObject({ answer: says, status_code: 200, retryable: false });
		expect(Object.keys(json)).toEqual(['error', 'details']);
	});
});
