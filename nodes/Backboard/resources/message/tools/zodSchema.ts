import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../transport/record';
import { jsonSchemaShape } from './jsonSchema';
import type { SchemaWalk } from './schemaWalk';
import { bounded, zodBounds } from './bound';
import { ANY, type Shape } from './shape';
import { definitionOf, kindOf } from './zodDefinition';
import { KINDS } from './zodKind';

/** What a schema of zod allows; undefined when it allows nothing. Nothing of zod is imported for it. */
export function zodShape(schema: unknown, walk: SchemaWalk): Shape | undefined {
	if (!isRecord(schema)) return ANY;
	const description = typeof schema.description === 'string' ? schema.description : undefined;
	const shape = walk.into(schema, () => readKind(schema, walk));
	// The outer description wins: `.describe()` of zod 3 is kept by what is wrapped, of zod 4 not.
	return shape && description !== undefined ? { ...shape, description } : shape;
}

function readKind(schema: IDataObject, walk: SchemaWalk): Shape | undefined {
	const definition = definitionOf(schema);
	// n8n says of `$fromAI(…, 'json')` in words of JSON schema what zod has no words for.
	if (isRecord(definition.jsonSchema)) return jsonSchemaShape(definition.jsonSchema, walk);
	const read = KINDS.get(kindOf(schema));
	if (read === undefined) return ANY;
	const shape = read(definition, (inner) => zodShape(inner, walk));
	return shape && bounded(shape, zodBounds(schema, shape.type));
}
