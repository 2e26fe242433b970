import { componentValidator, violations, type Violation } from './validation';
import type { RequestBody } from './body';
import openapi from './openapi.json';

/**
 * The fields of a message: the published form schema, and what only the contract's table of newer
 * fields has. Values are those of JSON; `coerced` brings a form's texts to them.
 */
const tools = {
	anyOf: [
		{ type: 'array', items: { $ref: '#/components/schemas/ToolDefinition-Input' } },
		{ type: 'null' },
	],
};

const NEWER_FIELDS = {
	system_prompt: { type: ['string', 'null'] },
	// Backboard itself takes any other value and silently switches memory off.
	memory: { enum: ['off', 'Auto', 'Readonly', null] },
	memory_pro: { enum: ['Auto', 'Readonly', null] },
	memory_response_citation: { type: 'boolean' },
	memory_profile: { enum: ['default', 'code', null] },
	web_search: { enum: ['off', 'Off', 'auto', 'Auto', null] },
	send_to_llm: { enum: ['true', 'false', null] },
	json_output: { type: 'boolean' },
	metadata: { type: ['object', 'null'] },
	tools,
	thinking: {
		type: ['object', 'null'],
		properties: {
			effort: { enum: ['low', 'medium', 'high', 'max'] },
			budget_tokens: { type: 'integer', minimum: 1 },
			max_tokens: { type: 'integer', minimum: 1 },
			exclude_reasoning: { type: 'boolean' },
		},
		additionalProperties: false,
	},
	files: { type: 'array', items: { type: 'string' } },
};

const IDS = {
	thread_id: { type: ['string', 'null'], format: 'uuid' },
	assistant_id: { type: ['string', 'null'], format: 'uuid' },
};

const FORM = 'Body_add_message_to_thread_threads__thread_id__messages_post';
const validateForThread = componentValidator(FORM, NEWER_FIELDS);
const validateForAny = componentValidator(FORM, { ...NEWER_FIELDS, ...IDS });

const KNOWN = new Set([
	...Object.keys(openapi.components.schemas[FORM].properties),
	...Object.keys({ ...NEWER_FIELDS, ...IDS }),
]);

const BOOLEANS = ['stream', 'json_output', 'memory_response_citation'];
const OBJECTS = ['metadata', 'tools', 'thinking'];

/** A message's fields as JSON values, and what is wrong with them. */
export function readMessageFields(
	body: RequestBody,
	{ inPath, tolerant }: { readonly inPath: boolean; readonly tolerant: boolean },
): { fields: Record<string, unknown>; found: Violation[] } {
	const fields = body.kind === 'form' ? coerced(body.fields) : { ...body.fields };
	// In JSON, metadata is an object (the vendor's clients) or its text (others): both are seen.
	if (typeof fields.metadata === 'string') fields.metadata = parsed(fields.metadata);
	if (tolerant) tolerate(fields);
	const files = body.files.map(({ field, name }) => (field === 'files' ? name : null));
	const found = violations(
		inPath ? validateForThread : validateForAny,
		Array.isArray(body.fields) ? body.fields : { ...fields, ...(files.length > 0 && { files }) },
		'body',
	);
	if (fields.memory != null && fields.memory_pro != null) {
		found.push({
			loc: ['body', 'memory_pro'],
			msg: 'memory and memory_pro cannot be used together',
			type: 'value_error',
		});
	}
	for (const { field, name } of body.files) {
		if (field === 'files' && name) continue;
		found.push({
			loc: ['body', field],
			msg: 'Expected a file with a name in "files"',
			type: 'value_error',
		});
	}
	return { fields, found };
}

const MEMORY_MODES = new Set<unknown>(['off', 'Auto', 'Readonly', null, undefined]);

/** Odd values are accepted silently: an unknown memory mode means off, and unknown fields are ignored. */
function tolerate(fields: Record<string, unknown>): void {
	for (const name of ['memory', 'memory_pro']) {
		if (!MEMORY_MODES.has(fields[name])) fields[name] = name === 'memory' ? 'off' : null;
	}
	for (const name of Object.keys(fields)) if (!KNOWN.has(name)) delete fields[name];
}

function coerced(form: RequestBody['fields']): Record<string, unknown> {
	const fields: Record<string, unknown> = { ...form };
	for (const name of BOOLEANS) {
		if (fields[name] === 'true') fields[name] = true;
		else if (fields[name] === 'false') fields[name] = false;
	}
	for (const name of OBJECTS) {
		if (typeof fields[name] === 'string') fields[name] = parsed(fields[name]);
	}
	return fields;
}

/** The JSON value of a text; what is no JSON stays a text, and is refused as one. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
