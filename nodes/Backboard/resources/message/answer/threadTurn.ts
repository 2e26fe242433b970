import type { IDataObject } from 'n8n-workflow';

import { timeOf } from '../../../base/time';
import { metadataOf, oldestFirst } from './threadMessage';
import { callsTools } from './toolCall';

/** A message of the user, and what the assistant said to it. */
export interface ThreadTurn {
	readonly asked: IDataObject;
	readonly said: IDataObject[];
}

/**
 * The turns of a thread. Messages belong together by their run where both name it, else by their order.
 * Empty where that cannot be told: an answer to another message would be worse than none.
 */
export function turnsIn(messages: IDataObject[]): ThreadTurn[] {
	const [asked, answers] = ['user', 'assistant'].map((own) =>
		messages.filter(({ role }) => role === own),
	) as [IDataObject[], IDataObject[]];
	const runs = new Set(answers.map(runOf));
	const joined = asked.filter((message) => runOf(message) && runs.has(runOf(message)));
	const known = new Set(joined.map(runOf));
	const isOpen = (message: IDataObject) => !known.has(runOf(message));
	const rest = messages.filter((message) => isOpen(message) && message.role !== 'system');
	return [
		...joined.map((message) => ({
			asked: message,
			said: oldestFirst(answers.filter((answer) => runOf(answer) === runOf(message))),
		})),
		...turnsByOrder(rest.filter(({ role }) => role !== 'tool')),
	];
}

function turnsByOrder(messages: IDataObject[]): ThreadTurn[] {
	const [only, ...others] = messages.filter(({ role }) => role === 'user');
	if (only !== undefined && others.length === 0) {
		const isOther = (message: IDataObject) => message !== only && !isBefore(message, only);
		return [{ asked: only, said: oldestFirst(messages.filter(isOther)) }];
	}
	const turns: ThreadTurn[] = [];
	for (const message of inOrder(messages)) {
		const last = turns.at(-1);
		if (message.role === 'user') turns.push({ asked: message, said: [] });
		else if (last === undefined) return [];
		else last.said.push(message);
	}
	// Two runs after one message: its time was moved. In a list without order, each has its answer.
	const least = isMonotone(messages) ? 0 : 1;
	const isClear = turns.every(({ said }) => countRuns(said) <= 1 && countRuns(said) >= least);
	return isClear ? turns : [];
}

/** Whether something was said before a message whose time nobody has moved. */
export function isBefore(said: IDataObject, asked: IDataObject): boolean {
	return !isMoved(asked) && timeOf(said.created_at) < timeOf(asked.created_at);
}

function isMoved(message: IDataObject): boolean {
	return metadataOf(message).custom_timestamp !== undefined;
}

/** By time; nothing where times are missing, equal, or moved by who sent the message. */
function inOrder(messages: IDataObject[]): IDataObject[] {
	const times = messages.map(({ created_at }) => timeOf(created_at));
	const areClear = !times.some(Number.isNaN) && new Set(times).size === times.length;
	return areClear && !messages.some(isMoved) ? oldestFirst(messages) : [];
}

/** Whether the list itself is in the order of the times, from either end. */
function isMonotone(messages: IDataObject[]): boolean {
	const ordered = oldestFirst(messages);
	return [ordered, [...ordered].reverse()].some((list) =>
		list.every((message, index) => message === messages[index]),
	);
}

/** How many runs have said something; calls of tools belong to the run that follows. */
function countRuns(said: readonly IDataObject[]): number {
	const own = said.filter((message) => runOf(message) === undefined && !callsTools(message));
	return new Set(said.map(runOf).filter(Boolean)).size + own.length;
}

function runOf(message: IDataObject): string | undefined {
	const { run_id } = metadataOf(message);
	return typeof run_id === 'string' && run_id !== '' ? run_id : undefined;
}
