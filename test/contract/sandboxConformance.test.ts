import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

import openapi from '../../sandbox/openapi.json';
import { SandboxClient, TOOL, UNKNOWN } from '../support/sandboxClient';
import { useSandbox } from '../support/useHarness';

type Drive = (api: SandboxClient) => Promise<Response>;

/** How each operation is made to answer well. */
const DRIVEN: Readonly<Record<string, Drive>> = {
	'GET /models/embedding/all': async (api) =>
		await api.send('GET', '/models/embedding/all?limit=5'),
	'GET /models/embedding/providers': async (api) =>
		await api.send('GET', '/models/embedding/providers'),
	'GET /models/embedding/{model_name}': async (api) =>
		await api.send('GET', '/models/embedding/text-embedding-3-large'),
	'POST /assistants': async (api) =>
		await api.send('POST', '/assistants', {
			name: 'Ada',
			system_prompt: 'Be brief',
			tools: [TOOL],
		}),
	'GET /assistants': async (api) => {
		await api.assistant();
		return await api.send('GET', '/assistants?skip=0&limit=200');
	},
	'GET /assistants/{assistant_id}': async (api) =>
		await api.send('GET', `/assistants/${await api.assistant()}`),
	'PUT /assistants/{assistant_id}': async (api) =>
		await api.send('PUT', `/assistants/${await api.assistant()}`, {
			name: null,
			description: 'Be long',
		}),
	'DELETE /assistants/{assistant_id}': async (api) =>
		await api.send('DELETE', `/assistants/${await api.assistant()}`),

	'POST /assistants/{assistant_id}/threads': async (api) =>
		await api.send('POST', `/assistants/${await api.assistant()}/threads`, {}),
	'GET /assistants/{assistant_id}/threads': async (api) => {
		const assistant = await api.assistant();
		await api.message(await api.thread(assistant), 'Hello');
		return await api.send('GET', `/assistants/${assistant}/threads?limit=5`);
	},
	'GET /threads': async (api) => {
		await api.message(await api.thread(), 'Hello');
		return await api.send('GET', '/threads?limit=200');
	},
	'GET /threads/{thread_id}': async (api) => {
		const thread = await api.thread();
		const { run_id, tool_calls } = await api.waitingRun(thread);
		await api.toolOutputs(thread, run_id, tool_calls);
		return await api.send('GET', `/threads/${thread}`);
	},
	'DELETE /threads/{thread_id}': async (api) =>
		await api.send('DELETE', `/threads/${await api.thread()}`),

	'POST /threads/{thread_id}/messages': async (api) =>
		await api.message(await api.thread(), 'My boat is blue. Is it?', {
			memory: 'Auto',
			file: 'a.txt',
		}),
	'POST /threads/{thread_id}/runs/{run_id}/submit-tool-outputs': async (api) => {
		const thread = await api.thread();
		const { run_id, tool_calls } = await api.waitingRun(thread);
		return await api.toolOutputs(thread, run_id, tool_calls);
	},

	'POST /assistants/{assistant_id}/documents': async (api) =>
		await api.upload(`/assistants/${await api.assistant()}/documents`, 'a.txt'),
	'GET /assistants/{assistant_id}/documents': async (api) => {
		const list = `/assistants/${await api.assistant()}/documents`;
		await api.upload(list, 'a.txt');
		await api.upload(list, 'broken.pdf');
		await api.untilIndexed();
		return await api.send('GET', list);
	},
	'POST /threads/{thread_id}/documents': async (api) =>
		await api.upload(`/threads/${await api.thread()}/documents`, 'Übersicht.md'),
	'GET /threads/{thread_id}/documents': async (api) => {
		const list = `/threads/${await api.thread()}/documents`;
		await api.upload(list, 'a.txt');
		return await api.send('GET', list);
	},
	'GET /documents/{document_id}/status': async (api) => {
		const document = await api.document();
		await api.untilIndexed();
		return await api.send('GET', `/documents/${document}/status`);
	},
	'DELETE /documents/{document_id}': async (api) =>
		await api.send('DELETE', `/documents/${await api.document()}`),

	'POST /assistants/{assistant_id}/memories': async (api) =>
		await api.send('POST', `/assistants/${await api.assistant()}/memories`, { content: 'Green' }),
	'GET /assistants/{assistant_id}/memories': async (api) => {
		const { assistant } = await api.memory();
		return await api.send('GET', `/assistants/${assistant}/memories?page=1&page_size=10`);
	},
	'GET /assistants/{assistant_id}/memories/{memory_id}': async (api) =>
		await api.send('GET', (await api.memory()).path),
	'PUT /assistants/{assistant_id}/memories/{memory_id}': async (api) =>
		await api.send('PUT', (await api.memory()).path, { content: 'Blue', metadata: { n: 1 } }),
	'DELETE /assistants/{assistant_id}/memories/{memory_id}': async (api) =>
		await api.send('DELETE', (await api.memory()).path),
	'GET /assistants/{assistant_id}/memories/stats': async (api) =>
		await api.send('GET', `/assistants/${(await api.memory()).assistant}/memories/stats`),
	'GET /assistants/memories/operations/{operation_id}': async (api) => {
		const sent = await api.message(await api.thread(), 'My boat is blue.', { memory: 'Auto' });
		const { memory_operation_id } = (await sent.json()) as { memory_operation_id: string };
		await api.untilIndexed();
		return await api.send('GET', `/assistants/memories/operations/${memory_operation_id}`);
	},

	'GET /models': async (api) =>
		await api.send('GET', '/models?provider=openai&supports_tools=true&min_context=1000&limit=500'),
	'GET /models/providers': async (api) => await api.send('GET', '/models/providers'),
	'GET /models/provider/{provider_name}': async (api) =>
		await api.send('GET', '/models/provider/openrouter?skip=500&limit=500'),
	'GET /models/{model_name}': async (api) => await api.send('GET', '/models/openrouter/auto'),
};

interface Answers {
	readonly responses: Record<string, { content?: { 'application/json'?: { schema: object } } }>;
}

/** Every operation of the published schema, by method and path. */
const OPERATIONS = new Map(
	Object.entries(openapi.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => [
			`${method.toUpperCase()} ${path}`,
			operation as unknown as Answers,
		]),
	),
);

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats(ajv);
ajv.addSchema(openapi, 'backboard');

/** What is wrong with an answer, by the schema as it was published. */
function violations(schema: object, value: unknown): unknown[] {
	const absolute = JSON.stringify(schema).replaceAll('"#/components/', '"backboard#/components/');
	const validate = ajv.compile(JSON.parse(absolute) as object);
	return validate(value) ? [] : (validate.errors ?? []);
}

describe('The sandbox', () => {
	const sandbox = useSandbox({ indexing: 20, remembering: 10 });
	const api = new SandboxClient(sandbox);

	it('knows every operation of the published schema, or is known not to', () => {
		expect(Object.keys(DRIVEN).sort()).toEqual([...OPERATIONS.keys()].sort());
	});

	it('is judged by a validator that sees what is wrong', () => {
		const thread = { $ref: '#/components/schemas/Thread' };
		expect(violations(thread, { thread_id: 'no-uuid' })).toMatchObject([
			{ params: { missingProperty: 'created_at' } },
			{ params: { format: 'uuid' } },
		]);
	});

	it.each(Object.keys(DRIVEN))('answers %s as the schema says', async (name) => {
		const response = await DRIVEN[name](api);
		const { responses } = OPERATIONS.get(name) as Answers;
		const expected = Object.keys(responses).filter((status) => status.startsWith('2'));
		expect(expected).toEqual([String(response.status)]);
		expect(response.headers.get('content-type')).toMatch(/^application\/json/);
		const schema = responses[response.status].content?.['application/json']?.schema;
		expect(violations(schema as object, await response.json())).toEqual([]);
	});

	describe('answers a message in the shape of the schema', () => {
		const { schema } = OPERATIONS.get('POST /threads/{thread_id}/messages')?.responses['200']
			.content?.['application/json'] as { schema: object };

		it.each<[string, object]>([
			['sent as JSON to a new thread', { content: 'Hello' }],
			['that is only stored', { content: 'Hello', send_to_llm: 'false' }],
			['whose run failed', { content: 'Hello', model_name: 'no-such-model' }],
			['that asks for tools', { content: 'Use get_weather for "Paris"', tools: [TOOL] }],
			['with reasoning', { content: 'Hello', thinking: { effort: 'low' } }],
		])('%s', async (_what, fields) => {
			const response = await api.send('POST', '/threads/messages', fields);
			expect(response.status).toBe(200);
			expect(violations(schema, await response.json())).toEqual([]);
		});
	});

	it('does not find what does not exist, for every operation with an ID', async () => {
		const withId = Object.keys(DRIVEN).filter((name) => /_id\}/.test(name));
		for (const name of withId) {
			const [method, path] = name.split(' ');
			const body = BODIES[name];
			const response =
				body === undefined && method === 'POST'
					? await api.upload(withUnknownIds(path), 'a.txt')
					: await api.send(method, withUnknownIds(path), body);
			expect({ name, status: response.status, body: await response.json() }).toEqual({
				name,
				status: 404,
				body: { detail: expect.stringMatching(/not found/i) },
			});
		}
	});
});

/** Bodies that are valid, so that only the ID is wrong. Documents take a form. */
const BODIES: Readonly<Record<string, object>> = {
	'PUT /assistants/{assistant_id}': { name: 'x' },
	'POST /assistants/{assistant_id}/threads': {},
	'POST /assistants/{assistant_id}/memories': { content: 'x' },
	'PUT /assistants/{assistant_id}/memories/{memory_id}': { content: 'x' },
	'POST /threads/{thread_id}/messages': { content: 'x' },
	'POST /threads/{thread_id}/runs/{run_id}/submit-tool-outputs': {
		tool_outputs: [{ tool_call_id: 'x', output: 'x' }],
	},
};

function withUnknownIds(path: string): string {
	return path.replace(/\{[^}]+\}/g, UNKNOWN);
}
