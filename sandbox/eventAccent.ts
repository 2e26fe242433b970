import type { Dialect } from './dialect';

type Event = Readonly<Record<string, unknown>> & { readonly type: string };

/** The events of a run as the dialect has them. */
export function spokenEvents(
	dialect: Dialect,
	events: readonly Event[],
	threadId: string,
): Event[] {
	let soFar = '';
	return events.map((event) => {
		const named = dialect.threadInEveryEvent ? { ...event, thread_id: threadId } : event;
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
				return dialect.errorEvents
					? { type: 'error', error: { message: event.error }, run_id: event.run_id }
					: named;
			default:
				return named;
		}
	});
}

function runEnd(dialect: Dialect, event: Event): Event {
	const { status, final_content, content, retrieved_files: files, ...rest } = event;
	return {
		...rest,
		...(!dialect.missingRunStatus && { status }),
		...(dialect.olderRunEnd ? { content: final_content } : { content, final_content }),
		retrieved_files:
			dialect.fileObjects && Array.isArray(files)
				? files.map((filename: unknown) => ({ filename }))
				: files,
		...(dialect.olderRunEnd && { type: 'message_complete' }),
	};
}

/** Events as they go over the wire. */
export function frames(events: readonly unknown[], dialect: Dialect = {}): string {
	const [before, end] = dialect.looseFrames ? [': ping\r\ndata:', '\r\n\r\n'] : ['data: ', '\n\n'];
	return events.map((event) => before + JSON.stringify(event) + end).join('');
}
