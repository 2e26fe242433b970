import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { afterWrite } from '../../transport/error';
import { settled } from '../../transport/outcome';
import { changes, idOf, memoryOutput } from './output';
import { untilDone } from './writing';

/** The memory as it was written; not every server writes it in an operation of its own. */
export async function written(
	call: ItemCall,
	answer: IDataObject,
	limit: number | undefined,
): Promise<IDataObject> {
	const operationId = answer.memory_operation_id;
	const [changed] =
		limit !== undefined && typeof operationId === 'string'
			? changes(await untilWritten(call, operationId, limit))
			: [];
	return {
		...memoryOutput(call, { ...answer, memory_id: idOf(answer) ?? changed?.id ?? null }),
		memory_operation_id: operationId ?? null,
	};
}

/**
 * Whatever goes wrong from here on, Backboard has accepted the memory: a second write would be a second
 * memory.
 */
async function untilWritten(
	call: ItemCall,
	operationId: string,
	limit: number,
): Promise<IDataObject> {
	const outcome = await settled(untilDone(call, operationId, { limit, isNew: true }));
	if ('value' in outcome) return outcome.value;
	throw afterWrite(
		outcome.error,
		operationId,
		`Backboard has accepted the memory. Look with Get Operation and the ID ${operationId}, or with Get Many, before you write it again.`,
	);
}
