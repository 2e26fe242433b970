import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../transport/record';

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

/** The part of the schema that a pointer such as `#/$defs/name` means; undefined for any other. */
export function targetOf(root: IDataObject, ref: unknown): unknown {
	if (typeof ref !== 'string' || !/^#(\/|$)/.test(ref)) return undefined;
	let target: unknown = root;
	for (const step of ref.split('/').slice(1)) {
		const key = step.replace(/~1/g, '/').replace(/~0/g, '~');
		if (Array.isArray(target)) target = (target as unknown[])[Number(key)];
		else target = isRecord(target) && Object.hasOwn(target, key) ? target[key] : undefined;
	}
	return target;
}
