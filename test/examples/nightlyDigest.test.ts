import { Harness } from '../support/harness';
import { jsonOf, readExample, runExample, startedByHand } from './exampleWorkflow';

describe('examples/nightly-digest.json', () => {
	const workflow = startedByHand(readExample('nightly-digest'), 'Every night');
	let harness: Harness;

	beforeEach(async () => {
		harness = await Harness.start();
	});
	afterEach(async () => await harness.stop());

	const sent = () => harness.sandbox.journal.messages();

	it('makes one mail for each customer, in order, from their own reports', async () => {
		const mails = jsonOf(await runExample(harness, workflow), 'Mail');
		expect(mails.map(({ subject }) => subject)).toEqual([
			'Digest: Alder Ltd',
			'Digest: Birch and Sons',
			'Digest: Cedar Sports',
		]);
		expect(mails[0].text).toContain('40 lamps came two days late');
		expect(mails[0].text).toMatch(/\n\nFrom 2 reports\.$/);
		expect(mails[2].text).toMatch(/\n\nFrom 1 report\.$/);
		// One message for each of five reports, and one for each of three digests.
		expect(sent()).toHaveLength(8);
	});

	it('asks about no report twice, the next night', async () => {
		await runExample(harness, workflow);
		harness.sandbox.journal.clear();
		const run = await runExample(harness, workflow);
		expect(jsonOf(run, 'Facts').map(({ reused }) => reused)).toEqual(Array(5).fill(true));
		expect(sent()).toHaveLength(3);
		expect(jsonOf(run, 'Mail')).toHaveLength(3);
	});

	it('has what went wrong at Failed, and the digests of the others', async () => {
		harness.sandbox.faults.add({ path: 'messages$', run: 'FAILED', text: 'LLM Error: down' });
		const run = await runExample(harness, workflow);
		expect(jsonOf(run, 'Failed')).toEqual([
			{ reason: expect.stringContaining('down') as string, try_again: false },
		]);
		expect(jsonOf(run, 'Mail')).toHaveLength(3);
	});
});
