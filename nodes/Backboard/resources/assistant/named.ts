import type { IDataObject } from 'n8n-workflow';

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
