import { jsonParse } from 'n8n-workflow';

import { isFitting, type Reading, type Reason } from './format';
import { fencedText, isTooDeep, jsonPieces } from './jsonText';
import { shown } from './reason';

/** Decides whether a JSON value is an answer, or says why it is not. */
export type Judge = (value: unknown) => Reading;

/**
 * An answer's text as a value: strict JSON, else JSON in code fences or among words, else JSON that n8n
 * can repair. Neither thoughts nor what was cut off ever count. Where nothing fits, the reasons are those
 * of the first value found.
 */
export function parseAnswer(text: string | null, judge: Judge): Reading {
	const content = (text ?? '').trim();
	if (content === '') return { reasons: [reason('JSON', 'an empty answer')] };
	if (isTooDeep(content)) return { reasons: [reason('JSON', 'JSON that nests too deeply')] };
	const whole = strict(content);
	if (whole !== undefined) return judge(whole.value);

	const pieces = jsonPieces(content);
	if (pieces === undefined) {
		return { reasons: [reason('complete JSON', 'JSON that is cut off before its end')] };
	}
	return (
		firstFit([...pieces.roots, fencedText(pieces.rest)?.trim() ?? ''], judge) ?? {
			reasons: [reason('JSON', shown(content))],
		}
	);
}

/**
 * The first of the texts that fits as it is, else the first that fits once n8n has repaired it (commas,
 * quotes, names without quotes), else the first that is JSON at all.
 */
function firstFit(texts: readonly string[], judge: Judge): Reading | undefined {
	let unfit: Reading | undefined;
	const broken: string[] = [];
	for (const text of new Set(texts)) {
		const parsed = strict(text);
		const reading = parsed && judge(parsed.value);
		if (reading && isFitting(reading)) return reading;
		unfit ??= reading;
		if (reading === undefined && /^[[{]/.test(text)) broken.push(text);
	}
	for (const text of broken) {
		// `undefined` would be no fallback: `jsonParse` throws then.
		const repaired = jsonParse<unknown>(text, { repairJSON: true, fallbackValue: null });
		const reading = repaired === null ? undefined : judge(repaired);
		if (reading && isFitting(reading)) return reading;
	}
	return unfit;
}

function strict(text: string): { readonly value: unknown } | undefined {
	try {
		return { value: JSON.parse(text) as unknown };
	} catch {
		return undefined;
	}
}

function reason(expected: string, found: string): Reason {
	return { path: '$', expected, found };
}
