import { Harness } from '../support/harness';
import { jsonOf, readExample, runExample } from './exampleWorkflow';

const TEAMS = ['Billing team', 'Delivery team', 'Technical team', 'Everybody else'];

describe('examples/mail-triage.json', () => {
	const workflow = readExample('mail-triage');
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	it('sends each mail down the branch of its category, with its own fields and the answer', async () => {
		const run = await runExample(harness, workflow);
		expect(run.data.resultData.error).toBeUndefined();
		expect(jsonOf(run, 'Failed mails')).toEqual([]);
		expect(TEAMS.map((team) => jsonOf(run, team))).toEqual([
			[
				{
					from: 'ann.lee@example.com',
					subject: 'Billing: charged twice in April',
					priority: 'normal',
					summary: expect.stringContaining('charged twice') as string,
				},
			],
			[
				{
					from: 'office@brightcleaning.example',
					subject: 'No delivery for order 1002',
					priority: 'high',
					summary: expect.stringContaining('order 1002') as string,
				},
			],
			[
				{
					from: 'sam@example.org',
					subject: 'Technical problem after the update',
					priority: 'normal',
					summary: expect.stringContaining('Technical problem') as string,
				},
			],
			[
				{
					from: 'kim@example.net',
					subject: 'Thank you!',
					priority: 'normal',
					summary: expect.stringContaining('Thank you') as string,
				},
			],
		]);
	});

	it('has a category that is not in the list put right by the model', async () => {
		const says = JSON.stringify({ category: 'money', priority: 'normal', summary: 'Money back' });
		harness.sandbox.faults.add({ path: '^/threads/messages$', says });
		const run = await runExample(harness, workflow);
		expect(jsonOf(run, 'Failed mails')).toEqual([]);
		expect(TEAMS.flatMap((team) => jsonOf(run, team))).toHaveLength(4);
		expect(harness.sandbox.journal.messages()).toHaveLength(5);
	});

	it('keeps a mail that nobody could read, with the reason', async () => {
		harness.sandbox.faults.add({ method: 'POST', run: 'FAILED', text: 'LLM Error: out of words' });
		const run = await runExample(harness, workflow);
		expect(jsonOf(run, 'Failed mails')).toEqual([
			{
				from: expect.stringContaining('@') as string,
				subject: expect.any(String) as string,
				reason: expect.stringContaining('out of words') as string,
			},
		]);
		expect(TEAMS.flatMap((team) => jsonOf(run, team))).toHaveLength(3);
	});
});
