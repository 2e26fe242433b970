import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { RELEASES } from '../../n8n/version';
import { importExamples, type ImportedExample } from '../../n8n/workspace';
import { finished, itemsOf, runWorkflow, startWorkflow, type Execution } from './support/execution';
import { publishWorkflow } from './support/publication';
import { readStream } from './support/streamedAnswer';
import { TestN8n } from './support/testN8n';
import { submitForm } from './support/waitingForm';

const DOCUMENTS = {
	'bicycle.md': 'The red bicycle has three gears. It was built in Lisbon.',
	'tent.txt': 'The green tent is for two people. It weighs two kilograms.',
	'prices.csv': 'article,price\nbicycle,300\ntent,120\n',
};

describe.each(RELEASES)('The examples, imported into n8n $version', (release) => {
	let n8n: TestN8n;
	let examples: ImportedExample[];

	const idOf = (file: string) => examples.find((example) => example.file === file)!.id;
	const run = async (file: string, trigger?: string) =>
		await runWorkflow(n8n.rest, idOf(file), trigger);
	const jsonOf = (execution: Execution, node: string) =>
		itemsOf(execution, node).map(({ json }) => json);
	const messages = async () =>
		(await n8n.sandbox.requests()).filter(
			({ method, path }) => method === 'POST' && path.endsWith('/messages'),
		);

	beforeAll(async () => {
		n8n = await TestN8n.start({ name: 'examples', release });
		for (const [name, text] of Object.entries(DOCUMENTS)) {
			writeFileSync(join(n8n.files, name), text);
		}
		examples = await importExamples(n8n.rest, n8n.credential, n8n.files);
	});

	beforeEach(async () => await n8n.sandbox.forgetRequests());

	afterAll(async () => await n8n?.stop());

	it('are all there, once, also when they are imported again', async () => {
		const again = await importExamples(n8n.rest, n8n.credential, n8n.files);
		expect(again).toEqual(examples);
		const files = readdirSync(join(__dirname, '..', '..', 'examples'));
		expect(examples.map(({ file }) => `${file}.json`)).toEqual(files.sort());
		const saved = await n8n.rest.get<Array<{ name: string }>>('/workflows');
		expect(saved.map(({ name }) => name).sort()).toEqual(examples.map(({ name }) => name).sort());
	});

	it('batch-summary: one message with its own document each, and each answer in its place', async () => {
		const execution = await run('batch-summary');
		expect(execution.status).toBe('success');
		const sent = await messages();
		const hash = (text: string) => createHash('sha256').update(text).digest('hex');
		expect(sent.flatMap(({ files }) => files.map((file) => [file.name, file.hash])).sort()).toEqual(
			Object.entries(DOCUMENTS)
				.map(([name, text]) => [name, hash(text)])
				.sort(),
		);
		expect(sent).toHaveLength(3);
		const summaries = jsonOf(execution, 'Summaries');
		expect(summaries.map(({ document }) => document).sort()).toEqual(Object.keys(DOCUMENTS).sort());
		for (const { document, summary, tokens } of summaries) {
			expect(summary).toContain(`${document as string}: `);
			expect(tokens).toBeGreaterThan(0);
		}
		expect(jsonOf(execution, 'Failed documents')).toEqual([]);
	});

	it('customer-assistant: two assistants, each with its own document and answer', async () => {
		const execution = await run('customer-assistant');
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, 'Answers').map(({ customer, answer }) => [customer, answer])).toEqual([
			['Customer 4711', 'orders.txt says: The red bicycle arrives on Friday.'],
			['Customer 4712', 'orders.txt says: The green tent arrives on Saturday.'],
		]);
		const requests = await n8n.sandbox.requests();
		const posts = requests.filter(({ method }) => method === 'POST');
		expect(posts.filter(({ path }) => path === '/assistants')).toHaveLength(2);
		expect(posts.filter(({ path }) => path.endsWith('/documents'))).toHaveLength(2);
		expect(await messages()).toHaveLength(2);
	});

	it('documents-to-table: one file with a row of typed fields for each document', async () => {
		const execution = await run('documents-to-table');
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, 'Backboard Message')).toEqual([
			expect.objectContaining({ total: 210, invoice_date: '2026-04-28', paid: false }),
			expect.objectContaining({ total: 1347.5, invoice_date: '2026-05-02', paid: true }),
			expect.objectContaining({ total: 620, invoice_date: '2026-05-05', paid: false }),
		]);
		expect(itemsOf(execution, 'Table').map(({ binary }) => binary?.data.fileName)).toEqual([
			'invoices.csv',
		]);
		expect(jsonOf(execution, 'Failed documents')).toEqual([]);
		expect(await messages()).toHaveLength(3);
	});

	it('mail-triage: each mail down the branch of its category', async () => {
		const execution = await run('mail-triage');
		expect(execution.status).toBe('success');
		const teams = ['Billing team', 'Delivery team', 'Technical team', 'Everybody else'];
		expect(teams.map((team) => jsonOf(execution, team).map(({ subject }) => subject))).toEqual([
			['Billing: charged twice in April'],
			['No delivery for order 1002'],
			['Technical problem after the update'],
			['Thank you!'],
		]);
		expect(jsonOf(execution, 'Failed mails')).toEqual([]);
	});

	it('tool-call-round-trip: the tool is asked for, answered, and the answer uses it', async () => {
		const execution = await run('tool-call-round-trip');
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, 'Answer')).toEqual([
			expect.objectContaining({ answer: expect.stringContaining('It rains in Berlin') as string }),
		]);
		const requests = await n8n.sandbox.requests();
		const submitted = requests.filter(({ path }) => path.endsWith('/submit-tool-outputs'));
		expect(submitted).toHaveLength(1);
		expect(await messages()).toHaveLength(1);
	});

	it.each([
		['Approve', 'Do it', '120 euros were paid back to customer 4711.'],
		['Refuse', 'Refuse it', 'A person refused this, and nothing was done. Reason: As agreed.'],
	])('approve-before-it-acts: waits for a person, and then goes on: %s', async (...row) => {
		const [decision, node, told] = row;
		const id = await startWorkflow(n8n.rest, idOf('approve-before-it-acts'));
		await submitForm(n8n.rest, id, [decision, 'As agreed']);
		const execution = await finished(n8n.rest, id);
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, node)).toMatchObject([{ tool_outputs: [{ output: told }] }]);
		expect(jsonOf(execution, 'Answer')[0].answer).toBe(`refund says: ${told}`);
	});

	it('memory-clean-up: asks for the memories of every assistant and deletes only old ones', async () => {
		const execution = await run('memory-clean-up', 'Every night');
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, 'All assistants').map(({ name }) => name)).toEqual(
			expect.arrayContaining(['Customer 4711', 'Customer 4712']),
		);
		expect(jsonOf(execution, 'Their memories').length).toBeGreaterThan(0);
		expect(jsonOf(execution, 'Failed')).toEqual([]);
		const requests = await n8n.sandbox.requests();
		expect(requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
	});

	it('nightly-digest: a mail for each customer, and the next night no report is sent again', async () => {
		const CUSTOMERS = ['Alder Ltd', 'Birch and Sons', 'Cedar Sports'];
		for (const [night, requests] of [8, 3].entries()) {
			await n8n.sandbox.forgetRequests();
			const execution = await run('nightly-digest', 'Every night');
			expect(execution.status).toBe('success');
			const reused = jsonOf(execution, 'Facts').map((fact) => fact.reused);
			expect(reused).toEqual(Array(5).fill(night > 0));
			const mails = jsonOf(execution, 'Mail');
			expect(mails.map(({ subject }) => subject)).toEqual(
				CUSTOMERS.map((name) => `Digest: ${name}`),
			);
			const digests = jsonOf(execution, 'Digest').map(({ output }) => String(output));
			expect(mails.map(({ text }) => text)).toEqual(
				['2 reports', '2 reports', '1 report'].map(
					(reports, index) => `${digests[index]}\n\nFrom ${reports}.`,
				),
			);
			expect(digests.every((text) => text !== '')).toBe(true);
			expect(jsonOf(execution, 'Failed')).toEqual([]);
			const sent = (await messages()).map(({ fields }) => String(fields.content));
			expect(sent).toHaveLength(requests);
			const reports = sent.filter((content) => content.includes('"fact"'));
			expect(reports).toHaveLength(requests - CUSTOMERS.length);
		}
	});

	/** Opens a chat with an example, and returns what to say in it. */
	const chatWith = async (file: string, webhookId: string) => {
		await publishWorkflow(n8n.rest, idOf(file));
		return async (chatInput: string, sessionId = 'a') => {
			const response = await n8n.rest.raw(`/webhook/${webhookId}/chat`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ action: 'sendMessage', sessionId, chatInput }),
			});
			return (await readStream(response)).text;
		};
	};

	/** The executions of an example, the newest first, all of them ended. */
	const executionsOf = async (file: string): Promise<Execution[]> => {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: idOf(file) }));
		const { results } = await n8n.rest.get<{ results: Array<{ id: string }> }>(
			`/executions?filter=${filter}`,
		);
		return await Promise.all(results.map(async ({ id }) => await finished(n8n.rest, id)));
	};

	it('chat-with-memory: goes on in the thread of its session, and starts one for another', async () => {
		const say = await chatWith('chat-with-memory', '2a30a756-1c68-4969-a7ed-e21c29cb077e');
		await say('My suitcase has the number 42.');
		expect(await say('Which number has the suitcase?')).toContain('My suitcase has the number 42.');
		await say('Hello, I am somebody else.', 'b');
		const paths = (await messages()).map(({ path }) => path);
		expect(paths).toEqual([
			'/threads/messages',
			expect.stringMatching(/^\/threads\/[0-9a-f-]{36}\/messages$/) as string,
			'/threads/messages',
		]);
		const executions = await executionsOf('chat-with-memory');
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
	});

	it('assistant-with-tools: the model calls tools of the canvas, and the chat gets the answer', async () => {
		const say = await chatWith('assistant-with-tools', '7b1d2f33-52a0-4a0e-9f0d-0c5e1a7a9b10');
		const text = await say(
			'Where is order "1001"? Please use look_up_order, and then open_ticket.',
		);
		expect(text).toContain('Friday');
		expect(text).toMatch(/T-\d{14}/);
		const requests = await n8n.sandbox.requests();
		expect(requests.filter(({ path }) => path.endsWith('/submit-tool-outputs'))).toHaveLength(1);
		// The workflow inside the tool is an execution of its own.
		const executions = await executionsOf('assistant-with-tools');
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success']);
		const [{ json }] = executions.flatMap((one) => itemsOf(one, 'Backboard Message'));
		const runs = json.tool_runs as Array<{ name: string; error: unknown }>;
		expect(runs.map(({ name }) => name).sort()).toEqual(['look_up_order', 'open_ticket']);
		expect(runs.map(({ error }) => error)).toEqual([null, null]);
	});

	it('orders-checked: the tool in code runs for every order, with its own article', async () => {
		const execution = await run('orders-checked');
		expect(execution.status).toBe('success');
		const checked = jsonOf(execution, 'Checked');
		expect(checked.map(({ order }) => order)).toEqual(
			Array.from({ length: 10 }, (_, index) => 1000 + index),
		);
		expect(String(checked[0].tools)).toBe(
			'stock: {"article":"bicycle","in_stock":2,"can_deliver":true}',
		);
		expect(String(checked[9].tools)).toBe(
			'stock: {"article":"chain","in_stock":7,"can_deliver":false}',
		);
		expect(await messages()).toHaveLength(10);
	});
});
