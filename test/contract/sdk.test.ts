import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { BackboardClient, MessageResponse } from 'backboard-sdk';

import { Sandbox } from '../../sandbox/server';

/** The vendor's own client, unmodified: what it can do with Backboard it can do with the sandbox. */
describe('the official backboard-sdk against the sandbox', () => {
	let sandbox: Sandbox;
	let client: BackboardClient;
	let sdk: typeof import('backboard-sdk');
	const folder = mkdtempSync(join(tmpdir(), 'sdk-'));

	const file = (name: string, content: string) => {
		const path = join(folder, name);
		writeFileSync(path, content);
		return path;
	};

	beforeAll(async () => {
		sdk = await import('backboard-sdk');
		sandbox = await Sandbox.start({ indexing: 40, remembering: 20 });
		client = new sdk.BackboardClient({ apiKey: sandbox.apiKey, baseUrl: sandbox.url });
	});
	afterAll(async () => await sandbox.close());

	/** A message without streaming. */
	const message = async (threadId: string, options: Parameters<BackboardClient['addMessage']>[1]) =>
		(await client.addMessage(threadId, options)) as MessageResponse;

	const WEATHER = {
		type: 'function' as const,
		function: {
			name: 'get_weather',
			description: 'Weather of a city',
			parameters: {
				type: 'object' as const,
				properties: { city: { type: 'string', description: 'City' } },
				required: ['city'],
			},
		},
	};

	it('creates, reads, lists, changes and deletes assistants', async () => {
		const created = await client.createAssistant({
			name: 'Ada',
			description: 'Be brief',
			tools: [WEATHER],
		});
		expect(created).toMatchObject({ name: 'Ada', systemPrompt: 'Be brief' });
		const id = created.assistantId;
		expect((await client.getAssistant(id)).tools?.[0].function.name).toBe('get_weather');
		expect((await client.listAssistants({ limit: 200 })).map((one) => one.assistantId)).toContain(
			id,
		);
		expect((await client.updateAssistant(id, { name: 'Bea' })).name).toBe('Bea');
		expect(await client.deleteAssistant(id)).toMatchObject({ assistant_id: id });
		await expect(client.getAssistant(id)).rejects.toBeInstanceOf(sdk.BackboardNotFoundError);
	});

	it('creates, reads, lists and deletes threads', async () => {
		const { assistantId } = await client.createAssistant({ name: 'Threads' });
		const { threadId } = await client.createThread(assistantId);
		expect(await client.listThreadsForAssistant(assistantId)).toHaveLength(1);
		expect((await client.listThreads({ limit: 200 })).map((one) => one.threadId)).toContain(
			threadId,
		);
		expect((await client.getThread(threadId)).messages).toEqual([]);
		expect(await client.deleteThread(threadId)).toMatchObject({ thread_id: threadId });
		await expect(client.getThread(threadId)).rejects.toThrow('Thread not found');
	});

	it('sends messages with files and with memory', async () => {
		const { assistantId } = await client.createAssistant({ name: 'Messages' });
		const { threadId } = await client.createThread(assistantId);
		const answer = await message(threadId, {
			content: 'My favourite colour is green.',
			memory: 'Auto',
			files: [file('note.md', 'The harbour of Porto was rebuilt after the storm of 1911.')],
		});
		expect(answer.content).toContain('harbour of Porto');
		expect(answer.attachments?.[0]).toMatchObject({ filename: 'note.md', status: 'pending' });
		expect(answer.memoryOperationId).toBeTruthy();
		await new Promise((resolve) => setTimeout(resolve, 100));

		const other = await client.createThread(assistantId);
		const recalled = await message(other.threadId, {
			content: 'Which colour is my favourite?',
			memory: 'Readonly',
		});
		expect(recalled.content).toContain('green');
		expect(recalled.retrievedMemories).toMatchObject([{ memory: 'My favourite colour is green.' }]);
		const thread = await client.getThread(threadId);
		expect(thread.messages.map(({ role }: { role: string }) => role)).toEqual([
			'user',
			'assistant',
		]);
	});

	it('streams', async () => {
		const { assistantId } = await client.createAssistant({ name: 'Streams' });
		const { threadId } = await client.createThread(assistantId);
		type Event = { type: string; content?: string; final_content?: string };
		const events: Event[] = [];
		const stream = await client.addMessage(threadId, {
			content: 'Tell me about rivers.',
			stream: true,
		});
		for await (const event of stream as AsyncIterable<Event>) events.push(event);
		expect(events.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1])).toEqual([
			'message_received',
			'user_message',
			'run_started',
			'message_start',
			'content_streaming',
			'run_ended',
		]);
		const text = events
			.filter(({ type }) => type === 'content_streaming')
			.map((e) => e.content)
			.join('');
		expect(text).toBe(events.at(-1)?.final_content);
	});

	it('answers tool calls, streamed and not', async () => {
		const { assistantId } = await client.createAssistant({ name: 'Tools', tools: [WEATHER] });
		for (const stream of [false, true]) {
			const { threadId } = await client.createThread(assistantId);
			const asked = await message(threadId, { content: 'Use get_weather for "Paris"' });
			expect(asked).toMatchObject({ status: 'REQUIRES_ACTION', content: null });
			const [call] = asked.toolCalls ?? [];
			expect(call.function.parsedArguments).toEqual({ city: 'Paris' });
			const outputs = [{ tool_call_id: call.id, output: 'Sunny, 21 degrees' }];
			const answered = await client.submitToolOutputs(
				threadId,
				asked.runId as string,
				outputs,
				stream,
			);
			let content = (answered as { content?: string }).content;
			if (stream) {
				for await (const event of answered as AsyncIterable<{ final_content?: string }>) {
					content = event.final_content ?? content;
				}
			}
			expect(content).toContain('Sunny, 21 degrees');
		}
	});

	it('uploads documents, sees them being indexed, and deletes them', async () => {
		const { assistantId } = await client.createAssistant({ name: 'Documents' });
		const { threadId } = await client.createThread(assistantId);
		const uploaded = await client.uploadDocumentToAssistant(
			assistantId,
			file('facts.txt', 'Otters hold hands while they sleep on the water.'),
		);
		await client.uploadDocumentToThread(
			threadId,
			file('more.txt', 'Herons fish alone in shallow water.'),
		);
		await expect(client.addMessage(threadId, { content: 'Hello' })).rejects.toThrow(
			/still being indexed/,
		);
		await new Promise((resolve) => setTimeout(resolve, 150));
		expect(await client.getDocumentStatus(uploaded.documentId)).toMatchObject({
			status: 'indexed',
			documentType: 'txt',
		});
		expect(await client.listAssistantDocuments(assistantId)).toHaveLength(1);
		expect(await client.listThreadDocuments(threadId)).toHaveLength(1);
		const answer = await message(threadId, { content: 'How do otters sleep?' });
		expect(answer.retrievedFiles).toEqual(['facts.txt']);
		expect(await client.deleteDocument(uploaded.documentId)).toMatchObject({
			filename: 'facts.txt',
		});
		await expect(client.getDocumentStatus(uploaded.documentId)).rejects.toThrow(
			'Document not found',
		);
	});

	it('keeps memories', async () => {
		const { assistantId } = await client.createAssistant({ name: 'Memories' });
		const added = (await client.addMemory(assistantId, {
			content: 'Rent is paid',
			metadata: { month: 5 },
		})) as unknown as { memory_id: string };
		const id = added.memory_id;
		expect(await client.getMemory(assistantId, id)).toMatchObject({
			content: 'Rent is paid',
			metadata: { month: 5 },
		});
		expect((await client.updateMemory(assistantId, id, { content: 'Rent is due' })).content).toBe(
			'Rent is due',
		);
		expect((await client.getMemories(assistantId)).totalCount).toBe(1);
		expect((await client.getMemoryStats(assistantId)).totalMemories).toBe(1);
		await client.deleteMemory(assistantId, id);
		expect((await client.getMemories(assistantId)).memories).toEqual([]);
	});

	it('gets its own error classes', async () => {
		const stranger = new sdk.BackboardClient({ apiKey: 'wrong', baseUrl: sandbox.url });
		await expect(stranger.listAssistants()).rejects.toThrow('Invalid or missing API key');
		const { assistantId } = await client.createAssistant({ name: 'Errors' });
		const { threadId } = await client.createThread(assistantId);
		await expect(client.addMessage(threadId, {})).rejects.toBeInstanceOf(
			sdk.BackboardValidationError,
		);
		sandbox.faults.add({ path: '/assistants', status: 429, body: { detail: 'Slow down' } });
		await expect(client.listAssistants()).rejects.toBeInstanceOf(sdk.BackboardRateLimitError);
		sandbox.faults.add({ path: '/assistants', status: 503, body: 'x' });
		await expect(client.listAssistants()).rejects.toBeInstanceOf(sdk.BackboardServerError);
	});
});
