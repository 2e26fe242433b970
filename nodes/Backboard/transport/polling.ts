import type { IDataObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { ErrorDetails } from './error';
import type { Path } from './path';
import { requestJson, type Caller } from './request';

/** Time between two looks at something that Backboard is working on, in ms: the contract's recommendation. */
export const POLL_INTERVAL = 2000;

export interface Polling {
	readonly path: Path;
	/** Ms after which the wait is given up; Infinity for never. */
	readonly limit: number;
	/** Ms in which a 404 stands for "not yet": what was made just now is not known everywhere at once. */
	readonly grace: number;
	/** Whether there is nothing more to wait for. */
	isOver(record: IDataObject): boolean;
}

/**
 * Looks at a record every two seconds until Backboard is done with it. Returns what was seen last
 * (undefined when there was nothing to see) and whether it is done. Throws soon after a cancel.
 */
export async function poll(
	caller: Caller,
	{ path, limit, grace, isOver }: Polling,
): Promise<{ record: IDataObject | undefined; isDone: boolean }> {
	const started = Date.now();
	const end = started + limit;
	let record: IDataObject | undefined;
	for (;;) {
		record = (await look(caller, path, started + grace)) ?? record;
		if (record !== undefined && isOver(record)) return { record, isDone: true };
		const left = end - Date.now();
		if (left <= 0) return { record, isDone: false };
		await caller.pace.wait(Math.min(POLL_INTERVAL, left));
	}
}

async function look(
	caller: Caller,
	path: Path,
	notYetUntil: number,
): Promise<IDataObject | undefined> {
	const outcome = await requestJson(caller, { method: 'GET', path }).then(
		(value) => ({ value }),
		(error: unknown) => ({ error }),
	);
	if ('value' in outcome) return outcome.value as IDataObject;
	if (isUnknown(outcome.error) && Date.now() < notYetUntil) return undefined;
	throw outcome.error;
}

function isUnknown(error: unknown): boolean {
	if (!(error instanceof NodeApiError)) return false;
	return (error.context.details as ErrorDetails | undefined)?.status_code === 404;
}
