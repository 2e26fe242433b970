import type { INode, INodeType, IWorkflowBase } from 'n8n-workflow-oldest';

import type { NodeOfJob } from './protocol';

/** Stands for n8n's manual trigger, so that n8n's own nodes need not be installed. */
export const TRIGGER_TYPE = 'test.trigger';
export const TRIGGER = 'Start';
export const NODE = 'Node';

export const trigger: INodeType = {
	description: {
		displayName: TRIGGER,
		name: 'trigger',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
	async trigger() {
		return {};
	},
};

/** A trigger and the node of the job, which gets what the trigger sends. */
export function workflowOf(job: NodeOfJob): IWorkflowBase {
	const start: INode = {
		id: 'trigger',
		name: TRIGGER,
		type: TRIGGER_TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	return {
		id: 'workflow',
		name: 'Test',
		active: false,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
		nodes: [start, nodeOf(job)],
		connections: { [TRIGGER]: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}

export function nodeOf({ type, parameters = {}, onError }: NodeOfJob): INode {
	return {
		id: 'node',
		name: NODE,
		type: `n8n-nodes-backboard.${type}`,
		typeVersion: 1,
		position: [200, 0],
		parameters,
		credentials: { backboardApi: { id: '1', name: 'Backboard' } },
		onError,
	};
}
