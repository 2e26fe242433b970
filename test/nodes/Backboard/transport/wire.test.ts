import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { backboard } from '../../../../nodes/Backboard/resources';
import { message } from '../../../../nodes/Backboard/resources/message';
import { RawServer, sendJson } from '../../../support/rawServer';
import { useHarness } from '../../../support/useHarness';

const HALF = 'a\ud83d';

/** Half a character wherever the field takes a text. */
function filled(field: INodeProperties): INodeParameters[string] {
	const { type, name, default: standard, options = [] } = field;
	const fields = options as INodeProperties[];
	if (name === 'confirmation') return 'DELETE ALL';
	if (name === 'binaryPropertyName' || name === 'attachments') return 'data';
	if (type === 'string') return HALF;
	if (type === 'json') return name === 'tools' ? '[]' : JSON.stringify({ [HALF]: [HALF] });
	if (type === 'resourceLocator') return { __rl: true, mode: 'id', value: HALF };
	if (type === 'collection') {
		return Object.fromEntries(fields.map((option) => [option.name, filled(option)]));
	}
	if (type !== 'fixedCollection') return standard as INodeParameters[string];
	const groups = options as Array<{ name: string; values: INodeProperties[] }>;
	return Object.fromEntries(
		groups.map((group) => [
			group.name,
			[Object.fromEntries(group.values.map((value) => [value.name, filled(value)]))],
		]),
	);
}

const operations = [['backboard', backboard] as const, ['message', message] as const].flatMap(
	([node, { resources }]) =>
		resources.flatMap((resource) =>
			resource.operations.map((operation) => ({
				node,
				name: `${resource.value} ${operation.value}`,
				resource: resource.value,
				operation,
			})),
		),
);

describe('A request', () => {
	const harness = useHarness();
	let server: RawServer;
	beforeAll(async () => {
		server = await RawServer.start(({ method, url }, response) => {
			const isThread = url.startsWith('/threads/x');
			sendJson(response, method === 'GET' ? 200 : 400, isThread ? { messages: [] } : []);
		});
	});
	beforeEach(() => (server.requests.length = 0));
	afterAll(async () => await server.stop());

	const send = async (
		{ node, resource, operation }: (typeof operations)[number],
		more: INodeParameters,
	) => {
		const parameters = Object.fromEntries(
			operation.fields.map((field) => [field.name, filled(field)]),
		);
		const item = await harness.itemWithFiles({
			data: { name: `${HALF}.txt`, type: 'text/plain', bytes: 'x' },
		});
		await harness[node](
			{ ...parameters, resource, operation: operation.value, ...more },
			{ items: [item], onError: 'continueRegularOutput', baseUrl: server.url },
		);
	};

	it.each(operations)('of $name has no half character', async (row) => {
		const names = row.operation.fields.map(({ name }) => name);
		const others = { attachments: '', conversation: 'existingThread' };
		await send(row, { groupBy: '' });
		for (const [name, value] of Object.entries(others)) {
			if (names.includes(name)) await send(row, { [name]: value });
		}
		const hasTexts = row.operation.fields.some(({ type }) => type === 'resourceLocator');
		expect(server.requests).not.toEqual([]);
		for (const { url, body } of server.requests) {
			expect(body).not.toMatch(/\\ud[89a-f]|\p{Surrogate}/iu);
			if (hasTexts) expect(decodeURIComponent(url + body)).toContain('a\ufffd');
		}
	});

	const FIRST = '1970-01-01T00:00:00.000Z';
	const id = { __rl: true, mode: 'id', value: 'x' };
	const rowOf = (name: string) => operations.find((row) => row.name === name)!;
	const bodyOf = async (name: string, parameters: INodeParameters): Promise<string> => {
		const { node, resource, operation } = rowOf(name);
		const item = { json: { when: FIRST, id: 'x' } };
		await harness[node](
			{
				assistantId: id,
				threadId: id,
				memoryId: id,
				resource,
				operation: operation.value,
				...parameters,
			},
			{ items: [item], onError: 'continueRegularOutput', baseUrl: server.url },
		);
		const writes = server.requests.filter(({ method }) => method !== 'GET');
		const [{ url, body, headers }] = [...writes, ...server.requests];
		const isForm = String(headers['content-type']).includes('urlencoded');
		return (
			decodeURIComponent(url) + (isForm ? decodeURIComponent(body.replaceAll('+', ' ')) : body)
		);
	};

	const outputs = (output: string) => ({
		runId: 'x',
		outputsFrom: 'fields',
		toolOutputs: { output: [{ toolCallId: 'c', output }] },
	});
	const existing = { conversation: 'existingThread' };
	const DATED: Array<[string, (date: string) => INodeParameters, string]> = [
		['message send', (content) => ({ content }), '"content":"DATE"'],
		['message send', (content) => ({ ...existing, content }), 'content=DATE&'],
		[
			'message send',
			(systemPrompt) => ({ content: 'a', options: { systemPrompt } }),
			'"system_prompt":"DATE"',
		],
		[
			'message send',
			(answerKey) => ({ ...existing, content: 'a', options: { answerKey } }),
			'"n8n_answer_key":"DATE"',
		],
		[
			'message send',
			(threadKey) => ({ conversation: 'byKey', content: 'a', threadKey }),
			'"n8n_thread_key":"DATE"',
		],
		['message summarizeItems', (itemText) => ({ itemText }), 'DATE'],
		['message submitToolOutputs', outputs, '"output":"DATE"'],
		['memory create', (content) => ({ content }), '"content":"DATE"'],
		['memory search', (query) => ({ query }), '"query":"DATE"'],
		[
			'memory create',
			(date) => ({
				content: 'a',
				additionalFields: { metadata: date.replace('{{ ', '{{ { at: ').replace(' }}', ' } }}') },
			}),
			'"metadata":{"at":"DATE"}',
		],
		['assistant create', (name) => ({ name }), '"name":"DATE"'],
		['assistant create', (systemPrompt) => ({ name: 'a', systemPrompt }), '"system_prompt":"DATE"'],
		['assistant getMany', (name) => ({ filters: { name } }), 'name=DATE'],
		[
			'message send',
			(date) => ({
				content: 'a',
				options: { metadata: date.replace('{{ ', '{{ { at: [').replace(' }}', '] } }}') },
			}),
			'"metadata":{"at":["DATE"]}',
		],
		[
			'message send',
			(date) => ({
				...existing,
				content: 'a',
				options: { metadata: date.replace('{{ ', '{{ { at: ').replace(' }}', ' } }}') },
			}),
			'metadata={"at":"DATE"}',
		],
	];
	it.each(
		DATED.flatMap(([name, parameters, sent]) =>
			['{{ new Date(0) }}', '{{ DateTime.fromMillis(0).toUTC() }}'].map(
				(date) => [name, parameters(`=${date}`), sent] as const,
			),
		),
	)('of %s with a date in %j has its ISO text', async (name, parameters, text) => {
		expect(await bodyOf(name, parameters)).toContain(text.replace('DATE', FIRST));
	});

	const NUMBERS =
		'{"id": 12345678901234567890, "n": [-9007199254740993, 1e400, 1.50, 1], "t": "1.50"}';
	const WRITTEN = NUMBERS.replaceAll(': ', ':').replaceAll(', ', ',');
	it.each<[string, INodeParameters, string]>([
		['message send', { content: 'a', options: { metadata: NUMBERS } }, `"metadata":${WRITTEN}`],
		[
			'message send',
			{ ...existing, content: 'a', options: { metadata: NUMBERS } },
			`metadata=${WRITTEN}`,
		],
		[
			'message submitToolOutputs',
			{
				runId: 'x',
				outputsFrom: 'json',
				toolOutputsJson: `[{"tool_call_id":"c","output":${NUMBERS}}]`,
			},
			`"output":${JSON.stringify(WRITTEN)}`,
		],
		[
			'message submitToolOutputs',
			{ runId: 'x', outputsFrom: 'json', toolOutputsJson: '[{"tool_call_id":"c","output":1e400}]' },
			'"output":"1e400"',
		],
		[
			'memory create',
			{ content: 'a', additionalFields: { metadata: NUMBERS } },
			'"id":"12345678901234567890"',
		],
		[
			'memory update',
			{ content: 'a', updateFields: { metadata: NUMBERS } },
			`"n":${JSON.stringify('[-9007199254740993,1e400,1.50,1]')}`,
		],
	])('of %s has numbers as they were written: %j', async (name, parameters, text) => {
		expect(await bodyOf(name, parameters)).toContain(text);
	});
});
