import { unalteredJson } from '../../../base/json';
import type { IDataObject } from 'n8n-workflow';

import { asJson, recordOf, recordsIn } from '../../../base/record';
import { statusOf } from './answer';
import { metadataOf } from './threadMessage';

/** In a thread, tool calls sit in the message's metadata. */
export function toolCallsIn(message: IDataObject): { tool_calls?: IDataObject[] } {
	const calls = recordsIn(metadataOf(message).tool_calls ?? message.tool_calls);
	return calls.length > 0 ? { tool_calls: calls } : {};
}

/** Whether a message of a thread asks for tools: then it is no answer, whatever its status. */
export function callsTools(message: IDataObject): boolean {
	return statusOf(message) === 'REQUIRES_ACTION' || toolCallsIn(message).tool_calls !== undefined;
}

/**
 * `arguments` is a JSON text that may be empty: then it is `{}`. Broken, or with numbers that would be
 * rounded, it is the text itself. `args` is
 * the same once more: newer n8n refuses expressions with the word "arguments" in them.
 */
export function toolCall(call: IDataObject): IDataObject {
	const { name, arguments: given } = call.function ? recordOf(call.function) : call;
	const args = asJson(parsedArguments(given));
	return { id: call.id ?? null, name: name ?? null, arguments: args, args };
}

/** The answer with the tools' own names in its calls. */
export function withOwnNames(
	answer: IDataObject,
	ownNames: ReadonlyMap<string, string>,
): IDataObject {
	const { tool_calls: calls } = answer;
	if (!Array.isArray(calls) || ownNames.size === 0) return answer;
	const renamed = (call: IDataObject) => {
		const { name } = call;
		return typeof name === 'string' ? { ...call, name: ownNames.get(name) ?? name } : call;
	};
	return {
		...answer,
		tool_calls: recordsIn(calls).map((call) =>
			call.function ? { ...call, function: renamed(recordOf(call.function)) } : renamed(call),
		),
	};
}

function parsedArguments(given: unknown): unknown {
	if (typeof given !== 'string') return given ?? {};
	if (given.trim() === '') return {};
	const exact = unalteredJson(given);
	return exact === undefined || exact.problem !== undefined ? given : exact.value;
}

/** The result of a call, in the words of `tool_runs`. */
export interface ToolRun {
	readonly round: number;
	readonly name: string;
	readonly args: IDataObject;
	/** What the model gets to read. */
	readonly output: string;
	readonly error: string | null;
	readonly duration_ms: number;
}
