import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { BackboardClient, MessageResponse } from 'backboard-sdk';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { useHarness } from '../support/useHarness';

/** What the nodes make, the vendor's own client reads, and the other way round. */
describe('Round trips with the official backboard-sdk', () => {
	const harness = useHarness({
		indexing: 20,
		remembering: 10,
		dialect: { memoryWithOperation: true },
	});
	let client: BackboardClient;
	const folder = mkdtempSync(join(tmpdir(), 'round-trip-'));

	beforeAll(async () => {
		const { BackboardClient: Client } = await import('backboard-sdk');
		const { apiKey, url } = harness.sandbox;
		client = new Client({ apiKey, baseUrl: url });
	});

	/** Runs an operation of the Backboard node and returns what its items say. */
	const node = async (
		resource: string,
		operation: string,
		parameters: INodeParameters,
		items?: INodeExecutionData[],
	): Promise<IDataObject[]> => {
		const run = await harness.backboard({ resource, operation, ...parameters }, { items });
		if (run.error) throw run.error;
		return run.items.map(({ json }) => json);
	};
	const newAssistant = async () => (await client.createAssistant({ name: 'Ada' })).assistantId;
	const newThread = async () =>
		((await client.createThread(await newAssistant())) as { threadId: string }).threadId;
	const pathOf = (name: string, content: string) => {
		const path = join(folder, name);
		writeFileSync(path, content);
		return path;
	};
	const untilIndexed = async () => await new Promise((resolve) => setTimeout(resolve, 100));

	const TOOL = {
		type: 'function',
		function: {
			name: 'get_weather',
			parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
		},
	};

	describe('of assistants', () => {
		it('from the node to the SDK: create, update, delete', async () => {
			const [created] = await node('assistant', 'create', {
				name: 'Ada',
				systemPrompt: 'Be brief',
				additionalFields: { tools: JSON.stringify([TOOL]) },
			});
			const assistantId = created.assistant_id as string;
			const read = await client.getAssistant(assistantId);
			expect(read).toMatchObject({ assistantId, name: 'Ada', systemPrompt: 'Be brief' });
			expect(read.tools?.[0].function.name).toBe('get_weather');
			await node('assistant', 'update', { assistantId, updateFields: { name: 'Bea' } });
			expect((await client.getAssistant(assistantId)).name).toBe('Bea');
			await node('assistant', 'delete', { assistantId });
			await expect(client.getAssistant(assistantId)).rejects.toThrow('Assistant not found');
		});

		it('from the SDK to the node: get, getMany', async () => {
			const { assistantId, createdAt } = await client.createAssistant({
				name: 'Grace',
				description: 'Be exact',
				tools: [TOOL],
			});
			expect(await node('assistant', 'get', { assistantId })).toEqual([
				expect.objectContaining({
					assistant_id: assistantId,
					name: 'Grace',
					system_prompt: 'Be exact',
					tool_names: ['get_weather'],
					created_at: createdAt.toISOString(),
				}),
			]);
			const listed = await node('assistant', 'getMany', { returnAll: true });
			expect(listed.map(({ assistant_id }) => assistant_id)).toContain(assistantId);
		});
	});

	describe('of threads', () => {
		it('from the node to the SDK: create, delete', async () => {
			const assistantId = await newAssistant();
			const [created] = await node('thread', 'create', { assistantId });
			const threadId = created.thread_id as string;
			expect(await client.getThread(threadId)).toMatchObject({ threadId, messages: [] });
			expect(await client.listThreadsForAssistant(assistantId)).toHaveLength(1);
			await node('thread', 'delete', { threadId });
			await expect(client.getThread(threadId)).rejects.toThrow('Thread not found');
		});

		it('from the SDK to the node: get, getMany', async () => {
			const assistantId = await newAssistant();
			const { threadId } = (await client.createThread(assistantId)) as { threadId: string };
			expect(await node('thread', 'get', { threadId })).toMatchObject([{ thread_id: threadId }]);
			expect(await node('thread', 'getMany', { assistantId })).toMatchObject([
				{ thread_id: threadId },
			]);
		});
	});

	describe('of messages', () => {
		it('from the node to the SDK: send', async () => {
			const sent = await harness.send({ content: 'Tell me about rivers.' });
			const { messages } = (await client.getThread(sent.thread_id as string)) as {
				messages: Array<{ messageId: string; role: string; content: string }>;
			};
			expect(messages).toMatchObject([
				{ role: 'user', content: 'Tell me about rivers.' },
				{ role: 'assistant', content: sent.content, messageId: sent.message_id },
			]);
		});

		it('from the node to the SDK: the run that waits, and its tool outputs', async () => {
			const assistantId = (await client.createAssistant({ name: 'Tools', tools: [TOOL] }))
				.assistantId;
			const asked = await harness.send({ assistantId, content: 'Use get_weather for "Paris"' });
			const [call] = asked.tool_calls as Array<{ id: string }>;
			const answered = (await client.submitToolOutputs(
				asked.thread_id as string,
				asked.run_id as string,
				[{ tool_call_id: call.id, output: 'Sunny' }],
			)) as { content: string };
			expect(answered.content).toContain('Sunny');
		});

		it('from the SDK to the node: getMany, and the same conversation goes on', async () => {
			const threadId = await newThread();
			const sent = (await client.addMessage(threadId, {
				content: 'My boat is blue.',
			})) as MessageResponse;
			const { items } = await harness.backboard({
				resource: 'message',
				operation: 'getMany',
				threadId,
			});
			expect(items.map(({ json }) => json)).toMatchObject([
				{ role: 'user', content: 'My boat is blue.' },
				{ role: 'assistant', content: sent.content, message_id: sent.messageId },
			]);
			await harness.send({ conversation: 'existingThread', threadId, content: 'And the sail?' });
			expect((await client.getThread(threadId)).messages).toHaveLength(4);
		});
	});

	describe('of documents', () => {
		it.each(['assistant', 'thread'])(
			'from the node to the SDK: upload to a %s, delete',
			async (target) => {
				const owner = target === 'thread' ? await newThread() : await newAssistant();
				const item = await harness.itemWithFiles({
					data: { name: 'otters.txt', type: 'text/plain', bytes: 'Otters sleep on the water.' },
				});
				const ids = target === 'thread' ? { threadId: owner } : { assistantId: owner };
				const [uploaded] = await node('document', 'upload', { target, ...ids }, [item]);
				const documentId = uploaded.document_id as string;
				await untilIndexed();
				expect(await client.getDocumentStatus(documentId)).toMatchObject({
					documentId,
					filename: 'otters.txt',
					status: 'indexed',
					fileSizeBytes: 26,
				});
				const listed =
					target === 'thread'
						? await client.listThreadDocuments(owner)
						: await client.listAssistantDocuments(owner);
				expect(listed).toMatchObject([{ documentId, filename: 'otters.txt' }]);
				await node('document', 'delete', { documentId });
				await expect(client.getDocumentStatus(documentId)).rejects.toThrow('Document not found');
			},
		);

		it('from the SDK to the node: get, getMany, and an upload that is skipped', async () => {
			const assistantId = await newAssistant();
			const content = 'Herons fish alone.';
			const { documentId } = await client.uploadDocumentToAssistant(
				assistantId,
				pathOf('herons.txt', content),
			);
			await untilIndexed();
			expect(await node('document', 'get', { documentId })).toMatchObject([
				{ document_id: documentId, filename: 'herons.txt', status: 'indexed', file_size_bytes: 18 },
			]);
			expect(await node('document', 'getMany', { assistantId })).toMatchObject([
				{ document_id: documentId, filename: 'herons.txt', status: 'indexed' },
			]);
			const item = await harness.itemWithFiles({
				data: { name: 'herons.txt', type: 'text/plain', bytes: content },
			});
			const options = { skipExisting: true };
			expect(await node('document', 'upload', { assistantId, options }, [item])).toMatchObject([
				{ document_id: documentId, uploaded: false },
			]);
		});
	});

	describe('of memories', () => {
		it('from the node to the SDK: create, update, delete, deleteAll', async () => {
			const assistantId = await newAssistant();
			const [created] = await node('memory', 'create', {
				assistantId,
				content: 'Rent is paid',
				additionalFields: { metadata: '{"month": 5, "share": 0.5}' },
			});
			const memoryId = created.memory_id as string;
			expect(await client.getMemory(assistantId, memoryId)).toMatchObject({
				id: memoryId,
				content: 'Rent is paid',
				metadata: { month: 5, share: '0.5' },
			});
			await node('memory', 'update', { assistantId, memoryId, content: 'Rent is due' });
			expect((await client.getMemory(assistantId, memoryId)).content).toBe('Rent is due');
			await node('memory', 'delete', { assistantId, memoryId });
			await expect(client.getMemory(assistantId, memoryId)).rejects.toThrow('Memory not found');
			await node('memory', 'create', { assistantId, content: 'The boat is blue' });
			await node('memory', 'deleteAll', { assistantId, confirmation: 'DELETE ALL' });
			expect((await client.getMemoryStats(assistantId)).totalMemories).toBe(0);
		});

		it('from the SDK to the node: get, getMany, search, getStats, getOperation', async () => {
			const assistantId = await newAssistant();
			const added = (await client.addMemory(assistantId, {
				content: 'The boat is blue',
				metadata: { type: 'fact' },
			})) as { memory_id: string; memory_operation_id: string };
			const memoryId = added.memory_id;
			const read = { memory_id: memoryId, content: 'The boat is blue', metadata: { type: 'fact' } };
			expect(await node('memory', 'get', { assistantId, memoryId })).toMatchObject([read]);
			expect(await node('memory', 'getMany', { assistantId })).toMatchObject([read]);
			expect(await node('memory', 'search', { assistantId, query: 'boat' })).toMatchObject([
				{ ...read, score: 1 },
			]);
			expect(await node('memory', 'getStats', { assistantId })).toMatchObject([
				{ total_memories: 1 },
			]);
			await untilIndexed();
			const operationId = added.memory_operation_id;
			expect(await node('memory', 'getOperation', { operationId })).toMatchObject([
				{ status: 'COMPLETED', memory_ids: [{ id: memoryId, event: 'ADD' }] },
			]);
		});
	});
});
