import type { IDataObject } from 'n8n-workflow';

import { pick, recordOf, recordsIn, withoutError } from '../../base/record';
import type { ItemCall } from '../../core/types';
import { readSimplify } from '../../fields/simplify';
import type { RecordKind } from '../../transport/reading';

/** Members of a simplified assistant. In a list its prompt is left out: that alone may be pages long. */
const LISTED = ['assistant_id', 'name', 'created_at', 'tok_k'];
const SINGLE = [...LISTED, 'system_prompt'];

/** An assistant as the item asks for it. */
export function assistantOutput(call: ItemCall, assistant: IDataObject): IDataObject {
	return readSimplify(call) ? simplified(assistant, SINGLE) : withoutError(assistant);
}

/** One of many. */
export function listedAssistant(call: ItemCall, assistant: IDataObject): IDataObject {
	return readSimplify(call) ? simplified(assistant, LISTED) : withoutError(assistant);
}

function simplified(assistant: IDataObject, keys: readonly string[]): IDataObject {
	const names = recordsIn(assistant.tools).map((tool) => recordOf(tool.function).name ?? null);
	const assistant_id = assistant.assistant_id ?? assistant.id;
	return { ...pick({ ...assistant, assistant_id }, keys), tool_names: names };
}

/** What an answer about one assistant holds. */
export const ASSISTANT: RecordKind = { name: 'assistant', idKeys: ['assistant_id', 'id'] };
