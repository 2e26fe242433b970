import type { INodeType } from 'n8n-workflow';

import { programProperties } from '../../nodes/Backboard/core/description';
import { runProgram } from '../../nodes/Backboard/core/run';
import type { Program } from '../../nodes/Backboard/core/types';
import { batchingField } from '../../nodes/Backboard/fields/batching';
import { readThreadId, threadField } from '../../nodes/Backboard/fields/thread';
import { message } from '../../nodes/Backboard/resources/message';
import { path } from '../../nodes/Backboard/transport/path';
import { requestJson } from '../../nodes/Backboard/transport/request';

const program: Program = {
	...message,
	resources: [
		{
			value: 'thread',
			name: 'Thread',
			operations: [
				{
					value: 'delete',
					name: 'Delete',
					action: 'Delete a thread',
					description: 'Delete a thread',
					fields: [threadField, batchingField],
					async execute(call) {
						const threadId = readThreadId(call);
						await requestJson(call, { method: 'DELETE', path: path`/threads/${threadId}` });
						return [{ deleted: true, thread_id: threadId }];
					},
				},
			],
		},
	],
};

/** A node with nothing but a DELETE, on the same core and transport as those that ship. */
export const deletingNode: INodeType = {
	description: {
		displayName: 'Delete',
		name: 'delete',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Delete' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'backboardApi', required: true }],
		properties: programProperties(program),
	},
	async execute() {
		return await runProgram(this, program);
	},
};
