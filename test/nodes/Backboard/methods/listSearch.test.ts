import { LoadOptionsContext } from 'n8n-core';
import type {
	INode,
	INodeListSearchResult,
	INodeParameters,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { singleNodeWorkflow } from '../../../../engine/engine';
import type { StoredDocument } from '../../../../sandbox/record';
import { listSearch } from '../../../../nodes/Backboard/methods/listSearch';
import { Harness } from '../../../support/harness';
import { useHarness } from '../../../support/useHarness';

describe('The searchable lists', () => {
	const harness = useHarness();

	/** Calls a list as the editor does. */
	const search = async (
		method: keyof typeof listSearch,
		{
			filter,
			token,
			parameters = {},
			of = harness,
			apiKey = of.sandbox.apiKey,
		}: {
			filter?: string;
			token?: string;
			parameters?: INodeParameters;
			apiKey?: string;
			of?: Pick<Harness, 'engine' | 'sandbox'>;
		} = {},
	): Promise<INodeListSearchResult> => {
		const json = singleNodeWorkflow({ type: 'n8n-nodes-backboard.backboardMessage', parameters });
		const current = { ...(method === 'searchModels' && { provider: 'openai' }), ...parameters };
		const workflow = harness.engine.workflow(json);
		const additionalData: IWorkflowExecuteAdditionalData = harness.engine.additionalData(
			json,
			'internal',
			{
				credentials: { backboardApi: { apiKey, baseUrl: of.sandbox.url } },
			},
		);
		additionalData.currentNodeParameters = current;
		const node = workflow.getNode('Node') as INode;
		const context = new LoadOptionsContext(workflow, node, additionalData, '');
		return await listSearch[method].call(context, filter, token);
	};
	/** All results, page after page. */
	const all = async (method: keyof typeof listSearch, options = {}) => {
		const results = [];
		let token: string | undefined;
		do {
			const page = await search(method, { ...options, token });
			results.push(...page.results);
			token = page.paginationToken as string | undefined;
		} while (token);
		return results;
	};

	it.each<[keyof typeof listSearch, boolean]>([
		['searchThreads', false],
		['searchAssistants', false],
		['searchDocuments', true],
		['searchMemories', true],
		['searchModels', false],
	])('of %s leaves out what has no ID, and takes id for one', async (method, needsAssistant) => {
		const records = JSON.stringify([{ content: 'No ID' }, { id: 'x', name: 'x', content: 'One' }]);
		const { assistant_id } = harness.sandbox.store.addAssistant({ name: 'Any' });
		harness.sandbox.faults.add({ replaceBody: records }, { replaceBody: '[]', times: 3 });
		const given = needsAssistant ? { assistantId: assistant_id } : {};
		const { results } = await search(method, { parameters: given });
		expect(results.map(({ value }) => value)).toEqual(['x']);
	});

	it('of threads shows the first words and the date, and goes beyond the first page', async () => {
		const { store } = harness.sandbox;
		const { assistant_id } = store.addAssistant({ name: 'Threads' });
		for (let number = 0; number < 250; number += 1) {
			const thread = store.addThread(assistant_id);
			store.addMessage(thread, { role: 'user', content: `Question number ${number}\nand more` });
		}
		const results = await all('searchThreads');
		expect(results).toHaveLength(250);
		expect(results[3].name).toMatch(/^Question number 3 and more \(\d{4}-\d\d-\d\d \d\d:\d\d\)$/);
		expect(harness.sandbox.journal.entries[0].query).toEqual({
			include_messages: 'false',
			skip: '0',
			limit: '100',
		});
		const found = await all('searchThreads', { filter: 'QUESTION 249' });
		expect(found.map(({ name }) => name)).toEqual([expect.stringContaining('number 249')]);
	});

	it('of threads is that of the chosen assistant', async () => {
		const { store } = harness.sandbox;
		const { assistant_id } = store.addAssistant({ name: 'Other' });
		const thread = store.addThread(assistant_id);
		const { results } = await search('searchThreads', {
			parameters: { assistantId: { __rl: true, mode: 'list', value: assistant_id } },
		});
		expect(results.map(({ value }) => value)).toEqual([thread.thread_id]);
		expect(results[0].name).toContain(`Thread ${thread.thread_id}`);
	});

	it('of assistants shows names and dates, and can be searched by ID', async () => {
		const { assistant_id } = harness.sandbox.store.addAssistant({ name: 'Ada Lovelace' });
		const byName = await search('searchAssistants', { filter: 'love' });
		expect(byName.results).toEqual([
			{ name: expect.stringMatching(/^Ada Lovelace \(\d{4}-/), value: assistant_id },
		]);
		const byId = await search('searchAssistants', { filter: assistant_id });
		expect(byId.results).toHaveLength(1);
	});

	it('of documents is that of the chosen assistant or thread, whichever the node works on', async () => {
		const { store } = harness.sandbox;
		const { assistant_id } = store.addAssistant({ name: 'Papers' });
		const { thread_id } = store.addThread(assistant_id);
		const document = (document_id: string, filename: string, owner: StoredDocument['owner']) => {
			const created_at = '2026-02-05T02:15:00Z';
			store.documents.set(document_id, {
				...{ document_id, filename, owner, created_at, document_type: 'pdf', updated_at: null },
				...{ status: document_id === 'a' ? 'indexed' : 'error', status_message: null },
				...{ summary: null, file_size_bytes: 1, text: '' },
			});
		};
		document('a', 'prices.pdf', { assistant_id });
		document('b', 'terms.pdf', { assistant_id });
		document('c', 'letter.pdf', { thread_id });
		const parameters = { target: 'assistant', assistantId: assistant_id, threadId: thread_id };
		expect((await search('searchDocuments', { parameters })).results).toEqual([
			{ name: 'prices.pdf (2026-02-05 02:15)', value: 'a' },
			{ name: 'terms.pdf (2026-02-05 02:15, error)', value: 'b' },
		]);
		const found = await search('searchDocuments', { parameters, filter: 'TERMS' });
		expect(found.results.map(({ value }) => value)).toEqual(['b']);
		const ofThread = await search('searchDocuments', {
			parameters: { ...parameters, target: 'thread' },
		});
		expect(ofThread.results.map(({ value }) => value)).toEqual(['c']);
	});

	it('of memories is searched by Backboard, and page by page for what it does not find', async () => {
		const { store, journal } = harness.sandbox;
		const { assistant_id } = store.addAssistant({ name: 'Elephant' });
		for (let number = 0; number < 130; number += 1) {
			const created_at = '2026-02-05T02:15:00Z';
			const content = number === 129 ? 'Otters swim in the river' : `Fact number${number}`;
			store.memories.set(`memory-${number}`, {
				...{ id: `memory-${number}`, assistant_id, content, created_at },
				...{ metadata: null, updated_at: null },
			});
		}
		const parameters = { assistantId: { __rl: true, mode: 'list', value: assistant_id } };
		expect(await all('searchMemories', { parameters })).toHaveLength(130);
		expect(journal.entries.map(({ query }) => query)).toEqual([
			{ page: '1', page_size: '100' },
			{ page: '2', page_size: '100' },
		]);
		const otters = [{ name: 'Otters swim in the river (2026-02-05 02:15)', value: 'memory-129' }];
		journal.clear();
		expect(await all('searchMemories', { parameters, filter: 'otters river' })).toEqual(otters);
		expect(await all('searchMemories', { parameters, filter: 'memory-129' })).toEqual(otters);
		expect(await all('searchMemories', { parameters, filter: 'otte' })).toEqual(otters);
	});

	it('of memories has those with the words or the ID first, whatever the search by meaning finds', async () => {
		const { store, faults } = harness.sandbox;
		const { assistant_id } = store.addAssistant({ name: 'Whale' });
		const memory = (id: string, content: string) => {
			const created_at = '2026-02-05T02:15:00Z';
			const none = { metadata: null, updated_at: null };
			store.memories.set(id, { id, assistant_id, content, created_at, ...none });
		};
		memory('m-1', 'Likes whales');
		memory('m-2', 'Lives by the sea');
		const parameters = { assistantId: assistant_id };
		for (const filter of ['whal', 'M-1', 'likes']) {
			const memories = [
				{ id: 'm-2', content: 'Lives by the sea' },
				{ id: 'm-1', content: 'Likes whales' },
			];
			faults.add({
				path: `/assistants/${assistant_id}/memories/search`,
				status: 200,
				body: { memories },
			});
			const { results } = await search('searchMemories', { parameters, filter });
			expect(results.map(({ value }) => value)).toEqual(['m-1', 'm-2']);
		}
	});

	it.each<[keyof typeof listSearch, object[]]>([
		['searchAssistants', [{ assistant_id: 'x' }, { assistant_id: 'x', name: null }]],
		['searchAssistants', [{ assistant_id: 'x', name: ' ', created_at: null }]],
		['searchThreads', [{ thread_id: 'x', title: '', first_user_message: null, messages: null }]],
		['searchDocuments', [{ document_id: 'x' }, { document_id: 'x', filename: null, status: null }]],
		['searchMemories', [{ id: 'x' }, { id: 'x', content: null, created_at: 'soon' }]],
		['searchMemories', [{ id: 'x', content: '\n', memory: '' }]],
		[
			'searchModels',
			[
				{ name: 'x', display_name: null },
				{ name: 'x', display_name: ' ' },
			],
		],
		['searchModels', [{ name: 'x', display_name: {}, context_limit: null }]],
	])('of %s has a label for each of %j: its ID', async (method, records) => {
		const { assistant_id } = harness.sandbox.store.addAssistant({ name: 'Any' });
		const parameters = method === 'searchThreads' ? {} : { assistantId: assistant_id };
		for (const record of records) {
			harness.reset();
			const body = JSON.stringify([record]);
			harness.sandbox.faults.add({ replaceBody: body }, { replaceBody: '[]' });
			const { results } = await search(method, { parameters });
			expect(results).toEqual([{ name: expect.stringMatching(/^(Thread )?x$/), value: 'x' }]);
		}
	});

	it('of providers leaves out one without a name', async () => {
		const body = { providers: ['openai', '', ' ', null] };
		harness.sandbox.faults.add({ path: '/models/providers', status: 200, body });
		const { results } = await search('searchProviders');
		expect(results).toEqual([
			{ name: "Backboard's Choice", value: '' },
			{ name: 'openai', value: 'openai' },
		]);
	});

	it.each([
		['searchMemories', {}, 'Choose the assistant first'],
		['searchMemories', { assistantId: '={{ $json.a }}' }, 'Choose the assistant first'],
		['searchDocuments', { target: 'assistant', threadId: 'x' }, 'Choose the assistant first'],
		['searchDocuments', { target: 'thread', assistantId: 'x' }, 'Choose the thread first'],
		['searchModels', { provider: '' }, 'Choose the provider first'],
		['searchModels', { provider: '={{ $json.provider }}' }, 'Choose the provider first'],
	] as const)('%s with %j tells: %s', async (method, parameters, message) => {
		await expect(search(method, { parameters })).rejects.toThrow(message);
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it('of providers can be searched', async () => {
		const { results } = await search('searchProviders', { filter: 'open' });
		expect(results.map(({ value }) => value)).toEqual(['openai', 'openrouter']);
	});

	it('of models is that of the chosen provider, chat models only, on all pages', async () => {
		const parameters = { provider: { __rl: true, mode: 'list', value: 'openrouter' } };
		expect(await all('searchModels', { parameters })).toHaveLength(621);
		const found = await all('searchModels', { parameters, filter: 'model-619' });
		expect(found).toEqual([
			{
				name: 'model-619 (vendor-19/model-619) · 128k · tools, vision, JSON · $2.5 / $10',
				value: 'vendor-19/model-619',
				description: '128k tokens · tools, vision, JSON · $2.5 in, $10 out per million tokens',
			},
		]);
	});

	it('of models says why it is empty', async () => {
		harness.sandbox.faults.add({ path: '/models', status: 200, body: { models: [], total: 0 } });
		await expect(search('searchModels')).rejects.toThrow('has no chat models');
	});

	it('reads to the end, also beyond a thousand records', async () => {
		const own = await Harness.start();
		try {
			const { store } = own.sandbox;
			const { assistant_id } = store.addAssistant({ name: 'Long' });
			for (let number = 0; number < 1100; number += 1) {
				const thread = store.addThread(assistant_id);
				store.addMessage(thread, { role: 'user', content: `Question ${number}` });
			}
			const { results } = await search('searchThreads', { filter: 'Question 1099', of: own });
			expect(results.map(({ name }) => name)).toEqual([expect.stringContaining('1099')]);
		} finally {
			await own.stop();
		}
	});

	it('of assistants looks up a whole ID by one request', async () => {
		const { assistant_id } = harness.sandbox.store.addAssistant({ name: 'By ID' });
		harness.sandbox.journal.clear();
		const { results } = await search('searchAssistants', { filter: assistant_id });
		expect(results).toMatchObject([{ value: assistant_id }]);
		expect(harness.sandbox.journal.entries.map(({ path }) => path)).toEqual([
			`/assistants/${assistant_id}`,
		]);
	});

	/** A provider whose catalogue is this. */
	const catalogue = (...models: object[]) =>
		harness.sandbox.faults.add({
			path: '/models',
			status: 200,
			body: { models, total: models.length },
		});
	const ABLE = { supports_tools: true, supports_vision: true, supports_thinking: true };

	it.each([
		[{}, 'm', undefined],
		[{ context_limit: null, supports_tools: null, input_cost_per_1m_tokens: null }, 'm', undefined],
		[{ context_limit: 8191 }, 'm · 8.19k', '8.19k tokens'],
		[{ context_limit: 512 }, 'm · 512', '512 tokens'],
		[
			{ context_limit: 1_048_576, ...ABLE },
			'm · 1.05M · tools, vision, thinking',
			'1.05M tokens · tools, vision, thinking',
		],
		[{ supports_json_output: true, supports_vision: false }, 'm · JSON', 'JSON'],
		[
			{ input_cost_per_1m_tokens: 0, output_cost_per_1m_tokens: 0.042 },
			'm · $0 / $0.042',
			'$0 in, $0.042 out per million tokens',
		],
		[{ output_cost_per_1m_tokens: 75 }, 'm', '$75 out per million tokens'],
	])('of models says of %j: %s', async (fields, name, description) => {
		catalogue({ name: 'm', ...fields });
		const { results } = await search('searchModels');
		expect(results).toEqual([{ name, value: 'm', ...(description && { description }) }]);
	});

	it('of models can be searched for what they can', async () => {
		catalogue(
			{ name: 'blind', supports_tools: true },
			{ name: 'seeing', supports_tools: true, supports_vision: true },
		);
		const { results } = await search('searchModels', { filter: 'vision tools' });
		expect(results.map(({ value }) => value)).toEqual(['seeing']);
	});

	it.each([
		['json', ['able', 'unknown', 'unable']],
		['schema', ['able', 'unknown', 'unable']],
		['parser', ['able', 'unknown', 'unable']],
		['text', ['unable', 'able', 'unknown']],
		[undefined, ['unable', 'able', 'unknown']],
	])('of models for answers as %s has this order: %j', async (answerFormat, order) => {
		catalogue(
			{ name: 'unable', supports_json_output: false },
			{ name: 'able', supports_json_output: true },
			{ name: 'unknown', supports_json_output: null },
		);
		const parameters = answerFormat === undefined ? {} : { answerFormat };
		const { results } = await search('searchModels', { parameters });
		expect(results.map(({ value }) => value)).toEqual(order);
	});

	it('of models is asked for again by the editor itself, which empties the field for another provider only', () => {
		const { description } = harness.engine.nodeTypes.getByNameAndVersion(
			'n8n-nodes-backboard.backboardMessage',
		);
		const models = description.properties.filter(({ name }) => name === 'model');
		const reasons = models.map(({ typeOptions }) => typeOptions?.loadOptionsDependsOn);
		expect(reasons).toEqual([['provider.value'], ['provider.value']]);
	});

	it('tells why it stays empty, at once', async () => {
		await expect(search('searchThreads', { apiKey: 'wrong' })).rejects.toThrow(
			'Backboard refused the API key',
		);
		harness.sandbox.faults.add({ status: 503 });
		await expect(search('searchModels')).rejects.toThrow('not available at the moment');
		expect(harness.sandbox.journal.entries).toHaveLength(2);
	});

	it.each(['backboardMessage', 'backboard'])(
		'never stops an ID from being entered: every field of %s has that mode beside a list that exists',
		(name) => {
			const { description } = harness.engine.nodeTypes.getByNameAndVersion(
				`n8n-nodes-backboard.${name}`,
			);
			const locators = description.properties.filter(({ type }) => type === 'resourceLocator');
			expect(locators.length).toBeGreaterThanOrEqual(5);
			for (const { modes } of locators) {
				expect(modes?.map(({ name: mode }) => mode)).toEqual(['list', 'id']);
				const { searchListMethod } = modes?.[0].typeOptions ?? {};
				expect(Object.keys(listSearch)).toContain(searchListMethod);
			}
		},
	);
});
