import type { IDataObject, INode } from 'n8n-workflow';

import { asText } from '../../base/text';
import { readJsonObject } from '../../fields/values';
import { inputError } from '../../transport/error';

/** To anything longer Backboard answers with a bare 500. UTF-8 bytes, as users of the API found out. */
const LONGEST_CONTENT = 4096;

/** A memory's text. Throws, with its length, when Backboard cannot store it. */
export function readStorableContent(node: INode, value: unknown): string {
	const content = asText(value);
	const length = Buffer.byteLength(content, 'utf8');
	if (length <= LONGEST_CONTENT) return content;
	throw inputError(
		node,
		`The field Content is ${length} bytes long; Backboard stores at most ${LONGEST_CONTENT} in one memory`,
		`Shorten it by ${length - LONGEST_CONTENT} bytes, or split it into several memories. Characters outside plain English take 2 to 4 bytes each.`,
	);
}

/**
 * Metadata as Backboard can store it: to fractions, nested objects and lists it answers with a bare
 * 500, so these are sent as texts. Undefined when the field is empty; throws when it is no object.
 */
export function readStorableMetadata(node: INode, value: unknown): IDataObject | undefined {
	const metadata = readJsonObject(node, value, 'Metadata');
	if (metadata === undefined) return undefined;
	return Object.fromEntries(
		Object.entries(metadata)
			.filter(([, entry]) => entry !== undefined)
			.map(([key, entry]) => [key, storable(entry)]),
	);
}

/** What may be wrong with metadata that was sent: one source tells of a 500 to any number in it. */
export function hintFor500(metadata: IDataObject | undefined): string | undefined {
	const hasNumber = Object.values(metadata ?? {}).some((value) => typeof value === 'number');
	return hasNumber ? 'If it is the numbers in Metadata, enter them as texts ("3").' : undefined;
}

function storable(value: IDataObject[string]): IDataObject[string] {
	// Beyond the safe integers JSON writes numbers with an exponent, which are fractions elsewhere.
	if (typeof value === 'number') return Number.isSafeInteger(value) ? value : String(value);
	return typeof value === 'object' && value !== null ? asText(value) : value;
}
