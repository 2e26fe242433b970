import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import { asJson, recordOf } from '../base/record';
import type { ItemFields } from '../core/types';
import { readCollection } from './values';

/** An option of an operation: its field, how it is read and checked, and where it goes on the wire. */
export interface Option<T> {
	readonly field: INodeProperties;
	/** Its value where it is not set, or empty. */
	readonly unset: T;
	/** What it is set to; undefined where that is empty. Throws, naming the field, when it cannot be used. */
	read(node: INode, value: unknown): T | undefined;
	/** Its name in a request; `a.b` is a member of an object. */
	readonly wire?: string;
	/** What goes out for a value; undefined for nothing. By default the value itself. */
	sent?(value: T): unknown;
}

type Options = Readonly<Record<string, Option<unknown>>>;

type Values<O extends Options> = { readonly [K in keyof O]: O[K]['unset'] };

/** @param read gets the label of the field, for its error */
export function option<T>(
	field: INodeProperties,
	unset: T,
	read: (node: INode, value: unknown, label: string) => T | undefined,
	wire: Pick<Option<T>, 'wire' | 'sent'> = {},
): Option<T> {
	return { field, unset, read: (node, value) => read(node, value, field.displayName), ...wire };
}

/** The collection that shows them, by their labels. */
export function optionsField(options: Options): INodeProperties {
	const fields = Object.values(options).map(({ field }) => field);
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: fields.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** What an item sets, by the names of the options. */
export function readOptions<O extends Options>(item: ItemFields, options: O): Values<O> {
	const given = readCollection(item, 'options');
	const values = Object.entries(options).map(([name, { field, unset, read }]) => {
		const value = given[field.name];
		return [name, value === undefined ? unset : (read(item.node, value) ?? unset)];
	});
	return Object.fromEntries(values) as Values<O>;
}

/** What the options add to a request. */
export function wireFields<O extends Options>(options: O, values: Values<O>): IDataObject {
	const fields: IDataObject = {};
	for (const [name, { wire, sent = (value: unknown) => value }] of Object.entries(options)) {
		const value = wire === undefined ? undefined : asJson(sent(values[name]));
		if (wire === undefined || value === undefined) continue;
		const [root = '', member] = wire.split('.');
		fields[root] = member === undefined ? value : { ...recordOf(fields[root]), [member]: value };
	}
	return fields;
}
