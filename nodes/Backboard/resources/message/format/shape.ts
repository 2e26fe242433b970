import type { IDataObject } from 'n8n-workflow';

import { asJson, isRecord } from '../../../transport/record';

/** The item with only the answer's own fields and the thread; a text or a list is under `output`. */
export function answerOnly(output: unknown, threadId: IDataObject[string]): IDataObject {
	const answer = isRecord(output) ? output : { output: asJson(output) };
	return withoutError({ thread_id: threadId, ...answer });
}

/** The node's output beside the fields of the input item, where the node's own win. */
export function withInput(input: IDataObject, output: IDataObject): IDataObject {
	return { ...withoutError(input), ...output };
}

/** A top-level `error` is a failed item to n8n: a field of that name becomes `error_`. */
function withoutError(json: IDataObject): IDataObject {
	if (!Object.hasOwn(json, 'error')) return json;
	let name = 'error_';
	while (Object.hasOwn(json, name)) name += '_';
	return Object.fromEntries(
		Object.entries(json).map(([key, value]) => [key === 'error' ? name : key, value]),
	);
}
