import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { programProperties } from './core/description';
import { runProgram } from './core/run';
import { listSearch } from './methods/listSearch';
import { message, messageHint, messageInputs } from './resources/message';

/** Sends messages to Backboard's assistants: one request per item, answers as items. */
export class BackboardMessage implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Backboard Message',
		name: 'backboardMessage',
		icon: { light: 'file:backboard.svg', dark: 'file:backboard.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { send: "Send Message", summarizeItems: "Summarize Items", submitToolOutputs: "Submit Tool Outputs" }[$parameter.operation] }}',
		description: 'Send messages and files to an AI assistant with memory, on any model',
		defaults: { name: 'Backboard Message' },
		usableAsTool: true,
		inputs: messageInputs,
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'backboardApi', required: true }],
		properties: programProperties(message),
		...messageHint,
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions) {
		return await runProgram(this, message);
	}
}
