import type { IDataObject } from 'n8n-workflow';

import { now } from '../../../base/clock';
import type { ItemCall } from '../../../core/types';
import { settled } from '../../../transport/outcome';
import type { ConnectedTool } from './connectedTool';
import type { ToolArguments } from './toolArguments';
import { errorText } from './toolError';
import { resultText } from './toolResult';

/** A call of a connected tool that a model asks for. */
export interface RunnableCall {
	readonly id: string;
	readonly given: ToolArguments;
	readonly tool: ConnectedTool;
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

/** Runs one tool. Never throws: the error is in what it gives. */
export async function runTool(
	{ secret }: ItemCall,
	{ tool, given }: RunnableCall,
	round: number,
): Promise<ToolRun> {
	const { name } = tool;
	const { args, problem } = given;
	const started = now();
	const ended = (output: string, error: string | null): ToolRun => {
		return { round, name, args: args ?? {}, output, error, duration_ms: now() - started };
	};
	if (args === undefined) {
		const text = errorText(problem, secret);
		return ended(text, text);
	}
	const outcome = await settled(tool.invoke(args));
	if ('error' in outcome) {
		const text = errorText(outcome.error, secret);
		return ended(`Error: ${text}`, text);
	}
	const { text, isError } = resultText(outcome.value, secret);
	return ended(text, isError ? text : null);
}
