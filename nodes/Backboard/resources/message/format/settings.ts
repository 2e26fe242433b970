import { isTooDeep } from '../../../base/json';
import { targetOf } from '../../../base/pointer';
import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../base/record';
import { asText } from '../../../base/text';
import type { ItemCall } from '../../../core/types';
import { unknownValue } from '../../../fields/values';
import { inputError } from '../../../transport/error';
import { type Format, isFitting, type Reading, TEXT } from './format';
import { type CountGiven, type Judge, parseAnswer } from './json/parse';
import { readOutputParser } from './outputParser';
import { shown } from './reason';
import {
	attributeSchema,
	countAttributes,
	judgeAttributes,
	readAttributes,
} from './schema/attribute';
import { schemaProblem, unwrappedSchema } from './schema/check';
import { exampleSchema } from './schema/example';
import type { Schema } from './schema/schema';

/**
 * The format that the item asks for. Throws, naming the field,
 * when its schema cannot be used: that must not show with the first answer.
 */
export async function readFormat(call: ItemCall, kind: unknown): Promise<Format> {
	if (kind === 'text') return TEXT;
	if (kind === 'parser') return await readOutputParser(call);
	if (kind === 'json') {
		return jsonFormat(call, { kind, instructions: OBJECT_WANTED, jsonOutput: true }, judgeObject);
	}
	if (kind === 'schema') return await schemaFormat(call);
	throw unknownValue(call.node, 'Answer Format', kind, FORMATS);
}

const FORMATS = 'Text, JSON Object, Fields (JSON Schema), Output Parser';
const SCHEMA_TYPES =
	'From Attribute Descriptions, Generate From JSON Example, Define Using JSON Schema';

const OBJECT_WANTED =
	'Answer with one JSON object and nothing else: no words before or after it, no code fences.';

function judgeObject(value: unknown): Reading {
	if (isRecord(value)) return { value };
	return { reasons: [{ path: '$', expected: 'a JSON object', found: shown(value) }] };
}

async function schemaFormat(call: ItemCall): Promise<Format> {
	const { context, itemIndex } = call;
	const type = context.getNodeParameter('schemaType', itemIndex, 'fromAttributes');
	if (type === 'fromAttributes') {
		const attributes = readAttributes(call);
		const schema = attributeSchema(attributes);
		return jsonFormat(
			call,
			{ kind: 'schema', instructions: schemaWanted(schema), jsonOutput: true },
			(value) => judgeAttributes(attributes, value),
			(value) => countAttributes(attributes, value),
		);
	}
	if (type !== 'fromJson' && type !== 'manual') {
		throw unknownValue(call.node, 'Schema Type', type, SCHEMA_TYPES);
	}
	const [name, field] =
		type === 'fromJson'
			? (['jsonSchemaExample', 'JSON Example'] as const)
			: (['inputSchema', 'Input Schema'] as const);
	const text = readJsonText(call, name, field);
	// Items mostly have one schema, and a large one takes long to prepare.
	return await call.execution.once(`${type} ${text}`, async () => {
		const given = parsedJson(call, text, field);
		const schema = type === 'fromJson' ? exampleSchema(given) : unwrappedSchema(given);
		assertUsable(call, schema, field);
		const judge = await schemaOf(call, schema, field);
		const jsonOutput = isOfObject(schema, schema);
		return jsonFormat(
			call,
			{ kind: 'schema', instructions: schemaWanted(schema), jsonOutput },
			(value) => judge.judge(value),
			(value) => judge.countGiven(value),
		);
	});
}

function jsonFormat(
	{ execution }: ItemCall,
	described: Omit<Format, 'read'>,
	judge: Judge,
	countGiven?: CountGiven,
): Format {
	const read: Format['read'] = async (text, isLast) => {
		const reading = parseAnswer(text, judge, countGiven, isLast);
		if (isFitting(reading) && reading.isEmpty) countEmpty(execution);
		return await Promise.resolve(reading);
	};
	return { ...described, read };
}

/** Tells the banner how many answers give none of the fields that were asked for. */
function countEmpty(execution: ItemCall['execution']): void {
	const empty = execution.shared('empty answers', () => {
		const count = { answers: 0 };
		execution.remark(() => {
			const { answers } = count;
			return `${answers} ${answers === 1 ? 'answer gives' : 'answers give'} none of the fields that were asked for`;
		});
		return count;
	});
	empty.answers += 1;
}

function schemaWanted(schema: IDataObject): string {
	return `Answer with JSON that fits the JSON schema below, and nothing else: no words before or after it, no code fences.\n${JSON.stringify(schema)}`;
}

function assertUsable(
	call: ItemCall,
	schema: unknown,
	field: string,
): asserts schema is IDataObject {
	// A larger one takes too long to prepare and to judge by; no model takes it.
	const { length } = JSON.stringify(schema);
	if (length > LONGEST_SCHEMA) {
		throw unusable(call, field, `it has ${length} characters`, SHORTER_SCHEMA);
	}
	const problem = schemaProblem(schema);
	if (problem === undefined && isRecord(schema)) return;
	throw unusable(call, field, problem ?? '# is no object', CORRECT_SCHEMA);
}

const LONGEST_SCHEMA = 200_000;

const SHORTER_SCHEMA = `Shorten the schema to at most ${LONGEST_SCHEMA} characters. Nothing was sent.`;

const CORRECT_SCHEMA =
	'Correct the schema. Write it like {"type": "object", "properties": {"name": {"type": "string"}}}.';

function unusable({ node }: ItemCall, field: string, problem: string, fix: string): Error {
	const what = `The field ${field} is no JSON schema that can be used: ${problem}`;
	return inputError(node, what, fix);
}

async function schemaOf(call: ItemCall, schema: IDataObject, field: string): Promise<Schema> {
	// The validator is loaded when it is first needed: n8n loads every node at its start.
	const { Schema: Loaded } = await import('./schema/schema');
	try {
		return new Loaded(schema);
	} catch (error) {
		throw unusable(
			call,
			field,
			(error as Error).message,
			'A $ref must lead to a part of the same schema, such as #/$defs/name.',
		);
	}
}

/** The text of a JSON field; what an expression gives as it is becomes one. */
function readJsonText(call: ItemCall, name: string, field: string): string {
	const { context, node, itemIndex } = call;
	const stored: unknown = context.getNodeParameter(name, itemIndex, '');
	const text = asText(stored);
	// An expression that finds nothing gives undefined or null.
	const problem =
		text.trim() === '' ? 'it is empty' : isTooDeep(text) ? 'it nests too deeply' : undefined;
	if (problem === undefined) return text;
	throw inputError(node, `The field ${field} is not valid JSON: ${problem}`, 'Correct the JSON.');
}

function parsedJson({ node }: ItemCall, text: string, field: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		const { message } = error as Error;
		throw inputError(node, `The field ${field} is not valid JSON: ${message}`, 'Correct the JSON.');
	}
}

/** Whether every value that fits is an object: Backboard's own JSON mode knows nothing else. */
function isOfObject(root: IDataObject, schema: unknown): boolean {
	if (!isRecord(schema)) return false;
	const { type, $ref: ref, properties, allOf = [], nullable, ...choice } = schema;
	if (nullable === true) return false;
	if (type !== undefined) return [type].flat().join() === 'object';
	const isObject = (part: unknown) => isOfObject(root, part);
	return (
		isRecord(properties) ||
		[targetOf(root, ref), ...[allOf].flat()].some(isObject) ||
		[choice.anyOf, choice.oneOf].some((list) => Array.isArray(list) && list.every(isObject))
	);
}
