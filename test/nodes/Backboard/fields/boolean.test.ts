import type { INodeParameters } from 'n8n-workflow';

import { Harness } from '../../../support/harness';
import { UNKNOWN_ID } from '../../../support/operationTable';

/** As expressions give them that read a table, a form or a model's arguments. */
const ON = ['={{ "true" }}', '={{ "TRUE" }}', '={{ 1 }}'];
const OFF = ['={{ "false" }}', '={{ "FALSE" }}', '={{ 0 }}'];
const EMPTY = ['={{ $json.nothing }}', '={{ null }}', '={{ "" }}'];

describe('A field that is on or off', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => {
		harness.reset();
		harness.sandbox.store.assistants.clear();
	});
	afterAll(async () => await harness.stop());

	const run = async (resource: string, operation: string, parameters: INodeParameters) => {
		const { items, error } = await harness.backboard({ resource, operation, ...parameters });
		if (error) throw error;
		return items.map(({ json }) => json);
	};
	const sentQuery = () => harness.sandbox.journal.entries[0].query;

	it.each([...OFF, ...EMPTY])('Return All is off with %s', async (returnAll) => {
		for (const name of ['Ada', 'Bob']) harness.sandbox.store.addAssistant({ name });
		expect(await run('assistant', 'getMany', { returnAll, limit: 1 })).toHaveLength(1);
	});

	it.each([...OFF, ...EMPTY])('an option is off with %s', async (useExisting) => {
		harness.sandbox.store.addAssistant({ name: 'Ada' });
		const created = await run('assistant', 'create', { name: 'Ada', options: { useExisting } });
		expect(created).toMatchObject([{ created: true }]);
	});

	it.each(ON)('an option is on with %s', async (notFoundIsDeleted) => {
		const gone = { threadId: UNKNOWN_ID, options: { notFoundIsDeleted } };
		expect(await run('thread', 'delete', gone)).toMatchObject([{ not_found: true }]);
	});

	it.each(EMPTY)('is as if it were not there with %s', async (nothing) => {
		harness.sandbox.store.addAssistant({ name: 'Ada' });
		const [simplified] = await run('assistant', 'getMany', { simplify: nothing });
		expect(simplified).toHaveProperty('tool_names');
	});

	it.each(EMPTY)('as a filter is an error with %s, and selects nothing', async (nothing) => {
		const filters = { supportsVision: nothing };
		await expect(run('model', 'getMany', { filters })).rejects.toMatchObject({
			message: expect.stringContaining('filter Supports Vision'),
		});
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it('as Simplify never costs what was written, however its expression fails', async () => {
		const simplify = '={{ $("No such node").item.json.simplify }}';
		const created = await run('assistant', 'create', { name: 'Ada', simplify });
		expect(created).toMatchObject([{ created: true, name: 'Ada', tool_names: [] }]);
	});

	it.each([
		[ON, 'true'],
		[OFF, 'false'],
	])('is sent as the boolean that %j mean', async (values, sent) => {
		for (const supportsVision of values) {
			harness.reset();
			await run('model', 'getMany', { filters: { supportsVision } });
			expect(sentQuery()).toMatchObject({ supports_vision: sent });
		}
	});

	it.each<[string, string, string, INodeParameters]>([
		['Return All', 'assistant', 'getMany', { returnAll: 'yes' }],
		['Copy Memories', 'assistant', 'clone', { options: { copyMemories: 'yes' } }],
		[
			'Not Found Counts as Deleted',
			'assistant',
			'delete',
			{ options: { notFoundIsDeleted: 'no' } },
		],
		['Include Messages', 'thread', 'getMany', { options: { includeMessages: 'yes' } }],
		['Wait Until Indexed', 'document', 'get', { options: { waitUntilIndexed: 'yes' } }],
		['Wait Until Done', 'memory', 'create', { options: { waitUntilDone: 'yes' } }],
		['Always Output an Item', 'memory', 'search', { options: { alwaysOutput: 'yes' } }],
		['Supports Tools', 'model', 'getMany', { filters: { supportsTools: 'yes' } }],
	])('%s with another word is an error, before anything is sent', async (field, ...rest) => {
		const [resource, operation, parameters] = rest;
		const other = { assistantId: 'a', documentId: 'd', content: 'c', query: 'q' };
		const all = { resource, operation, ...other, ...parameters };
		const { error } = await harness.backboard(all);
		expect(error?.message).toContain(`The field ${field} is neither true nor false: `);
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	describe('of Backboard Message', () => {
		const sent = async (parameters: INodeParameters) => {
			const { items, error } = await harness.message({ content: 'Hi', ...parameters });
			if (error) throw error;
			return { fields: harness.sandbox.journal.entries[0].fields, ...items[0].json };
		};

		it.each(ON)('is on with %s', async (on) => {
			const options = { webSearch: on, citeMemories: on };
			const { fields } = await sent({ options });
			expect(fields).toMatchObject({ web_search: 'Auto', memory_response_citation: true });
		});

		it.each(OFF)('is off with %s', async (off) => {
			const { fields } = await sent({ options: { generateReply: off, webSearch: off } });
			expect(fields).toMatchObject({ send_to_llm: 'false' });
			expect(fields).not.toHaveProperty('web_search');
		});

		it.each(EMPTY)('is as if it were not there with %s', async (generateReply) => {
			expect((await sent({ options: { generateReply } })).fields).not.toHaveProperty('send_to_llm');
		});

		it('keeps the other fields of an item that says so in a text', async () => {
			const items = [{ json: { keep: 'TRUE', id: 7 } }];
			const parameters = { content: 'Hi', includeOtherFields: '={{ $json.keep }}' };
			const { items: output } = await harness.message(parameters, { items });
			expect(output[0].json).toMatchObject({ id: 7 });
		});
	});
});
