import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../transport/record';
import { targetOf } from '../jsonPointer';

/** Keywords whose schemas judge the same value as the schema that has them. */
const SAME_VALUE = ['allOf', 'anyOf', 'else', 'if', 'not', 'oneOf', 'then'];

/** Whether a schema refers to itself before it looks into a value: then no value can ever be judged. */
export function hasCircle(root: IDataObject): boolean {
	const ended = new Map<IDataObject, boolean>();
	const circlesFrom = (schema: unknown): boolean => {
		if (!isRecord(schema)) return false;
		const hasEnded = ended.get(schema);
		if (hasEnded !== undefined) return !hasEnded;
		ended.set(schema, false);
		const next = [targetOf(root, schema.$ref), ...SAME_VALUE.map((keyword) => schema[keyword])];
		if (next.flat().some(circlesFrom)) return true;
		ended.set(schema, true);
		return false;
	};
	const circlesIn = (part: unknown): boolean =>
		Array.isArray(part)
			? part.some(circlesIn)
			: isRecord(part) && (circlesFrom(part) || Object.values(part).some(circlesIn));
	return circlesIn(root);
}
