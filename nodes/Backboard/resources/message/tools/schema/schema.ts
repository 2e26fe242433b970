import { jsonSchemaShape, SchemaWalk } from './jsonSchema';
import { ANY, type Shape } from './shape';
import { zodShape } from './zod';
import { isZodSchema } from './zodDefinition';

/** A schema in the keywords that Backboard's contract knows. */
export interface ParameterSchema {
	type: string;
	description?: string;
	enum?: string[];
	properties?: Record<string, ParameterSchema>;
	items?: ParameterSchema;
	required?: string[];
}

/** The parameters of a tool: always an object. */
export interface ToolParameters extends ParameterSchema {
	type: 'object';
	properties: Record<string, ParameterSchema>;
}

/** The name under which a tool takes its only argument, where that is no object. */
export const SINGLE_ARGUMENT = 'input';

/** The parameters of a tool, and whether it takes the value of `input` alone, not an object that has it. */
export interface ReadParameters {
	readonly parameters: ToolParameters;
	readonly isWrapped: boolean;
}

/**
 * The parameters of a tool, in Backboard's terms, out of whatever n8n has as its schema: zod 3, zod 4 or
 * JSON schema. What cannot be read (its getters throw) says nothing, and so takes no parameters.
 */
export function parametersOf(schema: unknown): ReadParameters {
	try {
		return readParameters(schema);
	} catch {
		return { parameters: rootOf({ type: 'object' }), isWrapped: false };
	}
}

function readParameters(schema: unknown): ReadParameters {
	const walk = new SchemaWalk();
	const shape = isZodSchema(schema) ? zodShape(schema, walk) : jsonSchemaShape(schema, walk);
	if (shape === undefined || shape.isAny || shape.type === 'null') {
		return { parameters: rootOf({ type: 'object' }), isWrapped: false };
	}
	if (shape.type === 'object') return { parameters: rootOf(shape), isWrapped: false };
	const properties = new Map([[SINGLE_ARGUMENT, shape]]);
	const required = [SINGLE_ARGUMENT];
	return { parameters: rootOf({ type: 'object', properties, required }), isWrapped: true };
}

function rootOf(shape: Shape): ToolParameters {
	const properties = shape.properties ?? new Map<string, Shape>();
	const required = [...(shape.required ?? [])];
	// A tool that takes one text says that it may be missing, and then runs on nothing.
	const isSingle = properties.size === 1 && properties.get(SINGLE_ARGUMENT)?.type === 'string';
	if (isSingle && required.length === 0) required.push(SINGLE_ARGUMENT);
	return {
		type: 'object',
		properties: propertiesOf(properties, topParameterOf),
		...(required.length > 0 && { required }),
	};
}

/** The contract's own type of a property has no `required`; what is inside of it may have anything. */
function topParameterOf(shape: Shape): ParameterSchema {
	const { required = [] } = shape;
	if (required.length === 0) return parameterOf(shape);
	const note = sentences([shape.note, `Required: ${required.join(', ')}`]);
	return parameterOf({ ...shape, note, required: [] });
}

function parameterOf(shape: Shape): ParameterSchema {
	const { type, required = [], values } = shape;
	const description = descriptionOf(shape);
	const parameter: ParameterSchema = { type };
	if (description !== '') parameter.description = description;
	if (type === 'string' && values) parameter.enum = [...new Set(values.map(String))];
	if (type === 'object') parameter.properties = propertiesOf(shape.properties, parameterOf);
	if (type === 'array') parameter.items = parameterOf(shape.items ?? ANY);
	if (required.length > 0) parameter.required = [...required];
	return parameter;
}

function propertiesOf(
	properties: Shape['properties'],
	read: (shape: Shape) => ParameterSchema,
): Record<string, ParameterSchema> {
	const members = [...(properties ?? new Map<string, Shape>())];
	return Object.fromEntries(members.map(([name, property]) => [name, read(property)] as const));
}

/** The description, with what the contract has no keyword for. */
function descriptionOf({ description, note, type, values }: Shape): string {
	const listed = type === 'string' ? undefined : values;
	if (note === undefined && listed === undefined) return description?.trim() ?? '';
	const allowed = listed && `${listed.length === 1 ? 'Always' : 'One of'}: ${listed.join(', ')}`;
	return sentences([description, note, allowed]);
}

function sentences(parts: ReadonlyArray<string | undefined>): string {
	return parts
		.map((part) => part?.trim() ?? '')
		.filter((part) => part !== '')
		.map((part, place, all) => (place < all.length - 1 ? part.replace(/\.$/, '') : part))
		.join('. ');
}
