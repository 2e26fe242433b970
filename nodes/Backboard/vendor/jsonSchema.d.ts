/** The parts of `@cfworker/json-schema` that are used. The build bundles it into the file of this name. */
export interface OutputUnit {
	/** Part of the schema that refused, as a pointer with `#`. */
	readonly keywordLocation: string;
	readonly keyword: string;
	/** Part of the value that was refused, as a pointer with `#`. */
	readonly instanceLocation: string;
	readonly error: string;
}

export class Validator {
	/** @param shortCircuit whether the first error ends the validation */
	constructor(schema: unknown, draft: '4' | '7' | '2019-09' | '2020-12', shortCircuit: boolean);

	/** The parts of the schema by address. Those with a `$ref` have its target under `__absolute_ref__`. */
	readonly lookup: Readonly<Record<string, unknown>>;

	/** Throws when a `$ref` leads nowhere. */
	validate(instance: unknown): { readonly valid: boolean; readonly errors: readonly OutputUnit[] };
}
