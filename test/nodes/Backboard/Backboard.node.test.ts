import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { PACKAGE_FOLDER } from '../../../engine/nodeTypes';
import { programProperties } from '../../../nodes/Backboard/core/description';
import { runProgram } from '../../../nodes/Backboard/core/run';
import type { Operation, Program } from '../../../nodes/Backboard/core/types';
import { Backboard } from '../../../nodes/Backboard/Backboard.node';
import { BackboardMessage } from '../../../nodes/Backboard/BackboardMessage.node';
import { backboard } from '../../../nodes/Backboard/resources';

/** What users save in their workflows: it may be added to, never renamed. */
const OPERATIONS = {
	assistant: ['clone', 'create', 'delete', 'get', 'getMany', 'update'],
	document: ['delete', 'get', 'getMany', 'upload'],
	memory: [
		'create',
		'delete',
		'deleteAll',
		'get',
		'getMany',
		'getOperation',
		'getStats',
		'search',
		'update',
	],
	message: ['cancelRun', 'getMany'],
	model: ['getMany', 'getProviders'],
	thread: ['create', 'delete', 'get', 'getMany'],
};

const PREVIEWS = join(PACKAGE_FOLDER, 'nodes/Backboard/__schema__/v1.0.0');

const optionsOf = ({ options }: INodeProperties) => options as INodePropertyOptions[];
const namesOf = (options: INodePropertyOptions[]) => options.map(({ name }) => name);
const sorted = (names: string[]) => [...names].sort((a, b) => a.localeCompare(b));

describe('The Backboard node', () => {
	const { description } = new Backboard();
	const { properties } = description;

	describe.each(Object.entries(OPERATIONS))('has of %s', (name, saved) => {
		const resource = backboard.resources.find(({ value }) => value === name);

		it.each(saved)('the operation %s, and a preview of its output', (operation) => {
			expect(resource?.operations.map(({ value }) => value)).toContain(operation);
			expect(existsSync(join(PREVIEWS, name, `${operation}.json`))).toBe(true);
		});
	});

	it('shows the operations of the chosen resource, long lists in alphabetical order', () => {
		const [resource, ...others] = properties;
		expect(resource).toMatchObject({ name: 'resource', default: 'assistant' });
		expect(namesOf(optionsOf(resource))).toEqual(sorted(namesOf(optionsOf(resource))));
		const dropdowns = others.filter(({ name }) => name === 'operation');
		expect(dropdowns.map(({ displayOptions }) => displayOptions?.show?.resource)).toEqual(
			backboard.resources.map(({ value }) => [value]),
		);
		for (const dropdown of dropdowns) {
			const names = namesOf(optionsOf(dropdown));
			if (names.length > 4) expect(names).toEqual(sorted(names));
			expect(optionsOf(dropdown).map(({ value }) => value)).toContain(dropdown.default);
		}
		expect(dropdowns[0].default).toBe('create');
	});

	it('is paced in every operation, and gives each list Return All and Limit', () => {
		for (const { operations } of backboard.resources) {
			for (const { value, fields } of operations) {
				const names = fields.map(({ name }) => name);
				expect({ value, last: names.at(-1) }).toEqual({ value, last: 'batching' });
				if (value === 'getMany')
					expect(names).toEqual(expect.arrayContaining(['returnAll', 'limit']));
			}
		}
	});
});

describe.each([
	['Backboard', new Backboard().description, backboard],
	['Backboard Message', new BackboardMessage().description, undefined],
] as Array<[string, INodeTypeDescription, Program | undefined]>)(
	'%s as a tool of a language model',
	(_name, description) => {
		const operations = description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(optionsOf);

		it('says in few words what it and each of its operations is for', () => {
			expect(description.usableAsTool).toBe(true);
			const texts = [description.description, ...operations.map((one) => String(one.description))];
			for (const text of texts) {
				expect(text).toMatch(/^[A-Z].{14,}/);
				expect(text.length).toBeLessThanOrEqual(100);
			}
		});

		it('gives no two operations the same words', () => {
			const actions = operations.map(({ action }) => action);
			expect(new Set(actions).size).toBe(operations.length);
			const texts = operations.map((one) => one.description);
			expect(new Set(texts).size).toBe(operations.length);
		});

		it('describes every field that a model may fill in', () => {
			const fields = description.properties.filter(
				({ name, type }) => !['resource', 'operation'].includes(name) && type !== 'notice',
			);
			const silent = fields.filter((field) => {
				const inner = field.type === 'collection' ? (field.options as INodeProperties[]) : [field];
				return inner.some((one) => !one.description);
			});
			expect(silent.map(({ name }) => name)).toEqual([]);
		});
	},
);

describe('A made-up operation', () => {
	const wave: Operation = {
		value: 'wave',
		name: 'Wave',
		action: 'Wave at an assistant',
		description: 'Wave',
		fields: [{ displayName: 'Hand', name: 'hand', type: 'string', default: '' }],
		execute: async ({ itemIndex }) => [{ waved: itemIndex }],
	};
	const [{ operations, ...resource }, ...others] = backboard.resources;
	const program: Program = {
		...backboard,
		resources: [{ ...resource, operations: [...operations, wave] }, ...others],
	};

	it('is in the dropdown with its fields, in its place', () => {
		const properties = programProperties(program);
		const dropdown = properties.find(({ name }) => name === 'operation') as INodeProperties;
		expect(namesOf(optionsOf(dropdown)).at(-1)).toBe('Wave');
		expect(properties.find(({ name }) => name === 'hand')?.displayOptions).toEqual({
			show: { resource: ['assistant'], operation: ['wave'] },
		});
	});

	it('runs, and nothing else had to be told of it', async () => {
		const parameters: Record<string, unknown> = { resource: 'assistant', operation: 'wave' };
		const context = {
			getNode: () => ({}),
			getInputData: () => [{ json: {} }, { json: {} }],
			getNodeParameter: (name: string, _item: number, fallback?: unknown) =>
				parameters[name] ?? fallback,
			getExecutionCancelSignal: () => undefined,
			continueOnFail: () => false,
			addExecutionHints: () => {},
		};
		const [items] = await runProgram(context as never, program);
		expect(items.map(({ json }) => json)).toEqual([{ waved: 0 }, { waved: 1 }]);
	});
});
