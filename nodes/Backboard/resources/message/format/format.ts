import type { ItemFields } from '../../../core/types';

/** Why a value does not fit, in words that a model can act on. */
export interface Reason {
	/** Where: `$.items[2].price`. */
	readonly path: string;
	readonly expected: string;
	readonly found: string;
}

/** What a text is in its format: a value, or the reasons why it does not fit. */
export type Reading =
	/** `isEmpty`: it gives none of the fields that were asked for. */
	{ readonly value: unknown; readonly isEmpty?: true } | { readonly reasons: readonly Reason[] };

/** The form in which an answer is wanted. */
export interface Format {
	readonly kind: 'text' | 'json' | 'schema' | 'parser';
	/** What is added to the message so that the model knows; empty for texts. */
	readonly instructions: string;
	/** Whether Backboard is asked for JSON: it knows objects only. */
	readonly jsonOutput: boolean;
	/** @param isLast whether the model is not asked again: then there may be less to it */
	read(text: string | null, isLast: boolean): Promise<Reading>;
}

export function isFitting(reading: Reading): reading is Extract<Reading, { value: unknown }> {
	return 'value' in reading;
}

/** The answer as it is. */
export const TEXT: Format = {
	kind: 'text',
	instructions: '',
	jsonOutput: false,
	read: async (text) => await Promise.resolve({ value: text }),
};

/** The kind of format that the item asks for. */
export function formatKind({ context, itemIndex }: ItemFields): unknown {
	return context.getNodeParameter('answerFormat', itemIndex, 'text');
}
