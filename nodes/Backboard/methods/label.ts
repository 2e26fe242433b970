import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';

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

/**
 * An entry of a list: the first of the texts that says something, else the ID, and in brackets what
 * distinguishes it from equal ones: dates, statuses. Undefined for a record without an ID, which nothing
 * could be done with.
 */
export function entryOf(
	id: unknown,
	texts: readonly unknown[],
	...more: readonly string[]
): INodeListSearchItems | undefined {
	if (!isWords(id)) return undefined;
	const text = shortened(texts.find(isWords) ?? id);
	const shown = more.filter((part) => part !== '');
	return { name: shown.length > 0 ? `${text} (${shown.join(', ')})` : text, value: id };
}

function isWords(text: unknown): text is string {
	return typeof text === 'string' && text.trim() !== '';
}

/** A thread by its title, else the first words of its user, with its date. */
export function threadEntry(thread: IDataObject): INodeListSearchItems | undefined {
	const { title, first_user_message, messages, created_at } = thread;
	const id = thread.thread_id ?? thread.id;
	const texts = [title, first_user_message, firstUserMessage(messages), `Thread ${String(id)}`];
	return entryOf(id, texts, dateLabel(created_at));
}

function firstUserMessage(messages: unknown): unknown {
	return recordsIn(messages).find(({ role }) => role === 'user')?.content;
}
