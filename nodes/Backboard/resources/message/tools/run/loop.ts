import type { IDataObject } from 'n8n-workflow';

import { recordOf, recordsIn } from '../../../../base/record';
import { afterWrite, BackboardError } from '../../../../transport/error';
import { statusOf, textOrNull } from '../../answer/answer';
import type { ToolRun } from '../../answer/toolCall';
import { cancelWaitingRun } from '../../run/cancel';
import { submitRequest } from '../../run/request';
import { sendAndWait, type SendContext } from '../../run/sendAndWait';
import type { Toolbox } from '../toolbox';
import { type RunnableCall, runTool, toolArguments, unlessAborted } from './run';

/** How the rounds of an item go on. */
export interface RoundSettings {
	readonly tools: Toolbox;
	readonly stream: boolean;
	/** In ms; 0 = none. */
	readonly timeout: number;
}

/** A run that waits for the outputs of tools that the node can run. */
interface WaitingRun {
	readonly threadId: string;
	readonly runId: string;
	readonly calls: readonly RunnableCall[];
}

/**
 * Runs the tools that an answer asks for and submits their outputs, until an answer asks for none. An
 * answer that calls a tool which is not connected is given back as it is, and none of its tools is run.
 */
export async function withToolsRun(
	context: SendContext,
	settings: RoundSettings,
	first: IDataObject,
	threadId: string | undefined,
): Promise<IDataObject> {
	let answer = first;
	for (;;) {
		const run = waitingRun(settings.tools, answer, threadId);
		if (run === undefined) {
			remarkReviews(context, settings.tools, answer);
			return answer;
		}
		const round = (context.toolRuns.at(-1)?.round ?? 0) + 1;
		if (round > settings.tools.maxRounds) {
			throw await giveUp(context, run, tooManyRounds(settings.tools.maxRounds));
		}
		const runs = await runRound(context, run, round);
		const failed = settings.tools.failsOnError
			? runs.find(({ error }) => error !== null)
			: undefined;
		if (failed !== undefined) throw await giveUp(context, run, toolFailed(failed));
		await context.chat.nextText();
		const next = await submitted(context, settings, run, runs);
		answer = { ...next, thread_id: next.thread_id ?? run.threadId };
	}
}

/** Says in the banner how calls go on that a person has to approve. */
function remarkReviews({ call }: SendContext, { connected }: Toolbox, answer: IDataObject): void {
	const asked = recordsIn(answer.tool_calls).map((one) => recordOf(one.function ?? one).name);
	const names = asked.filter((name) => connected.get(String(name))?.isReviewed);
	if (names.length === 0) return;
	call.execution.remark(
		`A person has to approve the call of ${[...new Set(names)].join(', ')}: the template "Approve before it acts" shows how`,
	);
}

/** Undefined when the answer waits for nothing that the node can do. */
function waitingRun(
	{ connected }: Toolbox,
	answer: IDataObject,
	knownThread: string | undefined,
): WaitingRun | undefined {
	const threadId = textOrNull(answer.thread_id) ?? knownThread;
	const runId = textOrNull(answer.run_id);
	if (statusOf(answer) !== 'REQUIRES_ACTION' || threadId === undefined || !runId) return undefined;
	const asked = recordsIn(answer.tool_calls);
	const calls = asked.flatMap((call) => {
		const { name, arguments: args } = call.function ? recordOf(call.function) : call;
		const tool = typeof name === 'string' ? connected.get(name) : undefined;
		const id = textOrNull(call.id);
		return tool === undefined || tool.isReviewed || !id
			? []
			: [{ id, tool, given: toolArguments(args) }];
	});
	const canAll = calls.length === asked.length && calls.length > 0;
	return canAll ? { threadId, runId, calls } : undefined;
}

/** Runs the tools of a round side by side. Throws when the execution is stopped meanwhile. */
async function runRound(
	context: SendContext,
	run: WaitingRun,
	round: number,
): Promise<readonly ToolRun[]> {
	const { call, toolRuns, ranTools } = context;
	const done: ToolRun[] = [];
	const all = run.calls.map(
		async (one, position) =>
			await call.limit(async () => {
				if (call.signal.aborted) return;
				if (one.given.args !== undefined) ranTools.add(one.tool.name);
				done[position] = await runTool(call, one, round);
			}),
	);
	await unlessAborted(Promise.all(all), call.signal);
	// Without the places of those that had not ended before a stop.
	const runs = Object.values(done);
	toolRuns.push(...runs);
	if (call.signal.aborted) throw await giveUp(context, run, stopped(context));
	return runs;
}

async function submitted(
	context: SendContext,
	{ tools, stream, timeout }: RoundSettings,
	run: WaitingRun,
	runs: readonly ToolRun[],
): Promise<IDataObject> {
	const { threadId, runId, calls } = run;
	const toolOutputs = calls.map(({ id }, position) => {
		return { tool_call_id: id, output: runs[position]?.output ?? '' };
	});
	const submission = { threadId, runId, toolOutputs, tools: tools.definitions, stream, timeout };
	try {
		return await sendAndWait(context, submitRequest(submission));
	} catch (error) {
		throw await unsubmitted(context, run, error);
	}
}

/** The error of outputs that could not be submitted, or whose answer failed. */
async function unsubmitted(
	context: SendContext,
	run: WaitingRun,
	error: unknown,
): Promise<unknown> {
	const { call, ranTools } = context;
	const { threadId, runId } = run;
	// Stopped before they were sent: the run still waits.
	if (!(error instanceof BackboardError) && call.signal.aborted) {
		return await giveUp(context, run, stopped(context));
	}
	const isRefused = error instanceof BackboardError && REFUSED.has(error.details.status_code);
	if (isRefused) await cancelWaitingRun(call, threadId, runId);
	// The message was taken, and tools may have run: sending it again would do all of it twice.
	const what = ranTools.size > 0 ? 'was sent, and its tools have run' : 'was sent';
	const advice = `The message ${what}. Look at the thread ${threadId} before you send it again.`;
	return afterWrite(error, threadId, advice);
}

/** Statuses with which outputs are refused for certain: their run would wait, and block its thread. */
const REFUSED = new Set<number | null>([400, 413, 422, 429]);

interface Reason {
	readonly message: string;
	readonly description: string;
	readonly reason: string;
}

function tooManyRounds(most: number): Reason {
	return {
		message: `The model still calls tools after ${most} ${most === 1 ? 'round' : 'rounds'}`,
		description:
			'The run was cancelled. Raise Max Tool Rounds under Options, or say in the message when to stop.',
		reason: 'too many tool rounds',
	};
}

function toolFailed({ name, error }: ToolRun): Reason {
	return {
		message: `The tool "${name}" failed: ${error ?? ''}`,
		description:
			'The run was cancelled. Correct the tool, or set Tool Errors under Options to Tell the Model.',
		reason: 'tool error',
	};
}

function stopped({ ranTools }: SendContext): Reason {
	const names = [...ranTools].join(', ');
	return {
		message: 'The execution was stopped while tools ran',
		description: `The waiting run was cancelled. ${names === '' ? 'No tool had run' : `Tools that had run: ${names}`}.`,
		reason: 'stopped',
	};
}

/** The error of a run that is given up, which is cancelled at Backboard: nobody will answer its calls. */
async function giveUp(
	{ call, sent, ranTools }: SendContext,
	{ threadId, runId }: WaitingRun,
	{ message, description, reason }: Reason,
): Promise<BackboardError> {
	await cancelWaitingRun(call, threadId, runId);
	const ids = { thread_id: threadId, run_id: runId };
	// Broken arguments are the model's: another one may do better.
	const concernsModel = ranTools.size === 0 && !call.signal.aborted;
	return new BackboardError(
		call,
		{ message, description },
		{ details: { ...ids, status_code: 200, attempts: sent.requests }, reason, concernsModel },
	);
}
