import type { INodeParameters } from 'n8n-workflow';

import { Harness } from '../../../support/harness';

const item = { json: { none: null, empty: '', blank: ' ', filters: {} } };

/** What an expression finds when it finds nothing. */
const NOTHING = [
	'={{ $json.gone }}',
	'={{ $json.none }}',
	'={{ $json.empty }}',
	'={{ $json.blank }}',
	'={{ $json.gone?.id }} ',
];

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

describe('A filter', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const listed = async (parameters: INodeParameters) => {
		const assistantId = harness.sandbox.store.addAssistant({ name: 'Ada' }).assistant_id;
		const { items } = await harness.backboard(
			{
				assistantId,
				threadId: harness.sandbox.store.addThread(assistantId).thread_id,
				...parameters,
			},
			{ items: [item], onError: 'continueRegularOutput' },
		);
		return { items: items.map(({ json }) => json), requests: harness.sandbox.journal.entries };
	};

	const MEMORIES = { resource: 'memory', operation: 'getMany' };
	const MODELS = { resource: 'model', operation: 'getMany' };
	const EMPTY: Array<[string, (found: string) => INodeParameters]> = [
		['Assistant', (found) => ({ resource: 'thread', operation: 'getMany', assistantId: found })],
		[
			'Assistant',
			(found) => ({ resource: 'thread', operation: 'getMany', assistantId: byId(found) }),
		],
		['Provider', (found) => ({ ...MODELS, provider: byId(found) })],
		['Type', (found) => ({ ...MODELS, filters: { modelType: found } })],
		['Min Context', (found) => ({ ...MODELS, filters: { minContext: found } })],
		['Max Context', (found) => ({ ...MODELS, filters: { maxContext: found } })],
		['Supports Tools', (found) => ({ ...MODELS, filters: { supportsTools: found } })],
		[
			'Name',
			(found) => ({ resource: 'assistant', operation: 'getMany', filters: { name: found } }),
		],
		['Metadata', (found) => ({ ...MEMORIES, filters: { metadata: found } })],
	];

	it.each(
		EMPTY.flatMap(([name, parameters]) =>
			NOTHING.map((found) => [name, found, parameters(found)] as const),
		),
	)('%s whose expression %j gives nothing is an error', async (name, _found, parameters) => {
		const { items, requests } = await listed(parameters);
		expect(items).toHaveLength(1);
		expect(items[0].error).toContain(`The expression in the filter ${name} gives nothing`);
		expect(requests).toEqual([]);
	});

	it.each([
		['{"customer": "{{ $json.gone }}"}', 'Metadata: customer'],
		['{"customer": "{{ $json.none }}"}', 'Metadata: customer'],
		['{"type": "order", "customer": "{{ $json.empty }}"}', 'Metadata: customer'],
		['{{ { customer: $json.gone } }}', 'Metadata: customer'],
		['{{ { customer: $json.none } }}', 'Metadata: customer'],
		['{{ JSON.stringify({ customer: $json.none }) }}', 'Metadata: customer'],
		['{{ JSON.stringify({ customer: $json.gone }) }}', 'Metadata'],
		['{{ $json.filters }}', 'Metadata'],
		['{"customer": {"id": "{{ $json.gone }}"}}', 'Metadata: customer: id'],
		['{{ { customer: { id: $json.gone } } }}', 'Metadata: customer: id'],
		['{{ { customer: { id: $json.none } } }}', 'Metadata: customer: id'],
		['{{ { customer: ["c1", $json.empty] } }}', 'Metadata: customer: 1'],
	])('of labels, %s, is an error where a label gets no value', async (metadata, name) => {
		const { items, requests } = await listed({
			...MEMORIES,
			filters: { metadata: `=${metadata}` },
		});
		expect(items[0].error).toContain(`The expression in the filter ${name} gives nothing`);
		expect(requests).toEqual([]);
	});

	it.each(NOTHING)('of labels that are no JSON text is an error where %s is one', async (found) => {
		const { items, requests } = await listed({
			...MEMORIES,
			filters: { metadata: { customer: found } },
		});
		expect(items[0].error).toContain('gives nothing');
		expect(requests).toEqual([]);
	});

	it('of labels that an expression leaves out of JSON is an error, too', async () => {
		const metadata = '={"customer": {{ $json.gone }}}';
		const { items, requests } = await listed({ ...MEMORIES, filters: { metadata } });
		expect(items[0].error).toContain('The field Metadata is not valid JSON');
		expect(requests).toEqual([]);
	});

	it('Role whose expression gives nothing is an error', async () => {
		const parameters = {
			resource: 'message',
			operation: 'getMany',
			options: { role: '={{ $json.gone }}' },
			threadId: 't',
		};
		const { items } = await harness.backboard(parameters, {
			items: [item],
			onError: 'continueRegularOutput',
		});
		expect(items[0].json.error).toContain('The expression in the filter Role gives nothing');
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it.each<INodeParameters>([
		{ resource: 'thread', operation: 'getMany', assistantId: byId('') },
		{ resource: 'thread', operation: 'getMany', assistantId: byId('=') },
		{ resource: 'assistant', operation: 'getMany', filters: { name: '' } },
		{ ...MEMORIES, filters: { metadata: '' } },
		{ ...MEMORIES, filters: { metadata: '{}' } },
		{ ...MODELS, filters: {}, provider: byId('') },
	])('that was left empty is not set: %j', async (parameters) => {
		const { items, requests } = await listed(parameters);
		expect(items.filter(({ error }) => error !== undefined)).toEqual([]);
		expect(requests).not.toEqual([]);
	});

	it('of labels finds those that are missing where it is written out', async () => {
		const { store } = harness.sandbox;
		const assistantId = store.addAssistant({ name: 'Ada' }).assistant_id;
		const found = async (metadata: string) => {
			const filters = { metadata };
			const run = await harness.backboard({ ...MEMORIES, assistantId, filters });
			return run.items.map(({ json }) => json.content);
		};
		for (const metadata of [null, { customer: 'c1' }, { constructor: 'x' }]) {
			const id = crypto.randomUUID();
			const content = JSON.stringify(metadata);
			const times = { created_at: store.now(), updated_at: null };
			store.memories.set(id, { id, assistant_id: assistantId, content, metadata, ...times });
		}
		expect(await found('{"customer": "c1"}')).toEqual(['{"customer":"c1"}']);
		expect(await found('{"customer": null}')).toEqual(['null', '{"constructor":"x"}']);
		expect(await found('{"constructor": null}')).toEqual(['null', '{"customer":"c1"}']);
	});
});
