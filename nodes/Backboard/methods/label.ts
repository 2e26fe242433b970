import type { IDataObject } from 'n8n-workflow';

import { recordsIn } from '../transport/record';
import { cutText } from '../transport/text';

const LONGEST_LABEL = 60;

/** A text on one line, short enough for a list. */
function shortened(text: string): string {
	const line = text.replace(/\s+/g, ' ').trim();
	return line.length > LONGEST_LABEL ? `${cutText(line, LONGEST_LABEL - 1).trimEnd()}…` : line;
}

/** `2026-02-05 02:15` of an ISO 8601 time; empty for anything else. */
export function dateLabel(time: unknown): string {
	const [, day, minute] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(String(time)) ?? [];
	return day === undefined ? '' : `${day} ${minute}`;
}

/** A text and, in brackets, what distinguishes it from equal ones: dates, statuses. */
export function labelled(text: string, ...more: unknown[]): string {
	const shown = more.filter((part) => typeof part === 'string' && part !== '');
	return shown.length > 0 ? `${shortened(text)} (${shown.join(', ')})` : shortened(text);
}

/** What a thread is called: its title, else the first words of its user, else its ID, with its date. */
export function threadLabel(thread: IDataObject): string {
	const words = [thread.title, thread.first_user_message, firstUserMessage(thread.messages)].find(
		(text): text is string => typeof text === 'string' && text.trim() !== '',
	);
	return labelled(
		words ?? `Thread ${String(thread.thread_id ?? thread.id)}`,
		dateLabel(thread.created_at),
	);
}

function firstUserMessage(messages: unknown): unknown {
	return recordsIn(messages).find(({ role }) => role === 'user')?.content;
}
