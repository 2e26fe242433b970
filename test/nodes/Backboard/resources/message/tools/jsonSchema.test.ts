import { parametersOf } from '../../../../../../nodes/Backboard/resources/message/tools/schema/schema';

const ANY = { type: 'string', description: 'Any value' };
const NOTHING = { type: 'object', properties: {} };

function valueOf(schema: unknown, rest: object = {}): unknown {
	return parametersOf({ type: 'object', properties: { value: schema }, ...rest }).parameters
		.properties.value;
}

describe('A parameter of JSON schema', () => {
	it.each<[string, unknown, unknown]>([
		['a string', { type: 'string' }, { type: 'string' }],
		['a number', { type: 'number' }, { type: 'number' }],
		['an integer', { type: 'integer' }, { type: 'integer' }],
		['a boolean', { type: 'boolean' }, { type: 'boolean' }],
		['null', { type: 'null' }, { type: 'null' }],
		[
			'a date',
			{ type: 'string', format: 'date-time' },
			{ type: 'string', description: 'Date and time as in ISO 8601' },
		],
		[
			'an enum',
			{ enum: ['a', 'b', null, 1] },
			{ type: 'string', enum: ['a', 'b'], description: 'Or null, 1' },
		],
		['an enum of numbers', { enum: [1, 2.5] }, { type: 'number', description: 'One of: 1, 2.5' }],
		['an enum of objects', { enum: [{ a: 1 }] }, ANY],
		['a const', { const: 'a' }, { type: 'string', enum: ['a'] }],
		['a const false', { const: false }, { type: 'boolean', description: 'Always: false' }],
		['a const object', { const: { a: 1 } }, ANY],
		['a list of types', { type: ['null', 'number'] }, { type: 'number', description: 'Or null' }],
		['nullable', { type: 'number', nullable: true }, { type: 'number', description: 'Or null' }],
		[
			'several types: the first',
			{ type: ['string', 'number'] },
			{ type: 'string', description: 'Or number' },
		],
		[
			'an array',
			{ type: 'array', items: { type: 'number' } },
			{ type: 'array', items: { type: 'number' } },
		],
		['an array of anything', { type: 'array' }, { type: 'array', items: ANY }],
		[
			'a tuple',
			{ prefixItems: [{ type: 'number' }, { type: 'number' }] },
			{
				type: 'array',
				description: '2 values in this order: number, number',
				items: { type: 'number' },
			},
		],
		[
			'an older tuple with more behind it',
			{ type: 'array', prefixItems: [{ type: 'number' }], items: { type: 'integer' } },
			{ type: 'array', items: { type: 'number' } },
		],
		[
			'an object',
			{ type: 'object', properties: { a: { type: 'string' }, b: {} }, required: ['a'] },
			{ type: 'object', description: 'Required: a', properties: { a: { type: 'string' }, b: ANY } },
		],
		[
			'a dictionary',
			{ type: 'object', additionalProperties: { type: 'number' } },
			{ type: 'object', description: 'Values: number', properties: {} },
		],
		[
			'an object by its keywords',
			{ properties: { a: true } },
			{ type: 'object', properties: { a: ANY } },
		],
		[
			'an array by its keywords',
			{ items: { type: 'string' } },
			{ type: 'array', items: { type: 'string' } },
		],
		['a text by its keywords', { pattern: '^a' }, { type: 'string', description: 'pattern: ^a' }],
		[
			'anyOf: the first',
			{ anyOf: [{ type: 'number' }, { type: 'string' }] },
			{ type: 'number', description: 'Or string' },
		],
		[
			'a text or a list of texts',
			{
				description: 'To whom.',
				anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
			},
			{ type: 'string', description: 'To whom. Or array of string' },
		],
		[
			'one of several kinds of texts',
			{ anyOf: [{ type: 'string', format: 'uri' }, { enum: ['none'] }, {}] },
			{ type: 'string', description: 'format: uri. Or string (one of: none), or any value' },
		],
		[
			'bounded in one part of allOf',
			{ type: 'integer', allOf: [{ minimum: 1 }], maximum: 5 },
			{ type: 'integer', description: 'maximum: 5. minimum: 1' },
		],
		[
			'anyOf with null',
			{ anyOf: [{ type: 'null' }, { type: 'boolean' }] },
			{ type: 'boolean', description: 'Or null' },
		],
		[
			'oneOf, merged',
			{
				oneOf: [
					{ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
					{ type: 'object', properties: { b: { type: 'string' } }, required: ['b'] },
				],
			},
			{ type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } },
		],
		[
			'allOf, merged',
			{
				allOf: [
					{ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
					{ properties: { b: { type: 'integer' } } },
				],
			},
			{
				type: 'object',
				description: 'Required: a',
				properties: { a: { type: 'string' }, b: { type: 'integer' } },
			},
		],
		[
			'oneOf next to a type',
			{ type: 'string', oneOf: [{ const: 'a' }, { const: 'b' }] },
			{ type: 'string', enum: ['a', 'b'] },
		],
		['a schema that allows everything', true, ANY],
		['an empty schema', {}, ANY],
		['a type that nobody knows', { type: 'file' }, ANY],
		['a reference to elsewhere', { $ref: 'https://example.com/schema' }, ANY],
		['no schema', null, ANY],
	])('that is %s', (_kind, schema, expected) => {
		expect(valueOf(schema)).toEqual(expected);
	});

	it.each([
		[{ type: 'string', minLength: 2, maxLength: 5 }, 'minLength: 2, maxLength: 5'],
		[{ type: 'string', pattern: '^\\d+$', format: 'email' }, 'pattern: ^\\d+$, format: email'],
		[{ type: 'number', minimum: 0, exclusiveMaximum: 1 }, 'minimum: 0, exclusiveMaximum: 1'],
		[{ type: 'integer', multipleOf: 5 }, 'multipleOf: 5'],
		[
			{ type: 'array', items: {}, minItems: 1, maxItems: 3, uniqueItems: true },
			'minItems: 1, maxItems: 3, uniqueItems: true',
		],
		[{ type: 'object', maxProperties: 3 }, 'maxProperties: 3'],
	])('that is %j says its bounds in words', (schema, words) => {
		expect(valueOf({ ...schema, description: 'What.' })).toMatchObject({
			description: `What. ${words}`,
		});
	});

	it.each([
		['a schema that allows nothing', false],
		['an empty enum', { enum: [] }],
	])('that is %s is left out', (_kind, schema) => {
		expect(valueOf(schema)).toBeUndefined();
	});

	it.each(['#/$defs/City name', '#/$defs/City%20name', '#/definitions/a~1b'])(
		'that refers to %s is what stands there, with its own description',
		($ref) => {
			const City = { type: 'string', enum: ['Rome'], description: 'Of theirs' };
			const rest = { $defs: { 'City name': City }, definitions: { 'a/b': City } };
			expect(valueOf({ $ref, description: 'Of ours' }, rest)).toEqual({
				type: 'string',
				enum: ['Rome'],
				description: 'Of ours',
			});
		},
	);

	it('that refers to itself ends after a few levels', () => {
		const tree = { properties: { children: { type: 'array', items: { $ref: '#' } } } };
		expect(JSON.stringify(parametersOf(tree)).length).toBeLessThan(1000);
	});
});

const cyclic: Record<string, unknown> = { type: 'object' };
cyclic.properties = { self: cyclic };

const failing = {
	type: 'object',
	get properties(): never {
		throw new Error('no');
	},
};

describe('The parameters of a tool', () => {
	it.each<[string, unknown]>([
		['no schema', undefined],
		['null', null],
		['a text', 'string'],
		['a number', 7],
		['a list', []],
		['a function', () => undefined],
		['an empty object', {}],
		['true', true],
		['false', false],
		['null as a type', { type: 'null' }],
		['an object without properties', { type: 'object' }],
		['properties that are a list', { type: 'object', properties: [] }],
		['a definition of zod without a kind', { _def: {} }],
		['a definition of zod of an unknown kind', { _def: { typeName: 'ZodOther' } }],
		['members that throw', failing],
		['a reference that is no address', { $ref: '#/%E0%A4%A' }],
	])('are an object without properties for %s', (_kind, schema) => {
		expect(parametersOf(schema)).toEqual({ parameters: NOTHING, isWrapped: false });
	});

	it('end where a schema contains itself', () => {
		expect(JSON.stringify(parametersOf(cyclic)).length).toBeLessThan(500);
	});

	it('are wrapped where a tool takes no object', () => {
		expect(parametersOf({ type: 'array', items: { type: 'string' } })).toEqual({
			parameters: {
				type: 'object',
				properties: { input: { type: 'array', items: { type: 'string' } } },
				required: ['input'],
			},
			isWrapped: true,
		});
	});

	it('keep a property of any name', () => {
		const properties = JSON.parse(
			'{"__proto__":{"type":"string"},"constructor":{"type":"number"}}',
		);
		const { parameters } = parametersOf({ type: 'object', properties, required: ['__proto__'] });
		expect(JSON.stringify(parameters)).toBe(
			'{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"number"}},"required":["__proto__"]}',
		);
	});

	it('have a note of what is required within a property, for which the contract has no keyword', () => {
		const inner = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
		expect(valueOf({ ...inner, description: 'An order.' })).toEqual({
			type: 'object',
			description: 'An order. Required: a',
			properties: { a: { type: 'string' } },
		});
		expect(valueOf({ type: 'array', items: inner })).toEqual({ type: 'array', items: inner });
	});
});
