import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { definitionsOf } from '../../nodes/Backboard/resources/message/tools/connectedTool';
import { lookUp } from './lookUpTool';

const TYPE = 'bench.bareRounds';

export const BARE_ROUNDS = { type: TYPE };

const tools = definitionsOf([lookUp]).map(({ definition }) => definition);

/** An answer of Backboard, as far as the loop reads it. */
interface Answer extends IDataObject {
	thread_id: string;
	run_id: string;
	status: string;
	tool_calls: Array<{ id: string; function: { arguments: string } }>;
}

/** The least that the same requests and tools cost: the expression, n8n's helper, and the cap. */
const bareRounds: INodeType = {
	description: {
		displayName: 'Bare rounds',
		name: 'bareRounds',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Bare rounds' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'backboardApi', required: true }],
		properties: [
			{ displayName: 'Content', name: 'content', type: 'string', default: '' },
			{ displayName: 'Cap', name: 'cap', type: 'number', default: 1 },
		],
	},
	async execute(this: IExecuteFunctions) {
		const items = this.getInputData();
		const output = new Array<INodeExecutionData>(items.length);
		let next = 0;
		const worker = async () => {
			for (let item = next++; item < items.length; item = next++) {
				output[item] = { json: await rounds(this, item), pairedItem: { item } };
			}
		};
		const cap = this.getNodeParameter('cap', 0) as number;
		await Promise.all(Array.from({ length: cap }, worker));
		return [output];
	},
};

async function rounds(context: IExecuteFunctions, item: number): Promise<Answer> {
	const content = context.getNodeParameter('content', item) as string;
	const body = { content, memory: 'off', stream: false, tools };
	let answer = await post(context, '/threads/messages', body);
	while (answer.status === 'REQUIRES_ACTION') {
		const { thread_id, run_id, tool_calls } = answer;
		const tool_outputs = tool_calls.map((call) => ({
			tool_call_id: call.id,
			output: lookUp.invoke(JSON.parse(call.function.arguments) as IDataObject),
		}));
		const path = `/threads/${thread_id}/runs/${run_id}/submit-tool-outputs?stream=false`;
		const next = await post(context, path, { tool_outputs, tools });
		answer = { ...next, thread_id };
	}
	return answer;
}

async function post(context: IExecuteFunctions, url: string, body: IDataObject): Promise<Answer> {
	const options = { method: 'POST', url, body, json: true } as const;
	return (await context.helpers.httpRequestWithAuthentication.call(
		context,
		'backboardApi',
		options,
	)) as Answer;
}

/** To be added to an engine. */
export const bareRoundsNode = [TYPE, bareRounds] as const;
