import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../../../base/record';
import { asText } from '../../../base/text';
import type { ItemCall } from '../../../core/types';
import { idText } from '../../../fields/locator';
import { readOptions } from '../../../fields/option';
import { readRunId, readThreadId } from '../../../fields/thread';
import { toSentTools } from '../../../fields/toolDefinition';
import { readCollection, readJsonArray } from '../../../fields/values';
import { inputError } from '../../../transport/error';
import { contentOf } from '../answer/answer';
import { ChatOutput, readAloud, wantsStream } from '../answer/chatOutput';
import { outputOf, PLAIN, readOutput } from '../answer/output';
import { withOwnNames } from '../answer/toolCall';
import { submitOptions } from '../options/answering';
import { submitRequest } from '../run/request';
import { newSendContext, sendAndWait } from '../run/sendAndWait';

/** Submits the outputs of one item and returns its output: the answer, or further calls. */
export async function submitItem(call: ItemCall): Promise<IDataObject> {
	const settings = await readAloud(call, async () => readSettings(call));
	const { threadId, request, shape, ownNames } = settings;
	const chat = new ChatOutput(call, request.stream);
	await chat.begin();
	const context = newSendContext(call, chat);
	let submitted;
	try {
		submitted = await sendAndWait(context, request);
	} catch (error) {
		await chat.end(error);
		throw error as Error;
	}
	const answer = withOwnNames(submitted, ownNames);
	const output = contentOf(answer);
	await chat.complete(output ?? '');
	await chat.end();
	return outputOf({ ...PLAIN, answer, output, threadId, usage: context.usage.usage }, shape);
}

/** Everything that the fields say, checked. Throws when something is missing or wrong. */
function readSettings(call: ItemCall) {
	const threadId = readThreadId(call);
	const runId = readRunId(call);
	const toolOutputs = readToolOutputs(call);
	const { streaming, timeout, tools: given } = readOptions(call, submitOptions);
	const { definitions, ownNames } = toSentTools(call.node, given ?? []);
	const tools = given && definitions;
	const stream = wantsStream(call, streaming);
	const request = submitRequest({ threadId, runId, toolOutputs, tools, stream, timeout });
	return { threadId, request, ownNames, shape: readOutput(call) };
}

/** The outputs in Backboard's shape. Throws when there is none, or one without its call. */
function readToolOutputs(call: ItemCall): IDataObject[] {
	const { node } = call;
	const given = givenOutputs(call);
	if (given.length === 0) {
		throw inputError(
			node,
			'There is no tool output to submit',
			'Add one output for each call in tool_calls of the waiting run.',
		);
	}
	return given.map((entry, position) => {
		const { tool_call_id, toolCallId, output } = recordOf(entry);
		const id = idText(node, tool_call_id ?? toolCallId, 'Tool Call ID');
		if (id === '') {
			throw inputError(
				node,
				`Tool output ${position + 1} has no tool call ID`,
				'Use the id of the call, from tool_calls of the waiting run.',
			);
		}
		// Backboard takes nothing but text.
		return { tool_call_id: id, output: asText(output) };
	});
}

function givenOutputs({ context, node, itemIndex }: ItemCall): unknown[] {
	if (context.getNodeParameter('outputsFrom', itemIndex, 'fields') === 'json') {
		const json = context.getNodeParameter('toolOutputsJson', itemIndex, '[]');
		return readJsonArray(node, json, 'Tool Outputs (JSON)') ?? [];
	}
	const { output } = readCollection({ context, itemIndex }, 'toolOutputs');
	return Array.isArray(output) ? output : [];
}
