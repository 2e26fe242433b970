import type { IDataObject } from 'n8n-workflow';

import { asJson, isRecord, isTextList, recordOf, recordsIn } from '../../../../base/record';
import { asText } from '../../../../base/text';
import type { ItemCall } from '../../../../core/types';
import { readBoolean } from '../../../../fields/values';
import { inputError } from '../../../../transport/error';
import type { Reading, Reason } from '../format';
import { memberPath, shown } from '../reason';

type AttributeType = 'string' | 'number' | 'boolean' | 'date' | 'choice' | 'list';

/** One field of the wanted answer, as the user describes it. */
interface Attribute {
	readonly name: string;
	readonly type: AttributeType;
	/** What a choice may be. */
	readonly choices: readonly string[];
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
	choice: { schema: { type: 'string' }, expected: 'one of' },
	list: { schema: { type: 'array', items: { type: 'string' } }, expected: 'a list of strings' },
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
		if (name === '') throw fail(`Attribute ${position + 1} has no name`, 'Enter its Field Name.');
		if (names.has(name)) {
			throw fail(`There are two attributes called "${name}"`, 'Give each its own Field Name.');
		}
		if (!isType(type)) {
			throw fail(
				`The attribute "${name}" has an unknown type: ${type}`,
				'Choose one of: Boolean, Choice, Date, List of Texts, Number, String.',
			);
		}
		names.add(name);
		const choices = type === 'choice' ? choicesIn(row.choices) : [];
		if (type === 'choice' && choices.length === 0) {
			throw fail(
				`The attribute "${name}" has no choices`,
				'Enter under Choices the texts that it may hold, separated by commas.',
			);
		}
		const required = readBoolean(node, row.required, `Required of "${name}"`, false);
		return { name, type, choices, description: asText(row.description), required };
	});
}

/** Texts separated by commas, or a list of them from an expression. */
function choicesIn(given: unknown): readonly string[] {
	const texts = Array.isArray(given) ? given.map(asText) : asText(given).split(',');
	return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
}

function isType(type: string): type is AttributeType {
	return Object.hasOwn(TYPES, type);
}

/** The attributes as a JSON schema, for the model to read. */
export function attributeSchema(attributes: readonly Attribute[]): IDataObject {
	const properties = attributes.map(({ name, type, choices, description, required }) => {
		const { schema } = TYPES[type];
		const nullable = required ? schema : { ...schema, type: [schema.type, 'null'] };
		const values = required ? [...choices] : [...choices, null];
		const only = type === 'choice' ? { enum: asJson(values) } : {};
		return [name, { ...nullable, ...only, ...(description && { description }) }] as const;
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
	for (const attribute of attributes) {
		const { name, required } = attribute;
		const given: unknown = Object.hasOwn(value, name) ? value[name] : undefined;
		const isMissing = given === undefined || given === null;
		if (isMissing ? required : !fits(given, attribute)) {
			const path = memberPath('$', name);
			reasons.push({ path, expected: expectedOf(attribute), found: shown(given) });
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

function fits(value: unknown, { type, choices }: Attribute): boolean {
	if (type === 'list') return isTextList(value);
	if (type === 'choice') return typeof value === 'string' && choices.includes(value);
	return type === 'date' ? typeof value === 'string' && isDate(value) : typeof value === type;
}

function expectedOf({ type, choices }: Attribute): string {
	return type === 'choice' ? `one of ${JSON.stringify(choices)}` : TYPES[type].expected;
}

const DAY = String.raw`(\d{4})-(\d{2})-(\d{2})`;

/** Midnight at the end of a day may be written as 24:00; a minute may have a leap second. */
const TIME = String.raw`(?:(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d+)?)?|24:00(?::00(?:[.,]0+)?)?)`;

const ZONE = String.raw`(?:Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)`;

const ISO_8601 = new RegExp(`^${DAY}(?:[T ]${TIME}${ZONE}?)?$`, 'i');

/** Whether a text is a date by ISO 8601, with or without a time, that exists. */
export function isDate(text: string): boolean {
	const parts = ISO_8601.exec(text);
	if (parts === null) return false;
	const [year = 0, month = 0, day = 0] = parts.slice(1).map(Number);
	const date = new Date(Date.UTC(year, month - 1, day));
	// Years below 100 would be taken as 19xx.
	date.setUTCFullYear(year, month - 1, day);
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
