import type { INode } from 'n8n-workflow';

import type { WorkflowJson } from '../../engine/engine';
import { RELEASES } from '../../n8n/version';
import { readExample } from '../examples/exampleWorkflow';
import { SandboxClient } from '../support/sandboxClient';
import { nodeOf } from './support/batchWorkflow';
import { itemsOf, runWorkflow } from './support/execution';
import { ScriptedModel } from './support/scriptedModel';
import { TestN8n } from './support/testN8n';

describe.each(RELEASES)('The agent with lasting memory, in n8n $version', (release) => {
	let n8n: TestN8n;
	let model: ScriptedModel;

	beforeAll(async () => {
		n8n = await TestN8n.start({ name: 'agent-memory', release });
		model = await ScriptedModel.start(n8n.rest);
	});
	afterAll(async () => {
		await model?.stop();
		await n8n?.stop();
	});

	/** The template with credentials, and with a message in place of its chat. */
	const saying = (sessionId: string, chatInput: string): WorkflowJson => {
		const { nodes, connections, ...rest } = readExample('agent-with-lasting-memory');
		const set = { mode: 'raw', jsonOutput: JSON.stringify({ sessionId, chatInput }), options: {} };
		const replaced = nodes.map((node): INode => {
			if (node.name === 'Chat') return nodeOf('Chat', 'n8n-nodes-base.set', 3.4, set);
			if (node.name === 'Model') return { ...model.node, position: node.position };
			return node.credentials
				? { ...node, credentials: { backboardApi: { ...n8n.credential } } }
				: node;
		});
		return {
			...rest,
			nodes: [nodeOf('Start', 'n8n-nodes-base.manualTrigger', 1, {}), ...replaced],
			connections: {
				...connections,
				Start: { main: [[{ node: 'Chat', type: 'main', index: 0 }]] },
			},
		};
	};

	const say = async (sessionId: string, chatInput: string) => {
		const execution = await runWorkflow(n8n.rest, await n8n.save(saying(sessionId, chatInput)));
		expect(execution.status).toBe('success');
		return itemsOf(execution, 'AI Agent').map(({ json }) => json.output);
	};

	it('knows in a later conversation what it was told, and of no other customer', async () => {
		const search = { tool: 'search_memories', calls: { Query: 'drinks' } };
		model.script(
			{ tool: 'remember', calls: { Memory: 'Ann drinks green tea.' } },
			{ says: 'Noted.' },
		);
		expect(await say('4711', 'I drink green tea.')).toEqual(['Noted.']);
		await new SandboxClient(n8n.sandbox).untilIndexed();

		model.script(search, { says: 'Green tea.' });
		expect(await say('4711', 'What do I drink?')).toEqual(['Green tea.']);
		expect(model.toolMessage).toContain('Ann drinks green tea.');

		model.script(search, { says: 'I do not know yet.' });
		expect(await say('4712', 'What do I drink?')).toEqual(['I do not know yet.']);
		expect(model.toolMessage).not.toContain('green tea');
	});
});
