import type { Dialect } from '../dialect';
import type { Json } from '../json';
import { changed, mapped, renamed, upper, when, without, type Changes } from './change';
import { recordsIn } from './record';

/** What an event alone does not tell. */
interface Stream {
	readonly thread_id: string;
	/** The text of the answer so far. */
	readonly text: string;
}

const ENDS = 'run_ended run_failed run_cancelled tool_submit_required message_saved'.split(' ');

const isOf =
	(wanted: string) =>
	({ type }: Json) =>
		type === wanted;
const isPiece = isOf('content_streaming');
const isEnd = isOf('run_ended');
const isFailure = isOf('run_failed');

const CHANGES: Changes<Stream> = {
	cumulativeStreams: (event, { text }) => (isPiece(event) ? { ...event, content: text } : event),
	accumulatedStreams: (event, { text }) =>
		isPiece(event) ? { ...event, accumulated_content: text } : event,

	threadInRunEnd: ({ thread_id: _thread, ...event }, { thread_id }) =>
		ENDS.includes(String(event.type)) ? { ...event, thread_id } : event,
	threadInEveryEvent: (event, { thread_id }) => ({ ...event, thread_id }),

	missingRunStatus: when(isEnd, without('status')),
	nullRunStatus: when(
		isEnd,
		mapped('status', () => null),
	),
	textlessRunEnd: when(isEnd, without('content', 'final_content')),
	camelCaseOperation: when(isEnd, renamed('memory_operation_id', 'memoryOperationId')),
	olderRunEnd: when(isEnd, (event) => ({
		...renamed('final_content', 'content')(event),
		type: 'message_complete',
	})),
	completedRunEnd: when(isEnd, (event) => ({ ...event, type: 'run_completed' })),

	failureInMessage: when(isFailure, renamed('error', 'message')),
	errorEvents: when(isFailure, ({ run_id, error, message }) => ({
		type: 'error',
		run_id,
		...(error === undefined ? { message } : { error: { message: error } }),
	})),
	// Only now, so that a failure has its status however those of other runs are.
	failedRunEnds: when(isFailure, (event) => ({ ...event, type: 'run_ended', status: 'failed' })),
	upperCaseRunStatus: mapped('status', upper),
};

/** The events of a run as the dialect has them. */
export function spokenEvents(dialect: Dialect, events: readonly Json[], thread_id: string): Json[] {
	let text = '';
	return events.map((event) => {
		if (isPiece(event)) text += String(event.content);
		const told = recordsIn(dialect, event) as Json;
		return changed(CHANGES, dialect, told, { thread_id, text });
	});
}

/** Events as they go over the wire. */
export function frames(events: readonly unknown[], dialect: Dialect = {}): string {
	const [before, end] = dialect.looseFrames ? [': ping\r\ndata:', '\r\n\r\n'] : ['data: ', '\n\n'];
	return events.map((event) => before + JSON.stringify(event) + end).join('');
}
