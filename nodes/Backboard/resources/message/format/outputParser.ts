import type { IDataObject } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { isRecord, recordOf, recordsIn } from '../../../base/record';
import { asText } from '../../../base/text';
import type { ItemCall } from '../../../core/types';
import { connectedTo } from '../../../fields/subNode';
import { inputError } from '../../../transport/error';
import { type Format, isFitting, type Reading, type Reason } from './format';
import { withoutThoughts } from './json/candidate';
import { type Judge, parseAnswer } from './json/parse';
import { placeOf, shown } from './reason';

/** What n8n's output parser nodes provide. */
interface OutputParser {
	getFormatInstructions(): unknown;
	parse(text: string): unknown;
	/** Undefined for lists of items. */
	getSchema?(): unknown;
}

/** The format of the output parser that is connected to the node. Throws when there is none. */
export async function readOutputParser(call: ItemCall): Promise<Format> {
	const parser = await call.execution.once('output parser', async () => await connected(call));
	const instructions = asText(parser.getFormatInstructions());
	const schema = parser.getSchema?.();
	return {
		kind: 'parser',
		instructions,
		jsonOutput: schema !== undefined,
		read: async (text, isLast) => await readWith(parser, text ?? '', schema, isLast),
	};
}

async function connected(call: ItemCall): Promise<OutputParser> {
	const given = await connectedTo(call, NodeConnectionTypes.AiOutputParser);
	const parser: unknown = Array.isArray(given) ? given[0] : given;
	if (isParser(parser)) return parser;
	throw inputError(
		call.node,
		'There is no output parser connected to the node',
		'Connect an output parser to it, such as Structured Output Parser, or choose another Answer Format.',
	);
}

function isParser(value: unknown): value is OutputParser {
	const { getFormatInstructions, parse } = (value ?? {}) as Partial<OutputParser>;
	return typeof getFormatInstructions === 'function' && typeof parse === 'function';
}

async function readWith(
	parser: OutputParser,
	text: string,
	schema: unknown,
	isLast: boolean,
): Promise<Reading> {
	if (schema === undefined) return await parsed(parser, withoutThoughts(text), false);
	// Found by our own rules first, so that what was cut off never counts.
	const found = valueIn(text, schema, isLast);
	if (!isFitting(found)) return found;
	const reading = await parsed(parser, JSON.stringify(found.value), true);
	const reasons = isFitting(reading) ? [] : misfits(schema, found.value);
	return reasons.length > 0 ? { reasons } : reading;
}

/** What the schema takes of the JSON in a text; where it takes nothing, the first value that is there. */
function valueIn(text: string, schema: unknown, isLast: boolean): Reading {
	const formOf = (value: unknown) => formsOf(value).find((one) => takes(schema, one));
	const judge: Judge = (value) => {
		const form = formOf(value);
		return form === undefined ? { reasons: [] } : { value: form };
	};
	const fitting = parseAnswer(text, judge, (value) => fieldsOf(schema, formOf(value)), isLast);
	return isFitting(fitting) || fitting.reasons.length > 0
		? fitting
		: parseAnswer(text, (value) => ({ value: formsOf(value)[0] }));
}

/** How many fields the schema takes of a value; undefined where it has none. */
function fieldsOf(schema: unknown, value: unknown): number | undefined {
	const { data } = judgement(schema, value);
	const answer = isRecord(data) && isRecord(data.output) ? data.output : data;
	return isRecord(answer) ? Object.keys(answer).length : undefined;
}

/** n8n's parser wants the answer under `output`; models leave that out, and answers may have a field of the name. */
function formsOf(value: unknown): [unknown, unknown] {
	const wrapped = { output: value };
	return isRecord(value) && Object.hasOwn(value, 'output') ? [value, wrapped] : [wrapped, value];
}

/** Whether a schema takes a value. One that asks for nothing takes everything, but leaves nothing of it. */
function takes(schema: unknown, value: unknown): boolean {
	const { success, data } = judgement(schema, value);
	return success === true && !(isRecord(data) && Object.keys(data).length === 0);
}

/** What does not fit, and where: n8n's parser says only that something does not. */
function misfits(schema: unknown, value: unknown): Reason[] {
	const { issues } = recordOf(judgement(schema, value).error);
	return recordsIn(issues).map(({ path: steps, message }) => {
		const { path, part } = placeOf(Array.isArray(steps) ? steps.map(String) : [], value);
		return { path, expected: `what fits (${asText(message)})`, found: shown(part) };
	});
}

/** What a schema of zod says of a value; of other schemas nobody knows. */
function judgement(schema: unknown, value: unknown): IDataObject {
	const { safeParse } = recordOf(schema) as { safeParse?: unknown };
	if (typeof safeParse !== 'function') return {};
	try {
		return recordOf(safeParse.call(schema, value));
	} catch {
		return {};
	}
}

async function parsed(parser: OutputParser, text: string, unwrap: boolean): Promise<Reading> {
	try {
		const value: unknown = await parser.parse(text);
		const isWrapped = unwrap && isRecord(value) && Object.keys(value).join() === 'output';
		return { value: isWrapped ? value.output : value };
	} catch (error) {
		return { reasons: [{ path: '$', expected: reasonIn(error), found: shown(text) }] };
	}
}

/** n8n 2.41 keeps the exact reason beside a message that says little. */
function reasonIn(error: unknown): string {
	const { message, context } = (error ?? {}) as { message?: unknown; context?: unknown };
	const reason = isRecord(context) ? context.outputParserFailReason : undefined;
	return `what the output parser takes (${asText(reason ?? message)})`;
}
