import type { IDataObject } from 'n8n-workflow';

import { Harness } from '../support/harness';
import { jsonOf, readExample, runExample } from './exampleWorkflow';

describe('examples/approve-before-it-acts.json', () => {
	const workflow = readExample('approve-before-it-acts');
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	/** What the form gives: the engine has no server that could show it. */
	const decided = async (form: IDataObject) =>
		await runExample(harness, workflow, { 'A person decides': [{ json: form }] });
	const submitted = () =>
		harness.sandbox.journal
			.select('POST', /\/submit-tool-outputs$/)
			.map(({ fields }) => fields.tool_outputs);

	it('acts once it is approved, and the model hears what was done', async () => {
		const run = await decided({ Decision: 'Approve', Reason: '' });
		expect(run.data.resultData.error).toBeUndefined();
		const [call] = jsonOf(run, 'Ask')[0].tool_calls as IDataObject[];
		expect(call).toMatchObject({ name: 'refund', args: { customer: '4711', amount: '120' } });
		const output = '120 euros were paid back to customer 4711.';
		expect(submitted()).toEqual([[{ tool_call_id: call.id, output }]]);
		expect(jsonOf(run, 'Answer').map(({ answer }) => answer)).toEqual([`refund says: ${output}`]);
	});

	it('does nothing where it is refused, and the model hears why', async () => {
		const run = await decided({ Decision: 'Refuse', Reason: 'It was charged once' });
		expect(run.data.resultData.error).toBeUndefined();
		expect(jsonOf(run, 'Do it')).toEqual([]);
		const output = 'A person refused this, and nothing was done. Reason: It was charged once.';
		expect(submitted()).toMatchObject([[{ output }]]);
		expect(jsonOf(run, 'Answer').map(({ answer }) => answer)).toEqual([`refund says: ${output}`]);
		expect(harness.sandbox.store.waitingRuns.size).toBe(0);
	});

	it('asks nobody where the model does not want to act', async () => {
		harness.sandbox.faults.add({ path: 'messages$', says: 'There is nothing to pay back.' });
		const run = await decided({ Decision: 'Approve' });
		expect(jsonOf(run, 'A person decides')).toEqual([]);
		expect(jsonOf(run, 'Answer').map(({ answer }) => answer)).toEqual([
			'There is nothing to pay back.',
		]);
	});

	it('tells why there is no answer', async () => {
		harness.sandbox.faults.add({ method: 'POST', run: 'FAILED', text: 'LLM Error: out of words' });
		const run = await decided({ Decision: 'Approve' });
		expect(jsonOf(run, 'Answer')).toEqual([]);
		expect(jsonOf(run, 'Failed')).toEqual([
			{
				request: expect.stringContaining('4711') as string,
				reason: expect.stringContaining('out of words') as string,
			},
		]);
	});
});
