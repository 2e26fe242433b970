/** Why a value does not fit, in words that a model can act on. */
export interface Reason {
	/** Where: `$.items[2].price`. */
	readonly path: string;
	readonly expected: string;
	readonly found: string;
}

/** What a text is in its format: a value, or the reasons why it does not fit. */
export type Reading = { readonly value: unknown } | { readonly reasons: readonly Reason[] };

/** The form in which an answer is wanted. */
export interface Format {
	readonly kind: 'text' | 'json' | 'schema' | 'parser';
	/** What is added to the message so that the model knows; empty for texts. */
	readonly instructions: string;
	/** Whether Backboard is asked for JSON: it knows objects only. */
	readonly jsonOutput: boolean;
	read(text: string | null): Promise<Reading>;
}

export function isFitting(reading: Reading): reading is { readonly value: unknown } {
	return 'value' in reading;
}
