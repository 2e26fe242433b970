import type { INode, INodeParameters } from 'n8n-workflow';

import { singleNodeWorkflow, type WorkflowJson } from '../../engine/engine';
import { withSubNodes } from '../support/subNode';
import { CHAIN, CHAT_MODEL } from './aiNode';
import { MESSAGE } from './measure';

/** What a user changes at the chain. */
type Changes = Partial<Pick<INode, 'parameters' | 'onError' | 'retryOnFail'>>;

/** A workflow that a user would build for one answer from many items, or for one from each. */
export interface Summarizer {
	readonly name: string;
	/** Whose API it speaks. */
	readonly api: 'backboard' | 'openAi';
	/** How many of the items go into one answer; all of them where it is not given. */
	readonly itemsOfAnswer?: 1;
	readonly workflow: WorkflowJson;
}

/** @param setting what the user changes, as the table says it */
export function summarizeItems(setting = 'as it is', options: INodeParameters = {}): Summarizer {
	const parameters = { operation: 'summarizeItems', options };
	return {
		name: `Summarize Items, ${setting}`,
		api: 'backboard',
		workflow: singleNodeWorkflow({ type: MESSAGE, parameters }),
	};
}

/** n8n's chain, which makes an answer of each item. */
export function chain(setting = 'as it is', changes: Changes = {}): Summarizer {
	return {
		name: `Summarization Chain, ${setting}`,
		api: 'openAi',
		itemsOfAnswer: 1,
		workflow: chainWorkflow(changes),
	};
}

/** n8n's chain behind n8n's Summarize node, which makes one text of all items. */
export function chainOfJoined(setting = 'as it is', changes: Changes = {}): Summarizer {
	return {
		name: `Summarize, Summarization Chain, ${setting}`,
		api: 'openAi',
		workflow: joined(chainWorkflow(changes)),
	};
}

function chainWorkflow(changes: Changes): WorkflowJson {
	return withSubNodes(singleNodeWorkflow({ ...CHAIN, ...changes, credentials: {} }), [
		{
			...CHAT_MODEL,
			kind: 'ai_languageModel',
			parameters: { model: { __rl: true, mode: 'id', value: 'gpt-4o-mini' } },
			credentials: { openAiApi: { id: '2', name: 'OpenAI' } },
		},
	]);
}

function joined({ name, nodes, connections }: WorkflowJson): WorkflowJson {
	const field = { aggregation: 'concatenate', field: 'text', separateBy: '\n' };
	const join: INode = {
		id: 'join',
		name: 'Join',
		type: 'n8n-nodes-base.summarize',
		typeVersion: 1.1,
		position: [100, 0],
		parameters: { fieldsToSummarize: { values: [field] } },
	};
	return {
		name,
		nodes: [...nodes, join],
		connections: {
			...connections,
			Start: { main: [[{ node: 'Join', type: 'main', index: 0 }]] },
			Join: { main: [[{ node: 'Node', type: 'main', index: 0 }]] },
		},
	};
}
