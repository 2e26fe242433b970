import Ajv2020, { type ErrorObject } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

import { CONTRACT, CONTRACT_ID, pointer } from './contract';

/** One entry of FastAPI's 422 body. */
export interface Violation {
	readonly loc: Array<string | number>;
	readonly msg: string;
	readonly type: string;
}

/** Knows the contract's schemas; they are compiled when they are first needed. */
const validator = (options: object) => {
	const ajv = new Ajv2020({ allErrors: true, strict: false, ...options });
	addFormats(ajv);
	return ajv.addFormat('binary', true).addSchema(CONTRACT, CONTRACT_ID);
};

const exact = validator({});

/** Texts of a path or a query become the values that they stand for, and what is not given its default. */
const reading = validator({ coerceTypes: true, useDefaults: true });

/** One of the contract's schemas, by name. */
export function componentValidator(name: string): object {
	return { $ref: pointer('components', 'schemas', name) };
}

/**
 * What is wrong with a value, in FastAPI's words; empty when nothing is. Texts in the value become what
 * they stand for where it is a path or a query.
 */
export function violations(
	schema: object,
	value: unknown,
	place: 'body' | 'query' | 'path',
): Violation[] {
	const ajv = place === 'body' ? exact : reading;
	if (ajv.validate(schema, value)) return [];
	return (ajv.errors ?? []).filter(isTelling).map((error) => violation(error, place));
}

/** Of a union with null only the branch that has something to say is reported, and of `if` its `then`. */
function isTelling({ keyword, params }: ErrorObject): boolean {
	return keyword !== 'anyOf' && keyword !== 'if' && params.type !== 'null';
}

const MESSAGES: Readonly<Record<string, string>> = {
	required: 'Field required',
	additionalProperties: 'Extra inputs are not permitted',
};

function violation(
	{ keyword, message, instancePath, params }: ErrorObject,
	place: string,
): Violation {
	const { missingProperty, additionalProperty, type, format } = params as Record<string, string>;
	const member = missingProperty ?? additionalProperty;
	const wanted = type ?? format;
	return {
		loc: [place, ...instancePath.split('/').filter(Boolean), ...(member ? [member] : [])],
		msg: wanted ? `Input should be a valid ${wanted}` : (MESSAGES[keyword] ?? String(message)),
		type: keyword,
	};
}
