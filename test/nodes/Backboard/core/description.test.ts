import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodeType } from 'n8n-workflow';

import { programProperties } from '../../../../nodes/Backboard/core/description';
import type {
	AtLeastOne,
	Operation,
	Program,
	Resource,
} from '../../../../nodes/Backboard/core/types';

const field = (name: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
	...more,
});

const operation = (value: string, fields: INodeProperties[] = []): Operation => ({
	value,
	name: value.toUpperCase(),
	action: `Do ${value}`,
	description: `Does ${value}`,
	fields,
	execute: async () => [],
});

const resource = (value: string, ...operations: AtLeastOne<Operation>): Resource => ({
	value,
	name: value.toUpperCase(),
	operations,
});

const propertiesOf = (...resources: AtLeastOne<Resource>) =>
	programProperties({ resources } as Partial<Program> as Program);

describe('The properties of a node with one resource', () => {
	const fieldsOf = (...operations: AtLeastOne<Operation>) =>
		propertiesOf(resource('x', ...operations)).slice(1);

	it('begin with the dropdown of its operations, the first of which is chosen', () => {
		const [dropdown, ...others] = propertiesOf(resource('x', operation('drop'), operation('add')));
		expect(dropdown).toEqual({
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			default: 'drop',
			options: [
				{ value: 'drop', name: 'DROP', action: 'Do drop', description: 'Does drop' },
				{ value: 'add', name: 'ADD', action: 'Do add', description: 'Does add' },
			],
		});
		expect(others).toEqual([]);
	});

	it('show a field that operations share once, for all of them', () => {
		const shared = field('shared');
		const operations: AtLeastOne<Operation> = [
			operation('a', [shared, field('own')]),
			operation('b', [shared]),
			operation('c'),
		];
		expect(fieldsOf(...operations)).toEqual([
			{ ...shared, displayOptions: { show: { operation: ['a', 'b'] } } },
			{ ...field('own'), displayOptions: { show: { operation: ['a'] } } },
		]);
	});

	it('come in the order of each operation, also where orders disagree', () => {
		const [id, simplify, pace] = [field('id'), field('simplify'), field('pace')];
		const named = (value: string) =>
			fieldsOf(
				operation('create', [field('name'), simplify, pace]),
				operation('get', [id, simplify, pace]),
				operation('delete', [id, pace]),
				operation('odd', [pace, id]),
			)
				.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes(value))
				.map(({ name }) => name);
		expect(named('create')).toEqual(['name', 'simplify', 'pace']);
		expect(named('get')).toEqual(['id', 'simplify', 'pace']);
		expect(named('delete')).toEqual(['id', 'pace']);
		expect(named('odd')).toEqual(['pace', 'id']);
	});

	it('keep two fields of the same name apart that are not the same', () => {
		const [one, two] = [field('x', { default: 1 }), field('x', { default: 2 })];
		expect(fieldsOf(operation('a', [one]), operation('b', [two]))).toMatchObject([
			{ name: 'x', default: 1, displayOptions: { show: { operation: ['a'] } } },
			{ name: 'x', default: 2, displayOptions: { show: { operation: ['b'] } } },
		]);
	});

	it('merge a field’s own rules with that of its operation', () => {
		const own = { show: { all: [false] }, hide: { mode: ['id'] } };
		expect(fieldsOf(operation('a', [field('x', { displayOptions: own })]))).toMatchObject([
			{ displayOptions: { show: { operation: ['a'], all: [false] }, hide: { mode: ['id'] } } },
		]);
	});

	it('leave the fields of the operations as they were', () => {
		const own = field('x', { displayOptions: { show: { all: [false] } } });
		const before = structuredClone(own);
		fieldsOf(operation('a', [own]), operation('b', [own]));
		expect(own).toEqual(before);
	});
});

describe('The properties of a node with several resources', () => {
	it('begin with the dropdown of its resources, and have everything else by resource', () => {
		const shared = field('shared', { displayOptions: { show: { all: [false] } } });
		const properties = propertiesOf(
			resource('cat', operation('get', [shared])),
			resource('dog', operation('get', [shared]), operation('walk', [shared])),
		);
		expect(properties).toMatchObject([
			{
				name: 'resource',
				default: 'cat',
				options: [
					{ value: 'cat', name: 'CAT' },
					{ value: 'dog', name: 'DOG' },
				],
			},
			{ name: 'operation', default: 'get', displayOptions: { show: { resource: ['cat'] } } },
			{
				name: 'shared',
				displayOptions: { show: { resource: ['cat'], operation: ['get'], all: [false] } },
			},
			{ name: 'operation', default: 'get', displayOptions: { show: { resource: ['dog'] } } },
			{
				name: 'shared',
				displayOptions: { show: { resource: ['dog'], operation: ['get', 'walk'], all: [false] } },
			},
		]);
	});
});

/** The nodes that ship, whatever they are called. */
const FOLDER = join(__dirname, '..', '..', '..', '..', 'nodes', 'Backboard');
const NODES = readdirSync(FOLDER).filter((name) => name.endsWith('.node.ts'));

describe.each(NODES)('The properties of %s', (file) => {
	let properties: INodeProperties[];
	let fields: INodeProperties[];
	let choices: Array<Record<string, string>>;
	beforeAll(async () => {
		const [Node] = Object.values(
			(await import(join(FOLDER, file))) as Record<string, new () => INodeType>,
		);
		({ properties } = new Node().description);
		fields = properties.filter(({ name }) => name !== 'operation' && name !== 'resource');
		choices = choicesIn(properties);
	});

	const optionsOf = ({ options }: INodeProperties) =>
		(options as Array<{ value: string }>).map(({ value }) => value);

	const isShown = ({ displayOptions }: INodeProperties, chosen: Record<string, string>) =>
		Object.entries(chosen).every(
			([name, value]) => displayOptions?.show?.[name]?.includes(value) ?? name === 'resource',
		);

	/** Every choice that a user can make in the dropdowns. */
	const choicesIn = (properties: INodeProperties[]): Array<Record<string, string>> => {
		const resources = properties.find(({ name }) => name === 'resource');
		const operationsOf = (chosen: Record<string, string>) =>
			properties
				.filter((one) => one.name === 'operation' && isShown(one, chosen))
				.flatMap(optionsOf)
				.map((value) => ({ ...chosen, operation: value }));
		return resources
			? optionsOf(resources).flatMap((value) => operationsOf({ resource: value }))
			: operationsOf({});
	};

	it('have a rule each that some choice fulfils', () => {
		const never = fields.filter((one) => !choices.some((choice) => isShown(one, choice)));
		expect(never).toEqual([]);
		expect(fields.filter(({ displayOptions }) => !displayOptions?.show?.operation)).toEqual([]);
	});

	it('show the limits for many items last', () => {
		for (const choice of choices) {
			const shown = fields.filter((one) => isShown(one, choice));
			expect({ choice, last: shown.at(-1)?.name }).toEqual({ choice, last: 'batching' });
		}
	});

	/** Whether the rules of two fields cannot both be fulfilled. */
	const excludeEachOther = (one: INodeProperties, other: INodeProperties) =>
		Object.entries(one.displayOptions?.show ?? {}).some(([name, values]) => {
			const others = other.displayOptions?.show?.[name] as unknown[] | undefined;
			return others !== undefined && !values?.some((value) => others.includes(value));
		});

	it('never show two fields of the same name at once', () => {
		const rivals = fields.flatMap((one, index) =>
			fields
				.slice(index + 1)
				.filter((other) => other.name === one.name && !excludeEachOther(one, other)),
		);
		expect(rivals).toEqual([]);
	});

	it('depend only on fields that are shown at the same time', () => {
		for (const choice of choices) {
			const shown = fields.filter((one) => isShown(one, choice));
			for (const { name, displayOptions } of shown) {
				const conditions = Object.keys(displayOptions?.show ?? {}).filter(
					(key) => key !== 'operation' && key !== 'resource' && !key.startsWith('@'),
				);
				const missing = conditions.filter((key) => !shown.some((other) => other.name === key));
				expect({ choice, name, missing }).toEqual({ choice, name, missing: [] });
			}
		}
	});
});
