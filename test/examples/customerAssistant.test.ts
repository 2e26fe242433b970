import { Harness } from '../support/harness';
import { pollEvery } from '../support/polling';
import { jsonOf, readExample, runExample } from './exampleWorkflow';

describe('examples/customer-assistant.json', () => {
	const workflow = readExample('customer-assistant');
	let harness: Harness;

	beforeEach(async () => {
		harness = await Harness.start({ indexing: 50, remembering: 1 });
		await pollEvery(50);
	});

	afterEach(async () => {
		await harness.stop();
	});

	it('answers each customer from the documents of this customer alone', async () => {
		const run = await runExample(harness, workflow);
		const { store } = harness.sandbox;
		const assistants = [...store.assistants.values()];

		expect(run.data.resultData.error).toBeUndefined();
		expect(jsonOf(run, 'Failed customers')).toEqual([]);
		expect(assistants.map(({ name }) => name).sort()).toEqual(['Customer 4711', 'Customer 4712']);
		const idOf = (wanted: string) => assistants.find(({ name }) => name === wanted)!.assistant_id;
		expect(jsonOf(run, 'Answers')).toEqual(
			[
				['Customer 4711', 'The red bicycle arrives on Friday.'],
				['Customer 4712', 'The green tent arrives on Saturday.'],
			].map(([customer, answer]) => ({
				customer,
				answer: `orders.txt says: ${answer}`,
				assistant_id: idOf(customer),
				thread_id: expect.any(String) as string,
				new_document: true,
			})),
		);
		expect(store.memoriesOf(idOf('Customer 4712'))).toEqual([]);
		expect(store.memoriesOf(idOf('Customer 4711')).map(({ content }) => content)).toEqual([
			'I prefer deliveries in the morning.',
		]);
	});

	it('makes no second assistant and uploads no document twice when it runs again', async () => {
		const [first, second] = [
			await runExample(harness, workflow),
			await runExample(harness, workflow),
		];
		const { store, journal } = harness.sandbox;

		expect(store.assistants.size).toBe(2);
		expect([...store.documents.values()].map(({ filename }) => filename)).toEqual([
			'orders.txt',
			'orders.txt',
		]);
		expect(journal.select('POST', /^\/assistants\/[^/]+\/documents$/)).toHaveLength(2);
		expect(journal.messages()).toHaveLength(4);
		const assistantsOf = (run: typeof first) =>
			jsonOf(run, 'Answers').map(({ assistant_id }) => assistant_id);
		expect(assistantsOf(second)).toEqual(assistantsOf(first));
		expect(jsonOf(second, 'Answers').map(({ new_document }) => new_document)).toEqual([
			false,
			false,
		]);
		expect(jsonOf(second, 'Answers')[0].answer).toContain('prefer deliveries in the morning');
	});

	it('goes on with the other customers when one fails, and tells the reason', async () => {
		harness.sandbox.faults.add({
			method: 'POST',
			path: '/threads/messages',
			run: 'FAILED',
			text: 'LLM Error: out of words',
		});
		const run = await runExample(harness, workflow);
		expect(jsonOf(run, 'Answers')).toHaveLength(1);
		expect(jsonOf(run, 'Failed customers')).toEqual([
			{
				customer: expect.stringMatching(/^Customer 471[12]$/) as string,
				reason: expect.stringContaining('out of words') as string,
				try_again: false,
			},
		]);
	});
});
