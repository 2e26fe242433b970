import { schemaShape } from './jsonSchema';
import { ANY, sentences, type Shape } from './shape';

/** A schema in the keywords that Backboard's contract knows. */
export interface ParameterSchema {
	readonly type: string;
	readonly description?: string;
	readonly enum?: string[];
	readonly properties?: Record<string, ParameterSchema>;
	readonly items?: ParameterSchema;
	readonly required?: string[];
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
	const shape = readShape(schema);
	if (shape === undefined || shape.isAny || shape.type === 'null') {
		return { parameters: rootOf({ type: 'object' }), isWrapped: false };
	}
	if (shape.type === 'object') return { parameters: rootOf(shape), isWrapped: false };
	const properties = new Map([[SINGLE_ARGUMENT, shape]]);
	const required = [SINGLE_ARGUMENT];
	return { parameters: rootOf({ type: 'object', properties, required }), isWrapped: true };
}

function readShape(schema: unknown): Shape | undefined {
	try {
		return schemaShape(schema);
	} catch {
		return undefined;
	}
}

function rootOf({ properties = new Map<string, Shape>(), required = [] }: Shape): ToolParameters {
	// A tool that takes one text says that it may be missing, and then runs on nothing.
	const isSingle = properties.size === 1 && properties.get(SINGLE_ARGUMENT)?.type === 'string';
	const needed = isSingle ? [SINGLE_ARGUMENT] : required;
	return {
		type: 'object',
		properties: propertiesOf(properties, topParameterOf),
		...(needed.length > 0 && { required: [...needed] }),
	};
}

/** The contract's own type of a property has no `required`; what is inside of it may have anything. */
function topParameterOf(shape: Shape): ParameterSchema {
	const { required = [], note } = shape;
	if (required.length === 0) return parameterOf(shape);
	const names = `Required: ${required.join(', ')}`;
	return parameterOf({ ...shape, note: sentences(note, names), required: [] });
}

function parameterOf(shape: Shape): ParameterSchema {
	const { type, required = [], values, properties, items = ANY } = shape;
	const description = descriptionOf(shape);
	return {
		type,
		...(description && { description }),
		...(type === 'string' && values && { enum: [...new Set(values.map(String))] }),
		...(type === 'object' && { properties: propertiesOf(properties, parameterOf) }),
		...(type === 'array' && { items: parameterOf(items) }),
		...(required.length > 0 && { required: [...required] }),
	};
}

function propertiesOf(
	properties: Shape['properties'] = new Map<string, Shape>(),
	read: (shape: Shape) => ParameterSchema,
): Record<string, ParameterSchema> {
	return Object.fromEntries([...properties].map(([name, shape]) => [name, read(shape)] as const));
}

/** The description, with what the contract has no keyword for. */
function descriptionOf({ description, note, type, values }: Shape): string | undefined {
	const listed = type === 'string' ? undefined : values;
	const allowed = listed && `${listed.length === 1 ? 'Always' : 'One of'}: ${listed.join(', ')}`;
	return sentences(description, note, allowed);
}
