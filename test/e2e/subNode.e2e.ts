import type { INode, INodeParameters } from 'n8n-workflow';

import type { WorkflowJson } from '../../engine/engine';
import { RELEASES } from '../../n8n/version';
import type { Credential } from '../../n8n/workspace';
import { RawServer } from '../support/rawServer';
import { SandboxClient } from '../support/sandboxClient';
import { nodeOf } from './support/batchWorkflow';
import { itemsOf, runWorkflow } from './support/execution';
import { TestN8n } from './support/testN8n';

const LANGCHAIN = '@n8n/n8n-nodes-langchain';

interface SubNode {
	readonly node: INode;
	readonly kind: 'ai_tool' | 'ai_outputParser' | 'ai_languageModel';
}

describe.each(RELEASES)('Sub-nodes of n8n $version’s own packages', (release) => {
	let n8n: TestN8n;

	beforeAll(async () => {
		n8n = await TestN8n.start({ name: 'subNode', release });
	});
	beforeEach(async () => {
		await n8n.sandbox.clearFaults();
		await n8n.sandbox.forgetRequests();
	});
	afterAll(async () => await n8n?.stop());

	/** Start → the node, with sub-nodes below it; returns what the node sends out, or the error. */
	const run = async (name: string, node: INode, subNodes: readonly SubNode[]) => {
		const workflow: WorkflowJson = {
			name,
			nodes: [
				nodeOf('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
				{ ...node, position: [200, 0] },
				...subNodes.map((sub) => ({ ...sub.node, position: [200, 200] as [number, number] })),
			],
			connections: {
				Start: { main: [[{ node: node.name, type: 'main', index: 0 }]] },
				...Object.fromEntries(
					subNodes.map(({ node: { name: from }, kind }) => [
						from,
						{ [kind]: [[{ node: node.name, type: kind, index: 0 }]] },
					]),
				),
			},
		};
		const execution = await runWorkflow(n8n.rest, await n8n.save(workflow));
		const { error, runData } = execution.data.resultData;
		return { json: itemsOf(execution, node.name)[0]?.json, error: error?.message, runData };
	};

	const message = (parameters: INodeParameters): INode => ({
		...nodeOf('Message', 'n8n-nodes-backboard.backboardMessage', 1, parameters),
		credentials: { backboardApi: { ...n8n.credential } },
	});
	const modelSays = async (...texts: string[]) =>
		await n8n.sandbox.order(...texts.map((says) => ({ path: 'messages$', says })));

	const parser = (type: string, version: number, parameters: INodeParameters): SubNode => ({
		kind: 'ai_outputParser',
		node: nodeOf('Parser', `${LANGCHAIN}.${type}`, version, parameters),
	});
	const structured = parser('outputParserStructured', 1.3, {
		schemaType: 'fromJson',
		jsonSchemaExample: '{"city": "Bern", "people": 1}',
	});

	it('Structured Output Parser: the answer as it has it, without a key around', async () => {
		await modelSays('```json\n{"output": {"city": "Rome", "people": 3}}\n```');
		const { json } = await run(
			'Parser',
			message({ content: 'Which city?', answerFormat: 'parser' }),
			[structured],
		);
		expect(json).toMatchObject({ output: { city: 'Rome', people: 3 }, repairs: 0 });
	});

	it('Structured Output Parser: a bare object counts, and what does not fit is repaired', async () => {
		await modelSays('{"city": "Rome"}', '{"city": "Rome", "people": 3}');
		const { json } = await run(
			'Repair',
			message({ content: 'Which city?', answerFormat: 'parser' }),
			[structured],
		);
		expect(json).toMatchObject({ output: { city: 'Rome', people: 3 }, repairs: 1 });
	});

	it('Item List Output Parser: a list', async () => {
		await modelSays('red\ngreen\nblue');
		const list = parser('outputParserItemList', 1, { options: {} });
		const { json } = await run('List', message({ content: 'Colours?', answerFormat: 'parser' }), [
			list,
		]);
		expect(json?.output).toEqual(['red', 'green', 'blue']);
	});

	it('no output parser: the node says what to connect', async () => {
		const { error } = await run('None', message({ content: 'Hello', answerFormat: 'parser' }), []);
		expect(error).toMatch(/output parser/i);
		expect(await n8n.sandbox.requests()).toEqual([]);
	});

	it('tools: Calculator, and a node as a tool that fails; each run is under its tool', async () => {
		await n8n.sandbox.order({
			path: 'messages$',
			calls: [
				{ name: 'Calculator', arguments: '{"input": "6 * 7"}' },
				{ name: 'Broken', arguments: '{}' },
			],
		});
		const tools: SubNode[] = [
			{ kind: 'ai_tool', node: nodeOf('Calculator', `${LANGCHAIN}.toolCalculator`, 1, {}) },
			{
				kind: 'ai_tool',
				node: nodeOf('Broken', 'n8n-nodes-base.httpRequestTool', 4.2, {
					toolDescription: 'Asks a server that is not there',
					url: 'http://127.0.0.1:9/',
					options: {},
				}),
			},
		];
		const { json, runData, error } = await run('Tools', message({ content: 'Work it out' }), tools);
		expect(error).toBeUndefined();
		const [calculated, broken] = json?.tool_runs as Array<{ output: string; error: string | null }>;
		expect(calculated).toMatchObject({ output: '42', error: null });
		expect(broken.error).toMatch(/refused|ECONNREFUSED/i);
		expect(broken.output).not.toMatch(/node_modules|\n\s+at /);
		expect(json?.status).toBe('COMPLETED');
		expect(runData.Calculator).toHaveLength(1);
		expect(runData.Broken).toHaveLength(1);
	});

	describe('AI Agent with our nodes as tools', () => {
		let model: RawServer;
		let openAi: Credential;
		let turns: object[] = [];

		beforeAll(async () => {
			model = await RawServer.start((request, response) => {
				response.setHeader('content-type', 'application/json');
				const body = JSON.parse(request.body || '{}') as {
					tools?: Array<{ function: { name: string } }>;
				};
				const turn = turns.shift() ?? { content: 'Done.' };
				const name = body.tools?.[0]?.function.name ?? '';
				const text = JSON.stringify({ role: 'assistant', content: null, ...turn }).replace(
					'"TOOL"',
					JSON.stringify(name),
				);
				response.end(
					JSON.stringify({
						id: 'chat',
						object: 'chat.completion',
						created: 1,
						model: 'gpt-4o',
						choices: [
							{
								index: 0,
								finish_reason: text.includes('tool_calls') ? 'tool_calls' : 'stop',
								message: JSON.parse(text) as object,
							},
						],
						usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
					}),
				);
			});
			openAi = await n8n.rest.post<Credential>('/credentials', {
				name: 'Scripted model',
				type: 'openAiApi',
				data: { apiKey: 'sk-scripted', url: `${model.url}/v1` },
			});
		});
		afterAll(async () => await model.stop());

		const call = (args: object) => ({
			tool_calls: [
				{
					id: 'call_1',
					type: 'function',
					function: { name: 'TOOL', arguments: JSON.stringify(args) },
				},
			],
		});
		const agent = (tool: INode) =>
			run(
				`Agent ${tool.name}`,
				nodeOf('Agent', `${LANGCHAIN}.agent`, 2.2, {
					promptType: 'define',
					text: 'Help me',
					options: {},
				}),
				[
					{
						kind: 'ai_tool',
						node: { ...tool, credentials: { backboardApi: { ...n8n.credential } } },
					},
					{
						kind: 'ai_languageModel',
						node: {
							...nodeOf('Model', `${LANGCHAIN}.lmChatOpenAi`, 1.2, {
								model: { __rl: true, mode: 'list', value: 'gpt-4o' },
								options: {},
							}),
							credentials: { openAiApi: { id: openAi.id, name: 'Scripted model' } },
						},
					},
				],
			);
		/** What the agent's model got to read from the tool. */
		const toolMessage = () => {
			const { messages } = JSON.parse(model.requests.at(-1)?.body ?? '{}') as {
				messages: Array<{ role: string; content: string }>;
			};
			return messages.find(({ role }) => role === 'tool')?.content ?? '';
		};

		it('Backboard Message: the model fills in the text, and gets a short answer', async () => {
			turns = [call({ Message: 'Rivers carry sand to the sea.' }), { content: 'They do.' }];
			const tool = nodeOf('Ask Backboard', 'n8n-nodes-backboard.backboardMessageTool', 1, {
				toolDescription: 'Asks an assistant',
				content: "={{ $fromAI('Message', 'What to ask', 'string') }}",
			});
			const { json } = await agent(tool);
			expect(json?.output).toBe('They do.');
			const [answer] = JSON.parse(toolMessage()) as object[];
			expect(answer).toEqual({
				output: 'In short: Rivers carry sand to the sea.',
				status: 'COMPLETED',
				thread_id: expect.any(String) as string,
			});
			expect(Object.keys((await n8n.sandbox.requests())[0].fields)).not.toContain('tools');
		});

		it('Backboard Message: the model gets an error that it can act on', async () => {
			turns = [call({ Message: '' }), { content: 'I need a text.' }];
			const tool = nodeOf('Ask nothing', 'n8n-nodes-backboard.backboardMessageTool', 1, {
				toolDescription: 'Asks an assistant',
				content: "={{ $fromAI('Message', 'What to ask', 'string') }}",
			});
			// Without it, n8n's agent passes an empty text on for whatever a node throws.
			const { json } = await agent({ ...tool, onError: 'continueRegularOutput' });
			expect(json?.output).toBe('I need a text.');
			expect(toolMessage()).toMatch(/There is nothing to send/);
		});

		it('Backboard: a search of memories', async () => {
			const api = new SandboxClient(n8n.sandbox.url, n8n.sandbox.apiKey);
			const assistant_id = await api.assistant();
			await api.send('POST', `/assistants/${assistant_id}/memories`, {
				content: 'Ann likes green tea.',
			});
			await api.untilIndexed();
			turns = [call({ Query: 'tea' }), { content: 'Green tea.' }];
			const tool = nodeOf('Search memories', 'n8n-nodes-backboard.backboardTool', 1, {
				toolDescription: 'Searches what is known of Ann',
				resource: 'memory',
				operation: 'search',
				assistantId: { __rl: true, mode: 'id', value: assistant_id },
				query: "={{ $fromAI('Query', 'What to look for', 'string') }}",
			});
			const { json } = await agent(tool);
			expect(json?.output).toBe('Green tea.');
			expect(toolMessage()).toContain('Ann likes green tea.');
		});
	});
});
