import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { programProperties } from './core/description';
import { runProgram } from './core/run';
import { listSearch } from './methods/listSearch';
import { backboard, backboardHint } from './resources';

/** Everything around the message: assistants, threads, documents, memories and models. */
export class Backboard implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Backboard',
		name: 'backboard',
		icon: { light: 'file:backboard.svg', dark: 'file:backboard.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Manage assistants, threads, messages, documents, memories and models in Backboard',
		defaults: { name: 'Backboard' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'backboardApi', required: true }],
		properties: programProperties(backboard),
		...backboardHint,
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions) {
		return await runProgram(this, backboard);
	}
}
