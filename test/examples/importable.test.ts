import type { INode, INodeProperties } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { Engine } from '../../engine/engine';
import { EXAMPLES, readExample } from './exampleWorkflow';

const OWN = 'n8n-nodes-backboard.';

describe.each(EXAMPLES)('examples/%s.json', (example) => {
	const { name, nodes, connections, ...rest } = readExample(example);
	const own = nodes.filter(({ type }) => type.startsWith(OWN));
	/** n8n's langchain package is too large to install here: the end-to-end tests run those nodes. */
	const described = nodes.filter(({ type }) => !type.startsWith('@n8n/n8n-nodes-langchain.'));
	let engine: Engine;

	beforeAll(async () => {
		engine = await Engine.start();
	});

	const describing = ({ type, typeVersion }: INode) =>
		engine.nodeTypes.getByNameAndVersion(type, typeVersion).description;

	it('is a workflow that is not active, with a name of its own', () => {
		expect(name).not.toBe('');
		expect(rest).toEqual({ pinData: {}, settings: { executionOrder: 'v1' }, active: false });
		expect(EXAMPLES.filter((other) => readExample(other).name === name)).toEqual([example]);
	});

	it('uses node types and versions that n8n has', () => {
		for (const node of described) {
			expect([describing(node).version].flat()).toContain(node.typeVersion);
		}
	});

	it('has a name and an id of its own for each node, and connects only nodes that exist', () => {
		const names = nodes.map((node) => node.name);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(names.length);
		for (const [from, outputs] of Object.entries(connections)) {
			const ends = Object.values(outputs).flat(2);
			const targets = ends.flatMap((end) => (end === null ? [] : [end.node]));
			expect(names).toEqual(expect.arrayContaining([from, ...targets]));
		}
	});

	it('refers in expressions only to nodes that exist', () => {
		const names = nodes.map((node) => node.name);
		const referred = [...JSON.stringify(nodes).matchAll(/\$\('([^']+)'\)/g)].map(([, to]) => to);
		expect(names).toEqual(expect.arrayContaining(referred));
	});

	it('leaves out no required parameter and sets none that its nodes do not show', () => {
		for (const node of described) {
			const description = describing(node);
			const issues = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
			expect({ node: node.name, issues }).toEqual({ node: node.name, issues: null });
			for (const key of Object.keys(node.parameters)) {
				const known = shown(engine, node, key) !== undefined;
				expect({ node: node.name, key, known }).toEqual({ node: node.name, key, known: true });
			}
		}
	});

	it('sets parameters of Backboard nodes to values that they offer', () => {
		expect(own.length).toBeGreaterThan(0);
		for (const node of own) {
			for (const [key, value] of Object.entries(node.parameters)) {
				const isOffered = offered(shown(engine, node, key)!, value);
				expect({ node: node.name, key, isOffered }).toEqual({
					node: node.name,
					key,
					isOffered: true,
				});
			}
		}
	});

	it('lets no stranger into a memory that others share', () => {
		expect(sharedMemory(nodes)).toEqual([]);
	});

	it('carries no secrets and says what to set, at the nodes to set it', () => {
		for (const { credentials } of own) {
			expect(credentials).toEqual({ backboardApi: { id: '', name: 'Backboard API' } });
		}
		const others = nodes.filter((node) => !own.includes(node));
		expect(others.filter(({ credentials }) => credentials)).toEqual([]);
		const note = nodes.find(({ type }) => type === 'n8n-nodes-base.stickyNote');
		const content = String(note?.parameters.content);
		expect(content).toMatch(/credential/);
		for (const node of own) expect(content).toContain(`**${node.name}**`);
		const names = nodes.map((node) => node.name);
		for (const [, bold] of content.matchAll(/\*\*([^*]+)\*\*/g)) expect(names).toContain(bold);
	});
});

describe('A workflow that strangers may talk to', () => {
	const trigger = (type: string, parameters = {}) => ({ type, parameters });
	const chat = trigger('@n8n/n8n-nodes-langchain.chatTrigger', { public: true });
	const message = (parameters: object) => ({ type: `${OWN}backboardMessage`, parameters });
	const byId = (value: string) => ({ assistantId: { __rl: true, mode: 'id', value } });

	it.each([
		['Auto', { memory: 'Auto' }, false],
		['On', { memory: 'On' }, false],
		['Readonly', { memory: 'Readonly' }, false],
		['by an expression', { memory: '={{ $json.memory }}' }, false],
		['Pro', { memory: 'Off', options: { memoryPro: 'Auto' } }, false],
		['Auto, with an empty assistant', { memory: 'Auto', ...byId('') }, false],
		['Auto, with one assistant for all', { memory: 'Auto', ...byId('a-1') }, false],
		['Auto, with an assistant per person', { memory: 'Auto', ...byId('={{ $json.id }}') }, true],
		['Off', { memory: 'Off' }, true],
		['the default', {}, true],
	])('with memory %s is good: %s', (_, parameters, isGood) => {
		for (const start of [
			chat,
			trigger('n8n-nodes-base.webhook'),
			trigger('n8n-nodes-base.formTrigger'),
		]) {
			const named = [start, message(parameters)].map((node, index) => ({
				...node,
				name: `${index}`,
			}));
			expect(sharedMemory(named)).toEqual(isGood ? [] : ['1']);
		}
	});
});

/** Triggers that let in whoever knows the address. */
const OPEN = /\.(chatTrigger|webhook|formTrigger)$/;

/** Names of the nodes through which one visitor of a workflow could hear what another has said. */
function sharedMemory(nodes: ReadonlyArray<Pick<INode, 'name' | 'type' | 'parameters'>>): string[] {
	if (!nodes.some(({ type }) => OPEN.test(type))) return [];
	const messages = nodes.filter(({ type }) => type === `${OWN}backboardMessage`);
	const shared = messages.filter(({ parameters }) => {
		const { memory = 'Off', options, assistantId } = parameters as Record<string, never>;
		const isOn = memory !== 'Off' || (options as { memoryPro?: string } | undefined)?.memoryPro;
		const assistant = (assistantId as { value?: string } | undefined)?.value ?? '';
		return isOn && !assistant.startsWith('=');
	});
	return shared.map(({ name }) => name);
}

/** The property that the editor shows for a parameter, given all others of the node. */
function shown(engine: Engine, node: INode, key: string): INodeProperties | undefined {
	const { type, typeVersion } = node;
	const { description } = engine.nodeTypes.getByNameAndVersion(type, typeVersion);
	const { properties } = description;
	const all = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		true,
		false,
		node,
		description,
	);
	return properties.find(
		(property) =>
			property.name === key &&
			NodeHelpers.displayParameter({ ...node.parameters, ...all }, property, node, description),
	);
}

/** Whether the editor would take this value: an expression, one of the options, known members. */
function offered({ type, modes = [], options = [] }: INodeProperties, value: unknown): boolean {
	if (typeof value === 'string' && value.startsWith('=')) return true;
	switch (type) {
		case 'options':
			return options.some((option) => 'value' in option && option.value === value);
		case 'collection':
			return Object.entries(value as object).every(([key, member]) => {
				const option = options.find((candidate) => candidate.name === key);
				return option !== undefined && offered(option as INodeProperties, member);
			});
		case 'fixedCollection':
			return Object.entries(value as Record<string, object[]>).every(([key, rows]) => {
				const group = options.find((candidate) => candidate.name === key);
				return (
					group !== undefined &&
					'values' in group &&
					rows.every((row) =>
						Object.entries(row).every(([name, member]) => {
							const field = group.values.find((candidate) => candidate.name === name);
							return field !== undefined && offered(field, member);
						}),
					)
				);
			});
		case 'resourceLocator': {
			const { __rl, mode } = value as { __rl?: boolean; mode?: string };
			return __rl === true && modes.some((candidate) => candidate.name === mode);
		}
		case 'boolean':
		case 'number':
			return typeof value === type;
		default:
			return typeof value === 'string';
	}
}
