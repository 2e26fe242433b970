import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { unknownValue } from '../../../transport/choice';
import { inputError } from '../../../transport/error';
import { isRecord } from '../../../transport/record';
import { targetOf } from '../jsonPointer';
import { attributeSchema, judgeAttributes, readAttributes } from './attribute';
import { exampleSchema } from './exampleSchema';
import type { Format, Reading } from './format';
import { readOutputParser } from './outputParser';
import { parseAnswer, type Judge } from './parse';
import { shown } from './reason';
import { schemaProblem } from './schemaCheck';

/** The answer as it is. */
export const TEXT: Format = {
	kind: 'text',
	instructions: '',
	jsonOutput: false,
	read: async (text) => await Promise.resolve({ value: text }),
};

/**
 * The format that the item asks for; a message that is only stored has none. Throws, naming the field,
 * when its schema cannot be used: that must not show with the first answer.
 */
export async function readFormat(call: ItemCall, expectsReply: boolean): Promise<Format> {
	const { context, itemIndex } = call;
	const kind = context.getNodeParameter('answerFormat', itemIndex, 'text');
	if (!expectsReply || kind === 'text') return TEXT;
	if (kind === 'parser') return await readOutputParser(call);
	if (kind === 'json') return jsonFormat('json', OBJECT_WANTED, true, judgeObject);
	if (kind === 'schema') return await schemaFormat(call);
	throw unknownValue(call.node, 'Answer Format', kind, FORMATS);
}

const FORMATS = 'Text, JSON Object, JSON by Schema, Output Parser';
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
		return jsonFormat('schema', schemaWanted(schema), true, (value) =>
			judgeAttributes(attributes, value),
		);
	}
	if (type !== 'fromJson' && type !== 'manual') {
		throw unknownValue(call.node, 'Schema Type', type, SCHEMA_TYPES);
	}
	const schema =
		type === 'fromJson'
			? exampleSchema(readJson(call, 'jsonSchemaExample', 'JSON Example'))
			: readSchema(call);
	const judge = await judgeOf(call, schema);
	return jsonFormat('schema', schemaWanted(schema), isOfObject(schema, schema), judge);
}

function jsonFormat(
	kind: Format['kind'],
	instructions: string,
	jsonOutput: boolean,
	judge: Judge,
): Format {
	const read: Format['read'] = async (text) => await Promise.resolve(parseAnswer(text, judge));
	return { kind, instructions, jsonOutput, read };
}

function schemaWanted(schema: IDataObject): string {
	return `Answer with JSON that fits the JSON schema below, and nothing else: no words before or after it, no code fences.\n${JSON.stringify(schema)}`;
}

function readSchema(call: ItemCall): IDataObject {
	const schema = readJson(call, 'inputSchema', 'Input Schema');
	const problem = schemaProblem(schema);
	if (problem === undefined && isRecord(schema)) return schema;
	throw inputError(
		call.node,
		`The field Input Schema is no JSON schema that can be used: ${problem ?? '# is no object'}`,
		'Correct the schema. Write it like {"type": "object", "properties": {"name": {"type": "string"}}}.',
	);
}

async function judgeOf({ node }: ItemCall, schema: IDataObject): Promise<Judge> {
	// The validator is loaded when it is first needed: n8n loads every node at its start.
	const { Schema } = await import('./schema');
	try {
		const judge = new Schema(schema);
		return (value) => judge.judge(value);
	} catch (error) {
		const [reason] = String((error as Error).message).split('\n');
		throw inputError(
			node,
			`The field Input Schema is no JSON schema that can be used: ${reason ?? ''}`,
			'A $ref must lead to a part of the same schema, such as #/$defs/name.',
		);
	}
}

function readJson({ context, node, itemIndex }: ItemCall, name: string, field: string): unknown {
	// An expression that finds nothing gives undefined or null.
	const stored: unknown = context.getNodeParameter(name, itemIndex, '') ?? '';
	if (typeof stored !== 'string') return stored;
	try {
		return JSON.parse(stored);
	} catch (error) {
		const reason = stored.trim() === '' ? 'it is empty' : (error as Error).message;
		throw inputError(node, `The field ${field} is not valid JSON: ${reason}`, 'Correct the JSON.');
	}
}

/** Whether every value that fits is an object: Backboard's own JSON mode knows nothing else. */
function isOfObject(root: IDataObject, schema: unknown): boolean {
	if (!isRecord(schema)) return false;
	const { type, $ref: ref, properties, allOf = [], ...choice } = schema;
	if (type !== undefined) return [type].flat().join() === 'object';
	const isObject = (part: unknown) => isOfObject(root, part);
	return (
		isRecord(properties) ||
		[targetOf(root, ref), ...[allOf].flat()].some(isObject) ||
		[choice.anyOf, choice.oneOf].some((list) => Array.isArray(list) && list.every(isObject))
	);
}
