import type { INode, INodeParameters } from 'n8n-workflow';

import { RELEASES } from '../../n8n/version';
import { RawServer } from '../support/rawServer';
import { SandboxClient } from '../support/sandboxClient';
import { nodeOf } from './support/batchWorkflow';
import { eventually } from './support/eventually';
import { finished, itemsOf, runWorkflow, startWorkflow } from './support/execution';
import { ScriptedModel } from './support/scriptedModel';
import { LANGCHAIN, subNodeWorkflow, type SubNode } from './support/subNodeWorkflow';
import { TestN8n } from './support/testN8n';

describe.each(RELEASES)('Sub-nodes of n8n $version’s own packages', (release) => {
	let n8n: TestN8n;
	let deaf: RawServer;

	beforeAll(async () => {
		n8n = await TestN8n.start({ name: 'subNode', release });
		deaf = await RawServer.start(() => {});
	});
	beforeEach(async () => {
		await n8n.sandbox.clearFaults();
		await n8n.sandbox.forgetRequests();
	});
	afterAll(async () => {
		await deaf?.stop();
		await n8n?.stop();
	});

	/** Runs Start → the node, with sub-nodes below it; returns what the node sends out, or the error. */
	const run = async (name: string, node: INode, subNodes: readonly SubNode[]) => {
		const workflow = subNodeWorkflow(name, node, subNodes);
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
		for (const tool of ['Calculator', 'Broken']) {
			expect(runData[tool]).toHaveLength(1);
			// What n8n's Logs nest the run by.
			expect(runData[tool][0].source[0]).toMatchObject({ previousNode: 'Message' });
		}
		// What n8n's Logs count.
		const tokens = json?.tokenUsage as Record<string, number>;
		expect(tokens.totalTokens).toBeGreaterThan(0);
		expect(tokens.totalTokens).toBe(tokens.promptTokens + tokens.completionTokens);
	});

	it('Stop while a tool runs cancels the run that waits for it', async () => {
		const tool: SubNode = {
			kind: 'ai_tool',
			node: nodeOf('the_server', 'n8n-nodes-base.httpRequestTool', 4.2, {
				toolDescription: 'Never answers',
				url: deaf.url,
				options: {},
			}),
		};
		const workflow = subNodeWorkflow('Stop', message({ content: 'Ask the_server.' }), [tool]);
		const id = await startWorkflow(n8n.rest, await n8n.save(workflow));
		await eventually('the tool is called', () => deaf.requests.length === 1);
		await n8n.rest.post(`/executions/${id}/stop`);
		const paths = async () => (await n8n.sandbox.requests()).map(({ path }) => path);
		await eventually('the run is cancelled', async () =>
			(await paths()).some((path) => path.endsWith('/cancel')),
		);
		expect(await paths()).toEqual([
			'/threads/messages',
			expect.stringMatching(/^\/threads\/[\w-]+\/runs\/[\w-]+\/cancel$/),
		]);
		expect((await finished(n8n.rest, id)).status).toBe('canceled');
	});

	describe('AI Agent with our nodes as tools', () => {
		let model: ScriptedModel;

		beforeAll(async () => {
			model = await ScriptedModel.start(n8n.rest);
		});
		afterAll(async () => await model?.stop());

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
					{ kind: 'ai_languageModel', node: model.node },
				],
			);
		it('Backboard Message: the model fills in the text, and gets a short answer', async () => {
			model.script({ calls: { Message: 'Rivers carry sand to the sea.' } }, { says: 'They do.' });
			const tool = nodeOf('Ask Backboard', 'n8n-nodes-backboard.backboardMessageTool', 1, {
				toolDescription: 'Asks an assistant',
				content: "={{ $fromAI('Message', 'What to ask', 'string') }}",
			});
			const { json } = await agent(tool);
			expect(json?.output).toBe('They do.');
			const [answer] = JSON.parse(model.toolMessage) as object[];
			expect(answer).toEqual({
				output: 'In short: Rivers carry sand to the sea.',
				status: 'COMPLETED',
				thread_id: expect.any(String) as string,
			});
			expect(Object.keys((await n8n.sandbox.requests())[0].fields)).not.toContain('tools');
		});

		it('Backboard Message: the model gets an error that it can act on', async () => {
			model.script({ calls: { Message: '' } }, { says: 'I need a text.' });
			const tool = nodeOf('Ask nothing', 'n8n-nodes-backboard.backboardMessageTool', 1, {
				toolDescription: 'Asks an assistant',
				content: "={{ $fromAI('Message', 'What to ask', 'string') }}",
			});
			// Without it, n8n's agent passes an empty text on for whatever a node throws.
			const { json } = await agent({ ...tool, onError: 'continueRegularOutput' });
			expect(json?.output).toBe('I need a text.');
			expect(model.toolMessage).toMatch(/There is nothing to send/);
		});

		it('Backboard: a search of memories', async () => {
			const api = new SandboxClient(n8n.sandbox);
			const assistant_id = await api.assistant();
			await api.send('POST', `/assistants/${assistant_id}/memories`, {
				content: 'Ann likes green tea.',
			});
			await api.untilIndexed();
			model.script({ calls: { Query: 'tea' } }, { says: 'Green tea.' });
			const tool = nodeOf('Search memories', 'n8n-nodes-backboard.backboardTool', 1, {
				toolDescription: 'Searches what is known of Ann',
				resource: 'memory',
				operation: 'search',
				assistantId: { __rl: true, mode: 'id', value: assistant_id },
				query: "={{ $fromAI('Query', 'What to look for', 'string') }}",
			});
			const { json } = await agent(tool);
			expect(json?.output).toBe('Green tea.');
			expect(model.toolMessage).toContain('Ann likes green tea.');
		});
	});
});
