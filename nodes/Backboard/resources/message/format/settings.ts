import { isTooDeep } from '../../../base/json';
import { targetOf } from '../../../base/pointer';
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

/** Where a schema may come from, beside attributes. */
const SOURCES = [
	{
		type: 'fromJson',
		parameter: 'jsonSchemaExample',
		field: 'JSON Example',
		schemaIn: exampleSchema,
	},
	{ type: 'manual', parameter: 'inputSchema', field: 'Input Schema', schemaIn: unwrappedSchema },
];

async function schemaFormat(call: ItemCall): Promise<Format> {
	const { context, itemIndex, node, execution } = call;
	const type = context.getNodeParameter('schemaType', itemIndex, 'fromAttributes');
	if (type === 'fromAttributes') {
		const attributes = readAttributes(call);
		return jsonFormat(
			call,
			schemaWanted(attributeSchema(attributes), true),
			(value) => judgeAttributes(attributes, value),
			(value) => countAttributes(attributes, value),
		);
	}
	const source = SOURCES.find((one) => one.type === type);
	if (source === undefined) throw unknownValue(node, 'Schema Type', type, SCHEMA_TYPES);
	const { field } = source;
	const text = asText(context.getNodeParameter(source.parameter, itemIndex, ''));
	// Items mostly have one schema, and a large one takes long to prepare.
	return await execution.once(`${type} ${text}`, async () => {
		const schema = source.schemaIn(readJson(call, text, field));
		const usable = await usableSchema(call, schema, field);
		return jsonFormat(
			call,
			schemaWanted(schema, isOfObject(schema, schema)),
			(value) => usable.judge(value),
			(value) => usable.countGiven(value),
		);
	});
}

function schemaWanted(schema: unknown, jsonOutput: boolean): Omit<Format, 'read'> {
	const instructions = `Answer with JSON that fits the JSON schema below, and nothing else: no words before or after it, no code fences.\n${JSON.stringify(schema)}`;
	return { kind: 'schema', instructions, jsonOutput };
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

async function usableSchema(call: ItemCall, schema: unknown, field: string): Promise<Schema> {
	const unusable = (problem: string, fix: string): Error =>
		inputError(call.node, `The field ${field} is no JSON schema that can be used: ${problem}`, fix);
	// A larger one takes too long to prepare and to judge by; no model takes it.
	const { length } = JSON.stringify(schema);
	if (length > LONGEST_SCHEMA) throw unusable(`it has ${length} characters`, SHORTER_SCHEMA);
	const problem = schemaProblem(schema);
	if (problem !== undefined || !isRecord(schema)) {
		throw unusable(problem ?? '# is no object', CORRECT_SCHEMA);
	}
	// The validator is loaded when it is first needed: n8n loads every node at its start.
	const { Schema: Loaded } = await import('./schema/schema');
	try {
		return new Loaded(schema);
	} catch (error) {
		throw unusable((error as Error).message, CORRECT_REFERENCE);
	}
}

const LONGEST_SCHEMA = 200_000;

const SHORTER_SCHEMA = `Shorten the schema to at most ${LONGEST_SCHEMA} characters. Nothing was sent.`;
const CORRECT_SCHEMA =
	'Correct the schema. Write it like {"type": "object", "properties": {"name": {"type": "string"}}}.';
const CORRECT_REFERENCE = 'A $ref must lead to a part of the same schema, such as #/$defs/name.';

function readJson({ node }: ItemCall, text: string, field: string): unknown {
	const invalid = (problem: string): Error =>
		inputError(node, `The field ${field} is not valid JSON: ${problem}`, 'Correct the JSON.');
	// An expression that finds nothing gives undefined or null.
	if (text.trim() === '') throw invalid('it is empty');
	if (isTooDeep(text)) throw invalid('it nests too deeply');
	try {
		return JSON.parse(text);
	} catch (error) {
		throw invalid((error as Error).message);
	}
}

/** Whether every value that fits is an object: Backboard's own JSON mode knows nothing else. */
function isOfObject(root: unknown, schema: unknown): boolean {
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
