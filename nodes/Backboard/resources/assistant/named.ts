import type { IDataObject } from 'n8n-workflow';

import { asText } from '../../base/text';
import { isOlder, timeOf } from '../../base/time';
import type { ItemCall } from '../../core/types';
import { PAGE_SIZE, requestAll } from '../../transport/paging';
import { path } from '../../transport/path';

/** The list of the account's assistants. */
export const ASSISTANTS = {
	path: path`/assistants`,
	pageSize: PAGE_SIZE.assistants,
	listKey: 'assistants',
	identity: ['assistant_id', 'id'],
};

/** Assistants of exactly this name. Older servers ignore `name`: then the whole list is read. */
export async function assistantsNamed(
	call: ItemCall,
	name: string,
	limit: number,
): Promise<IDataObject[]> {
	return await requestAll(call, {
		...ASSISTANTS,
		query: { name },
		limit,
		isWanted: (assistant) => assistant.name === name,
	});
}

/** The oldest assistant of each name; undefined where there may be one that is not known. */
export type Names = Map<string, IDataObject | undefined>;

/** One item asks for its name alone; several share one list, which is read once per execution. */
export async function readNames(call: ItemCall, name: string): Promise<Names> {
	return await call.execution.once('assistants by name', async () => {
		const isAlone = call.context.getInputData().length === 1;
		if (isAlone) return oldestOf(await assistantsNamed(call, name, Infinity));
		return oldestOf(await requestAll(call, { ...ASSISTANTS, limit: Infinity }));
	});
}

export async function oldestNamed(
	call: ItemCall,
	names: Names,
	name: string,
): Promise<IDataObject | undefined> {
	if (!names.has(name)) return undefined;
	return names.get(name) ?? oldestOf(await assistantsNamed(call, name, Infinity)).get(name);
}

function oldestOf(assistants: readonly IDataObject[]): Names {
	const oldest: Names = new Map();
	for (const assistant of assistants) {
		const name = asText(assistant.name);
		const known = oldest.get(name);
		if (isOlder(candidate(assistant), known && candidate(known))) oldest.set(name, assistant);
	}
	return oldest;
}

function candidate({ assistant_id, id, created_at }: IDataObject) {
	return { id: asText(assistant_id ?? id), time: timeOf(created_at) };
}
