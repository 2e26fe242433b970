import { unalteredJson } from '../../../../base/json';
import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsIn } from '../../../../base/record';
import { asText, shortText } from '../../../../base/text';
import { now } from '../../../../base/time';
import type { ItemCall } from '../../../../core/types';
import type { ToolRun } from '../../answer/toolCall';
import type { ConnectedTool } from '../connectedTool';
import { resultText } from './result';
import { cleanText } from './text';

/** A call of a connected tool that a model asks for. */
export interface RunnableCall {
	readonly id: string;
	readonly given: ToolArguments;
	readonly tool: ConnectedTool;
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
	try {
		const { text, isError } = resultText(await tool.invoke(args), secret);
		return ended(text, isError ? text : null);
	} catch (error) {
		const text = errorText(error, secret);
		return ended(`Error: ${text}`, text);
	}
}

const LONGEST_ERROR = 2_000;

/** LangChain's words for arguments that do not fit; what does not fit comes after them, in newer ones. */
const MISFIT = /^Received tool input did not match expected schema\s*(?:Details:)?\s*/;

/** What a tool threw, as a short text that a model can act on: without a stack and without `secret`. */
export function errorText(error: unknown, secret: string): string {
	return cleanText(messageOf(error), secret, LONGEST_ERROR) || NO_MESSAGE;
}

const NO_MESSAGE = 'The tool failed without saying why';

function messageOf(error: unknown): string {
	if (typeof error === 'string') return error;
	if (!isRecord(error)) return error === undefined || error === null ? '' : String(error);
	const issues = issuesOf(error);
	if (issues.length > 0) return misfit(issues.join('; '));
	const { message, name } = error;
	const text = typeof message === 'string' ? message.trim() : '';
	if (MISFIT.test(text)) return misfit(text.replace(MISFIT, ''));
	if (text !== '') return withDescription(text, error.description);
	return typeof name === 'string' && name !== 'Error' ? `${NO_MESSAGE} (${name})` : '';
}

/** n8n's errors often have the useful half in their description. */
function withDescription(text: string, description: unknown): string {
	if (typeof description !== 'string' || description.trim() === '') return text;
	return text.includes(description.trim()) ? text : `${text}. ${description.trim()}`;
}

/** What zod says of each value that does not fit, with its place. */
function issuesOf({ issues, name }: IDataObject): string[] {
	if (!/Zod/.test(String(name))) return [];
	return recordsIn(issues).map(({ path, message }) => {
		const place = Array.isArray(path) ? path.map(String).join('.') : '';
		const text = typeof message === 'string' ? message : 'not allowed';
		return place === '' ? text : `${place}: ${text}`;
	});
}

function misfit(details: string): string {
	const text = 'The arguments do not fit the parameters of the tool';
	return details === '' ? text : `${text}: ${details}`;
}

/** The arguments of a call; or, in `problem`, what a model can do better, when they are no object. */
export type ToolArguments =
	| { readonly args: IDataObject; readonly problem?: undefined }
	| { readonly args?: undefined; readonly problem: string };

const LONGEST_EXCERPT = 200;

/** Reads the arguments of a tool call: a JSON text (Backboard's) or an object. None are `{}`. */
export function toolArguments(given: unknown): ToolArguments {
	if (typeof given !== 'string') return argumentsIn(given, given);
	if (given.trim() === '') return { args: {} };
	const exact = unalteredJson(given) ?? { problem: 'no JSON object' };
	return exact.problem === undefined
		? argumentsIn(exact.value, given)
		: { problem: problemOf(exact.problem, given) };
}

function argumentsIn(value: unknown, source: unknown): ToolArguments {
	if (value === undefined || value === null) return { args: {} };
	if (isRecord(value)) return { args: value };
	const kind = Array.isArray(value) ? 'list' : typeof value;
	return { problem: problemOf(`a ${kind}, no JSON object`, asText(source)) };
}

function problemOf(what: string, source: string): string {
	const excerpt = shortText(source.trim(), LONGEST_EXCERPT);
	return `The arguments are ${what}: ${excerpt}. The tool was not run: call it again with a JSON object.`;
}

/** Waits for work, but not after an abort: what is running ends by itself, and nobody waits for it. */
export async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	let end = () => {};
	const aborted = new Promise<void>((resolve) => (end = resolve));
	signal.addEventListener('abort', end, { once: true });
	await Promise.race([work, aborted]);
	signal.removeEventListener('abort', end);
}
