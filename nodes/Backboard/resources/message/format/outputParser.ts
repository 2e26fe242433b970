import { NodeConnectionTypes } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { inputError } from '../../../transport/error';
import { isRecord } from '../../../transport/record';
import { asText } from '../../../transport/text';
import { isFitting, type Format, type Reading } from './format';
import { parseAnswer } from './parse';
import { shown } from './reason';

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
	const isList = parser.getSchema?.() === undefined;
	return {
		kind: 'parser',
		instructions,
		jsonOutput: !isList,
		read: async (text) => await readWith(parser, text ?? '', isList),
	};
}

async function connected({ context, node }: ItemCall): Promise<OutputParser> {
	const hasInput = context
		.getNodeInputs()
		.some((input) => (typeof input === 'string' ? input : input.type) === PARSER);
	const given: unknown = hasInput ? await context.getInputConnectionData(PARSER, 0) : undefined;
	const parser: unknown = Array.isArray(given) ? given[0] : given;
	if (isParser(parser)) return parser;
	throw inputError(
		node,
		'There is no output parser connected to the node',
		'Connect an output parser to it, such as Structured Output Parser, or choose another Answer Format.',
	);
}

const PARSER = NodeConnectionTypes.AiOutputParser;

function isParser(value: unknown): value is OutputParser {
	const { getFormatInstructions, parse } = (value ?? {}) as Partial<OutputParser>;
	return typeof getFormatInstructions === 'function' && typeof parse === 'function';
}

async function readWith(parser: OutputParser, text: string, isList: boolean): Promise<Reading> {
	if (isList) return await parsed(parser, text, false);
	// Found by our own rules first, so that what was cut off never counts.
	const found = parseAnswer(text, (value) => ({ value }));
	if (!isFitting(found)) return found;
	const { value } = found;
	const wrapped = isRecord(value) && Object.hasOwn(value, 'output') ? value : { output: value };
	return await parsed(parser, JSON.stringify(wrapped), true);
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
