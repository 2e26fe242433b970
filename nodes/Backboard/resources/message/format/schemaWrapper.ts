import { isRecord } from '../../../transport/record';

/** Members in which the APIs of models have a schema: answers' formats, functions and tools. */
const WRAPPERS = [
	'response_format',
	'text',
	'format',
	'json_schema',
	'jsonSchema',
	'function',
	'toolSpec',
	'schema',
	'parameters',
	'input_schema',
	'inputSchema',
	'response_schema',
	'responseSchema',
	'json',
];

/** What a wrapper says is its type. */
const WRAPPER_TYPES = new Set<unknown>([undefined, 'custom', 'function', 'json_schema', 'tool']);

/** What only a schema has. */
const SCHEMA = ['$ref', 'allOf', 'anyOf', 'const', 'enum', 'items', 'oneOf', 'properties'];

/** The schema in what people copy from the API of a model; what has no wrapper is given back. */
export function unwrappedSchema(value: unknown): unknown {
	if (!isRecord(value) || !WRAPPER_TYPES.has(value.type)) return value;
	if (SCHEMA.some((keyword) => keyword in value)) return value;
	const wrapper = WRAPPERS.find((name) => isRecord(value[name]));
	return wrapper === undefined ? value : unwrappedSchema(value[wrapper]);
}
