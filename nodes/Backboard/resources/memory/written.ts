import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { afterWrite, BackboardError, type Subject } from '../../transport/error';
import { path } from '../../transport/path';
import { poll } from '../../transport/poll';
import { requestRecord } from '../../transport/reading';
import { changes, contentIn, idOf, MEMORY, memoryOutput } from './output';
import { untilDone } from './writing';

/** What was written, and where it can be read. */
export interface Write {
	readonly assistantId: string;
	/** Backboard's answer, with what was sent where it does not repeat it. */
	readonly answer: IDataObject;
	/** What it has to hold; where that is undefined, it is enough that it is there. */
	readonly content?: string;
	/** In ms; undefined where nobody waits. */
	readonly limit: number | undefined;
}

/** The memory as it was written. */
export async function written(call: ItemCall, write: Write): Promise<IDataObject> {
	const { answer, limit } = write;
	const operationId = answer.memory_operation_id;
	const own = idOf(answer);
	let changed: IDataObject | undefined;
	if (limit !== undefined && typeof operationId === 'string') {
		const wait = untilDone(call, operationId, { limit, isNew: true });
		[changed] = changes(
			await accepted(
				wait,
				operationId,
				`Get Operation and the ID ${operationId}, or with Get Many,`,
			),
		);
	} else if (limit !== undefined && own !== null) {
		await accepted(untilSeen(call, own, write, limit), own, `Get and the ID ${own}`);
	}
	return {
		...memoryOutput(call, { ...answer, memory_id: own ?? changed?.id ?? null }),
		memory_operation_id: operationId ?? null,
	};
}

/**
 * Whatever goes wrong from here on, Backboard has accepted the memory: a second write would be a second
 * memory.
 */
async function accepted<T>(wait: Promise<T>, id: string, where: string): Promise<T> {
	try {
		return await wait;
	} catch (error) {
		const advice = `Backboard has accepted the memory. Look with ${where} before you write it again.`;
		throw afterWrite(error, id, advice);
	}
}

/** Not every answer names an operation: then the memory itself shows that it is written. */
async function untilSeen(
	call: ItemCall,
	id: string,
	{ assistantId, content }: Write,
	limit: number,
): Promise<void> {
	const subject: Subject = {};
	const memory = path`/assistants/${assistantId}/memories/${id}`;
	const { isDone } = await poll(call.pace, {
		look: async () => await requestRecord(call, { method: 'GET', path: memory, subject }, MEMORY),
		isOver: (seen) => content === undefined || contentIn(seen)?.trim() === content.trim(),
		limit,
		grace: Infinity,
	});
	if (!isDone) throw notInTime(call, id, limit, subject);
}

function notInTime(
	call: ItemCall,
	id: string,
	limit: number,
	{ attempts }: Subject,
): BackboardError {
	return new BackboardError(
		call,
		{
			message: `The memory was not written within ${limit / 1000} s: Backboard does not show it`,
			description: `Backboard has accepted it: raise Timeout under Options, or look again later with Get and the ID ${id}.`,
		},
		{ details: { status_code: 200, attempts }, reason: 'not written in time' },
	);
}
