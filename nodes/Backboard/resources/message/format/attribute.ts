import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { readBoolean } from '../../../fields/boolean';
import { inputError } from '../../../transport/error';
import { isRecord, recordOf, recordsIn } from '../../../transport/record';
import { asText } from '../../../transport/text';
import { isDate } from './date';
import type { Reading, Reason } from './format';
import { memberPath, shown } from './reason';

type AttributeType = 'string' | 'number' | 'boolean' | 'date';

/** One field of the wanted answer, as the user describes it. */
interface Attribute {
	readonly name: string;
	readonly type: AttributeType;
	readonly description: string;
	readonly required: boolean;
}

const TYPES: Readonly<Record<AttributeType, { schema: IDataObject; expected: string }>> = {
	string: { schema: { type: 'string' }, expected: 'a string' },
	number: { schema: { type: 'number' }, expected: 'a number' },
	boolean: { schema: { type: 'boolean' }, expected: 'true or false' },
	date: {
		schema: { type: 'string', format: 'date' },
		expected: 'a date by ISO 8601 that exists, such as "2026-01-31" or "2026-01-31T12:00:00Z"',
	},
};

/** Throws when there is no attribute, one without a name, one of an unknown type, or one name twice. */
export function readAttributes({ context, node, itemIndex }: ItemCall): readonly Attribute[] {
	const stored: unknown = context.getNodeParameter('attributes', itemIndex, {});
	const rows = recordsIn(recordOf(stored).attributes);
	const fail = (what: string, fix: string) => inputError(node, what, fix);
	if (rows.length === 0) {
		throw fail('There are no attributes', 'Add an attribute for each field of the answer.');
	}
	const names = new Set<string>();
	return rows.map((row, position) => {
		const name = asText(row.name).trim();
		const type = asText(row.type ?? 'string');
		if (name === '') throw fail(`Attribute ${position + 1} has no name`, 'Enter its Name.');
		if (names.has(name)) {
			throw fail(`There are two attributes called "${name}"`, 'Give each its own Name.');
		}
		if (!isType(type)) {
			throw fail(
				`The attribute "${name}" has an unknown type: ${type}`,
				'Choose one of: String, Number, Boolean, Date.',
			);
		}
		names.add(name);
		const required = readBoolean(node, row.required, `Required of "${name}"`, false);
		return { name, type, description: asText(row.description), required };
	});
}

function isType(type: string): type is AttributeType {
	return Object.hasOwn(TYPES, type);
}

/** The attributes as a JSON schema, for the model to read. */
export function attributeSchema(attributes: readonly Attribute[]): IDataObject {
	const properties = attributes.map(({ name, type, description, required }) => {
		const { schema } = TYPES[type];
		const nullable = required ? schema : { ...schema, type: [schema.type, 'null'] };
		return [name, { ...nullable, ...(description && { description }) }] as const;
	});
	return {
		type: 'object',
		properties: Object.fromEntries(properties),
		required: attributes.filter(({ required }) => required).map(({ name }) => name),
	};
}

/**
 * Whether a value has the attributes. What may be missing and is not given comes out as null; what is no
 * attribute is dropped.
 */
export function judgeAttributes(attributes: readonly Attribute[], value: unknown): Reading {
	if (!isRecord(value)) {
		return { reasons: [{ path: '$', expected: 'an object', found: shown(value) }] };
	}
	const kept: Array<[string, unknown]> = [];
	const reasons: Reason[] = [];
	for (const { name, type, required } of attributes) {
		const given: unknown = Object.hasOwn(value, name) ? value[name] : undefined;
		const isMissing = given === undefined || given === null;
		if (isMissing ? required : !hasType(given, type)) {
			reasons.push({
				path: memberPath('$', name),
				expected: TYPES[type].expected,
				found: shown(given),
			});
		} else {
			kept.push([name, given ?? null]);
		}
	}
	return reasons.length > 0 ? { reasons } : { value: Object.fromEntries(kept) };
}

/** How many of the attributes a value has; null is an answer, too. */
export function countAttributes(attributes: readonly Attribute[], value: unknown): number {
	return attributes.filter(({ name }) => Object.hasOwn(recordOf(value), name)).length;
}

function hasType(value: unknown, type: AttributeType): boolean {
	return type === 'date' ? typeof value === 'string' && isDate(value) : typeof value === type;
}
