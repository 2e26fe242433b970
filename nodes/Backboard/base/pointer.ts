import { isRecord } from './record';

/** The names and indexes in a pointer such as `#/items/2/a~1b`, which may be escaped as in an address. */
export function stepsOf(pointer: string): string[] {
	return pointer
		.split('/')
		.slice(1)
		.map((step) => unescaped(step).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The part of a schema that a pointer such as `#/$defs/name` means; undefined for any other reference. */
export function targetOf(root: unknown, reference: unknown): unknown {
	if (typeof reference !== 'string' || !/^#(\/|$)/.test(reference)) return undefined;
	return stepsOf(reference).reduce(memberOf, root);
}

/** An own member of an object or list; undefined where there is none. */
export function memberOf(value: unknown, name: string): unknown {
	if (Array.isArray(value)) return (value as unknown[])[Number(name)];
	return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function unescaped(step: string): string {
	try {
		return decodeURIComponent(step);
	} catch {
		return step;
	}
}
