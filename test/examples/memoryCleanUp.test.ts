import { randomUUID } from 'node:crypto';

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
