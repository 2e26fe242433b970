import { randomUUID } from 'node:crypto';

import type { INode } from 'n8n-workflow';

import { Harness } from '../support/harness';
import { jsonOf, readExample, runExample } from './exampleWorkflow';

const DAY = 24 * 60 * 60 * 1000;

describe('examples/memory-clean-up.json', () => {
	const workflow = readExample('memory-clean-up');
	let harness: Harness;

	beforeEach(async () => {
		harness = await Harness.start();
		const { store } = harness.sandbox;
		const [one, other] = ['Ann', 'Bob'].map((name) => store.addAssistant({ name }).assistant_id);
		remember(one, 'Ann lives in Rome.', 200);
		remember(one, 'Ann likes tea.', 89);
		remember(one, 'Ann is called Anna.', 200, 10);
		remember(other, 'Bob has a dog.', 91);
	});

	afterEach(async () => {
		await harness.stop();
	});

	const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();

	const remember = (assistant_id: string, content: string, made: number, changed?: number) => {
		const id = randomUUID();
		harness.sandbox.store.memories.set(id, {
			id,
			assistant_id,
			content,
			metadata: null,
			created_at: ago(made),
			updated_at: changed === undefined ? null : ago(changed),
		});
	};

	const remembered = () =>
		[...harness.sandbox.store.memories.values()].map(({ content }) => content).sort();

	const atNight = async () =>
		await runExample(harness, workflow, { 'Every night': [{ json: {} }] });

	it('deletes the memories of all assistants that are old, and those only', async () => {
		const run = await atNight();

		expect(run.data.resultData.error).toBeUndefined();
		expect(remembered()).toEqual(['Ann is called Anna.', 'Ann likes tea.']);
		const forgotten = jsonOf(run, 'Forgotten').map(({ assistant, memory }) => [assistant, memory]);
		expect(forgotten.sort()).toEqual([
			['Ann', 'Ann lives in Rome.'],
			['Bob', 'Bob has a dog.'],
		]);
		expect(harness.sandbox.journal.select('DELETE', /./)).toHaveLength(2);
		expect(jsonOf(run, 'Failed')).toEqual([]);
	});

	it('finds nothing to do the night after', async () => {
		await atNight();
		harness.reset();
		const run = await atNight();
		expect(run.data.resultData.error).toBeUndefined();
		expect(harness.sandbox.journal.select('DELETE', /./)).toEqual([]);
	});

	/** The workflow as its user sets it, in the words of its note. */
	const setTo = (change: (node: (name: string) => INode) => void) => {
		const own = structuredClone(workflow);
		change((name) => own.nodes.find((node) => node.name === name)!);
		return own;
	};
	const sparing = (spared: string) => given('spared', spared);
	const given = (field: string, value: unknown) =>
		setTo((node) => {
			const { assignments } = node('How long to remember').parameters.assignments as never as {
				assignments: Array<{ name: string; value: unknown }>;
			};
			assignments.find(({ name }) => name === field)!.value = value;
		});

	it.each([
		['["Bob"]', ['Ann lives in Rome.']],
		['["Ann"]', ['Bob has a dog.']],
		['[" ANN "]', ['Bob has a dog.']],
		['["Ann", "Bob"]', []],
		['["Eve"]', ['Ann lives in Rome.', 'Bob has a dog.']],
	])('spares the assistants that are named: %s', async (spared, gone) => {
		const before = remembered();
		const run = await runExample(harness, sparing(spared), { 'Every night': [{ json: {} }] });
		expect(run.data.resultData.error).toBeUndefined();
		expect(remembered()).toEqual(before.filter((content) => !gone.includes(content)));
	});

	it('deletes nothing where the names are no list', async () => {
		await runExample(harness, sparing('Ann, Bob'), { 'Every night': [{ json: {} }] });
		expect(remembered()).toHaveLength(4);
	});

	it.each([
		['spared', '={{ $json.gone }}'],
		['days', ''],
		['days', null],
		['days', -5],
		['days', '={{ $json.gone }}'],
	])('deletes nothing where %s is empty by accident: %j', async (field, value) => {
		await runExample(harness, given(field, value), { 'Every night': [{ json: {} }] });
		expect(remembered()).toHaveLength(4);
	});

	it('shows without the deletion what would be deleted', async () => {
		const own = setTo((node) => Object.assign(node('Delete memory'), { disabled: true }));
		const run = await runExample(harness, own, { 'Every night': [{ json: {} }] });
		expect(remembered()).toHaveLength(4);
		expect(jsonOf(run, 'Old memories').map(({ content }) => content)).toEqual([
			'Ann lives in Rome.',
			'Bob has a dog.',
		]);
	});

	it('spares memories by one more condition on their metadata', async () => {
		for (const memory of harness.sandbox.store.memories.values()) {
			if (memory.content.startsWith('Bob')) memory.metadata = { keep: 'yes' };
		}
		const own = setTo((node) => {
			const { conditions } = node('Old memories').parameters.conditions as never as {
				conditions: unknown[];
			};
			conditions.push({
				id: 'keep',
				leftValue: '={{ $json.metadata?.keep }}',
				rightValue: 'yes',
				operator: { type: 'string', operation: 'notEquals' },
			});
		});
		await runExample(harness, own, { 'Every night': [{ json: {} }] });
		expect(remembered()).toEqual(['Ann is called Anna.', 'Ann likes tea.', 'Bob has a dog.']);
	});

	it('goes on when a memory cannot be deleted, and tells the reason', async () => {
		harness.sandbox.faults.add({ method: 'DELETE', status: 403, body: { detail: 'Not yours' } });
		const run = await atNight();
		expect(jsonOf(run, 'Forgotten')).toHaveLength(1);
		expect(remembered()).toHaveLength(3);
		expect(jsonOf(run, 'Failed')).toEqual([
			{
				assistant: expect.stringMatching(/^(Ann|Bob)$/) as string,
				reason: expect.stringContaining('Not yours') as string,
				try_again: false,
			},
		]);
	});
});
