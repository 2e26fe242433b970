import type { Dialect } from '../dialect';
import { mapRecords } from './json';
import { argumentsIn, toldIn } from './run';

type Event = Readonly<Record<string, unknown>> & { readonly type: string };

/** Events after which nothing more comes of a run. */
const ENDS = new Set([
	'run_ended',
	'run_failed',
	'run_cancelled',
	'tool_submit_required',
	'message_saved',
]);

/** The events of a run as the dialect has them. */
export function spokenEvents(
	dialect: Dialect,
	events: readonly Event[],
	threadId: string,
): Event[] {
	let soFar = '';
	return events.map((event) => {
		const told = toldIn(dialect, event);
		const called = mapRecords(told, (record) => argumentsIn(dialect, record)) as Event;
		const named = withThread(dialect, called, threadId);
		switch (event.type) {
			case 'content_streaming':
				soFar += String(event.content);
				return {
					...named,
					...(dialect.cumulativeStreams && { content: soFar }),
					...(dialect.accumulatedStreams && { accumulated_content: soFar }),
				};
			case 'run_ended':
				return runEnd(dialect, named);
			case 'run_failed':
				return runFailure(dialect, named);
			default:
				return named;
		}
	});
}

function withThread(dialect: Dialect, event: Event, thread_id: string): Event {
	if (dialect.threadInEveryEvent) return { ...event, thread_id };
	if (!dialect.threadInRunEnd) return event;
	if (ENDS.has(event.type)) return { ...event, thread_id };
	const { thread_id: _thread, ...rest } = event;
	return rest as Event;
}

function runEnd(dialect: Dialect, event: Event): Event {
	const { status, final_content, content, memory_operation_id, ...rest } = event;
	const text = dialect.olderRunEnd ? { content: final_content } : { content, final_content };
	const operation = dialect.camelCaseOperation ? 'memoryOperationId' : 'memory_operation_id';
	return {
		...rest,
		...(!dialect.missingRunStatus && { status: endStatus(dialect, status) }),
		...(!dialect.textlessRunEnd && text),
		[operation]: memory_operation_id,
		...(dialect.completedRunEnd && { type: 'run_completed' }),
		...(dialect.olderRunEnd && { type: 'message_complete' }),
	};
}

function endStatus(dialect: Dialect, status: unknown): unknown {
	if (dialect.nullRunStatus) return null;
	return dialect.upperCaseRunStatus ? String(status).toUpperCase() : status;
}

function runFailure(dialect: Dialect, { error, ...rest }: Event): Event {
	const member = dialect.failureInMessage ? 'message' : 'error';
	if (dialect.errorEvents) {
		return {
			type: 'error',
			[member]: dialect.failureInMessage ? error : { message: error },
			run_id: rest.run_id,
		};
	}
	const status = dialect.upperCaseRunStatus ? 'FAILED' : 'failed';
	return {
		...rest,
		[member]: error,
		...(dialect.failedRunEnds && { type: 'run_ended', status }),
	} as Event;
}

/** Events as they go over the wire. */
export function frames(events: readonly unknown[], dialect: Dialect = {}): string {
	const [before, end] = dialect.looseFrames ? [': ping\r\ndata:', '\r\n\r\n'] : ['data: ', '\n\n'];
	return events.map((event) => before + JSON.stringify(event) + end).join('');
}
