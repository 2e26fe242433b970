import { outputOf } from '../../engine/engine';
import { Harness } from '../support/harness';
import { pollEvery } from '../support/polling';
import { jsonOf, readExample, runExample } from './exampleWorkflow';

const CSV = [
	'invoice_number,invoice_date,supplier,total,currency,paid',
	'NP-2026-0117,2026-04-28,Northern Paper Ltd,210,GBP,FALSE',
	'88213,2026-05-02,Harbour Coffee Roasters,1347.5,EUR,TRUE',
	'BOC/519,2026-05-05,Bright Office Cleaning,620,EUR,FALSE',
];

describe('examples/documents-to-table.json', () => {
	const workflow = readExample('documents-to-table');
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
		await pollEvery(50);
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	it('makes one table of all documents, with a column for each attribute', async () => {
		const run = await runExample(harness, workflow);
		expect(run.data.resultData.error).toBeUndefined();
		expect(jsonOf(run, 'Failed documents')).toEqual([]);
		const [{ binary }, ...more] = outputOf(run, 'Table');
		expect(more).toEqual([]);
		expect(binary?.data).toMatchObject({ fileName: 'invoices.csv', mimeType: 'text/csv' });
		const rows = (await harness.engine.readBinary(binary!.data)).toString().trim();
		const threads = jsonOf(run, 'Backboard Message').map(({ thread_id }) => thread_id as string);
		expect(rows.split('\n').map((row) => withoutThread(row, threads))).toEqual(CSV);
	});

	it('sends each document with one message', async () => {
		await runExample(harness, workflow);
		const messages = harness.sandbox.journal.messages();
		expect(messages.map(({ files }) => files.map(({ name }) => name)).sort()).toEqual([
			['bright-cleaning.txt'],
			['harbour-coffee.txt'],
			['northern-paper.txt'],
		]);
	});

	it('keeps an answer that does not fit apart, with its reason, and makes the table of the others', async () => {
		harness.sandbox.faults.add(
			{ path: '^/threads/messages$', says: 'I cannot read this.' },
			// Twice: one is used up by a refusal while the document is being indexed.
			{ path: '^/threads/[^/]+/messages$', says: 'Still not.', times: 2 },
		);
		const run = await runExample(harness, workflow);
		expect(jsonOf(run, 'Failed documents')).toEqual([
			{
				document: expect.stringMatching(/\.txt$/) as string,
				reason: expect.stringContaining('$: expected JSON') as string,
				answer: 'Still not.',
			},
		]);
		expect(outputOf(run, 'Table')).toHaveLength(1);
		expect(jsonOf(run, 'Backboard Message')).toHaveLength(2);
	});
});

/** A row without the ID of its thread, which is another in every run. */
function withoutThread(row: string, threads: readonly string[]): string {
	const cells = row.trim().split(',');
	return cells.filter((cell) => cell !== 'thread_id' && !threads.includes(cell)).join(',');
}
