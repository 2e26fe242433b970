import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

import openapi from './openapi.json';

type Schema = Record<string, unknown>;

/** One entry of FastAPI's 422 body. */
export interface Violation {
	readonly loc: Array<string | number>;
	readonly msg: string;
	readonly type: string;
}

/**
 * The published schema, made strict: a request may carry only what is declared. (FastAPI ignores
 * members it does not know; here a misspelt field has to be seen.)
 */
function strictDocument(): Schema {
	const document = structuredClone(openapi) as unknown as {
		components: { schemas: Record<string, Schema> };
	};
	for (const schema of Object.values(document.components.schemas)) {
		if (schema.type === 'object' && schema.additionalProperties === undefined) {
			schema.additionalProperties = false;
		}
	}
	return document as unknown as Schema;
}

const DOCUMENT_ID = 'backboard';

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats(ajv);
ajv.addFormat('binary', true);
ajv.addSchema(strictDocument(), DOCUMENT_ID);

/** A validator for one of the document's schemas, with members that only newer servers know. */
export function componentValidator(
	name: keyof typeof openapi.components.schemas,
	newer: Record<string, Schema> = {},
): ValidateFunction {
	if (Object.keys(newer).length === 0) {
		return ajv.compile({ $ref: `${DOCUMENT_ID}#/components/schemas/${name}` });
	}
	const { properties, required, type } = openapi.components.schemas[name] as Schema;
	return ajv.compile({
		type,
		required,
		properties: { ...withAbsoluteRefs(properties), ...(withAbsoluteRefs(newer) as Schema) },
		additionalProperties: false,
	});
}

/** A validator for a schema of the contract. It may refer to the document's schemas as `#/components/…`. */
export function contractValidator(schema: Schema): ValidateFunction {
	return ajv.compile(withAbsoluteRefs(schema) as Schema);
}

function withAbsoluteRefs(value: unknown): Record<string, unknown> {
	return JSON.parse(
		JSON.stringify(value).replaceAll('"#/components/', `"${DOCUMENT_ID}#/components/`),
	) as Record<string, unknown>;
}

/** What is wrong with a value, in FastAPI's words; empty when nothing is. */
export function violations(
	validate: ValidateFunction,
	value: unknown,
	place: 'body' | 'query' | 'path',
): Violation[] {
	if (validate(value)) return [];
	// Of a union (`anyOf` with null) only the branch that has something to say is reported.
	const errors = (validate.errors ?? []).filter(
		({ keyword, params }) => keyword !== 'anyOf' && (params as Schema).type !== 'null',
	);
	return errors.map((error) => violation(error, place));
}

function violation(error: ErrorObject, place: string): Violation {
	const { keyword, message = 'Invalid value', instancePath } = error;
	const params = error.params as Record<string, string>;
	const loc: Array<string | number> = [place, ...instancePath.split('/').filter(Boolean)];
	switch (keyword) {
		case 'required':
			return { loc: [...loc, params.missingProperty], msg: 'Field required', type: 'missing' };
		case 'additionalProperties':
			return {
				loc: [...loc, params.additionalProperty],
				msg: 'Extra inputs are not permitted',
				type: 'extra_forbidden',
			};
		case 'type':
			return { loc, msg: `Input should be a valid ${params.type}`, type: `${params.type}_type` };
		case 'format':
			return {
				loc,
				msg: `Input should be a valid ${params.format}`,
				type: `${params.format}_parsing`,
			};
		default:
			return { loc, msg: message, type: keyword };
	}
}
