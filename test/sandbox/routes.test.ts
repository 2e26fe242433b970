import { Sandbox } from '../../sandbox/server';
import { SandboxClient, UNKNOWN } from '../support/sandboxClient';
import { useSandbox } from '../support/useHarness';

/** Endpoints that the published schema does not have: there is only the contract's table for them. */
describe('The sandbox, where the contract goes beyond the published schema', () => {
	const sandbox = useSandbox({ indexing: 10, remembering: 10 });
	const api = new SandboxClient(sandbox);

	const answer = async (method: string, path: string, body?: object) => {
		const response = await api.send(method, path, body);
		return { status: response.status, body: (await response.json()) as Record<string, unknown> };
	};
	const remember = async (assistant: string, ...contents: string[]) => {
		for (const content of contents) {
			await api.send('POST', `/assistants/${assistant}/memories`, { content });
		}
	};

	it('clones an assistant with its documents and memories', async () => {
		const assistant = await api.assistant();
		await remember(assistant, 'The boat is blue', 'The car is red');
		await api.upload(`/assistants/${assistant}/documents`, 'a.txt');
		await api.untilIndexed();
		const { body } = await answer('POST', `/assistants/${assistant}/clone`, {
			system_prompt: 'Be long',
		});
		expect(body).toMatchObject({
			assistant: { name: 'Ada (copy)', system_prompt: 'Be long', tools: [{ type: 'function' }] },
			documents_cloned: 1,
			memories_cloned: 2,
		});
		const { assistant_id } = body.assistant as { assistant_id: string };
		expect(assistant_id).not.toBe(assistant);
		const documents = await api.send('GET', `/assistants/${assistant_id}/documents`);
		expect(await documents.json()).toMatchObject([{ filename: 'a.txt', status: 'indexed' }]);
		expect((await answer('GET', `/assistants/${assistant}/memories`)).body.total_count).toBe(2);
	});

	it('clones an assistant without what is not wanted', async () => {
		const assistant = await api.assistant();
		await remember(assistant, 'The boat is blue');
		const { body } = await answer('POST', `/assistants/${assistant}/clone`, {
			name: 'Bea',
			copy_documents: false,
			copy_memories: false,
		});
		expect(body).toMatchObject({
			assistant: { name: 'Bea' },
			documents_cloned: 0,
			memories_cloned: 0,
		});
	});

	it('finds the memories that have to do with a query, best first', async () => {
		const assistant = await api.assistant();
		await remember(assistant, 'The boat is blue', 'The boat sails to Porto', 'Rent is paid');
		const path = `/assistants/${assistant}/memories/search`;
		const { body } = await answer('POST', path, { query: 'boat Porto' });
		expect(body).toMatchObject({
			memories: [
				{ content: 'The boat sails to Porto', score: 1 },
				{ content: 'The boat is blue', score: 0.5 },
			],
			total_count: 2,
		});
		expect((await answer('POST', path, { query: 'boat', limit: 1 })).body.memories).toHaveLength(1);
		expect((await answer('POST', path, { query: 'chess' })).body).toEqual({
			memories: [],
			total_count: 0,
		});
	});

	it('deletes all memories of one assistant', async () => {
		const [one, other] = [await api.assistant(), await api.assistant()];
		await remember(one, 'The boat is blue');
		await remember(other, 'The car is red');
		expect(await answer('DELETE', `/assistants/${one}/memories`)).toEqual({
			status: 200,
			body: { success: true, message: 'All memories deleted successfully' },
		});
		expect((await answer('GET', `/assistants/${one}/memories`)).body.total_count).toBe(0);
		expect((await answer('GET', `/assistants/${other}/memories`)).body.total_count).toBe(1);
	});

	it('tells the operation by which a memory is written', async () => {
		// So long that a busy machine asks before it is written.
		const slow = await Sandbox.start({
			remembering: 1_500,
			dialect: { memoryWithOperation: true },
		});
		const own = new SandboxClient(slow);
		const json = async (method: string, path: string, body?: object) =>
			(await (await own.send(method, path, body)).json()) as Record<string, unknown>;
		const assistant = await own.assistant();
		const added = await json('POST', `/assistants/${assistant}/memories`, { content: 'Green' });
		expect(added).toEqual({
			success: true,
			message: 'Memory added successfully',
			memory_id: expect.any(String),
			content: 'Green',
			memory_operation_id: expect.any(String),
		});
		const path = `/assistants/memories/operations/${String(added.memory_operation_id)}`;
		let operation = await json('GET', path);
		expect(operation.status).toBe('PENDING');
		while (operation.status === 'PENDING') {
			await new Promise((resolve) => setTimeout(resolve, 50));
			operation = await json('GET', path);
		}
		expect(operation).toMatchObject({
			status: 'COMPLETED',
			memory_ids: [{ id: added.memory_id, event: 'ADD', memory: 'Green' }],
		});
		await slow.close();
	});

	it('lists embedding and image models', async () => {
		const large = await answer('GET', '/models/embedding/all?provider=openai&min_dimensions=2000');
		expect(large.body).toEqual({
			models: [
				{
					name: 'text-embedding-3-large',
					provider: 'openai',
					embedding_dimensions: 3072,
					context_limit: 8191,
					last_updated: expect.any(String),
				},
			],
			total: 1,
		});
		expect((await answer('GET', '/models/embedding/providers')).body).toEqual({
			providers: ['cohere', 'openai'],
			total: 2,
		});
		expect((await answer('GET', '/models/embedding/embed-v4.0')).body.provider).toBe('cohere');
		expect((await answer('GET', '/models/image/all?limit=1')).body).toMatchObject({
			models: [{ model_type: 'image' }],
			total: 2,
		});
	});

	it("tells what a model's thinking can be told", async () => {
		const path = '/models/thinking-metadata?provider=openai&model=';
		expect((await answer('GET', `${path}o3`)).body).toEqual({
			provider: 'openai',
			model: 'o3',
			max_output_tokens: 16_384,
			supports_thinking: true,
			thinking_controls: {
				supported: true,
				allowed_fields: ['effort', 'budget_tokens'],
				defaults_only: false,
			},
		});
		expect((await answer('GET', `${path}gpt-4o`)).body.supports_thinking).toBe(false);
	});

	it.each<[string, string, object | undefined, number]>([
		['POST', `/assistants/${UNKNOWN}/clone`, {}, 404],
		['POST', 'clone', { copy_memories: 'yes' }, 422],
		['POST', 'clone', { model: 'gpt-4o' }, 422],
		['POST', 'memories/search', { query: 'x', limit: 51 }, 422],
		['POST', 'memories/search', { query: 'x', limit: 0 }, 422],
		['POST', 'memories/search', {}, 422],
		['POST', `/assistants/${UNKNOWN}/memories/search`, { query: 'x' }, 404],
		['DELETE', `/assistants/${UNKNOWN}/memories`, undefined, 404],
		['GET', `/assistants/memories/operations/${UNKNOWN}`, undefined, 404],
		['GET', '/models/thinking-metadata?provider=openai', undefined, 422],
		['GET', '/models/thinking-metadata?provider=openai&model=gone', undefined, 404],
		['GET', '/models/embedding/gpt-4o', undefined, 404],
		['GET', '/models/embedding/all?limit=501', undefined, 422],
		['GET', '/models/image/all?limit=501', undefined, 422],
	])('refuses %s %s %j with %d', async (method, path, body, status) => {
		const full = path.startsWith('/') ? path : `/assistants/${await api.assistant()}/${path}`;
		expect((await answer(method, full, body)).status).toBe(status);
	});
});
