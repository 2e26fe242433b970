import { jsonParse } from 'n8n-workflow';

import { isFitting, type Reading, type Reason } from './format';
import { fencedText, isTooDeep, jsonPieces } from './jsonText';
import { shown } from './reason';

/** What makes a value of JSON an answer, or says why it is none. */
export type Judge = (value: unknown) => Reading;

/**
 * An answer's text as a value: strict JSON, else JSON in code fences or among words, else JSON that n8n
 * can repair. What was cut off never counts. Where nothing fits, the reasons are those of the first
 * value found.
 */
export function parseAnswer(text: string | null, judge: Judge): Reading {
	const content = (text ?? '').trim();
	if (content === '') return { reasons: [reason('JSON', 'an empty answer')] };
	if (isTooDeep(content)) return { reasons: [reason('JSON', 'JSON that nests too deeply')] };
	const whole = strict(content);
	if (whole !== undefined) return judge(whole.value);

	const { roots, isCutOff } = jsonPieces(content);
	if (isCutOff) {
		return { reasons: [reason('complete JSON', 'JSON that is cut off before its end')] };
	}
	const fenced = fencedText(content);
	const candidates = fenced === undefined ? roots : [...roots, fenced];
	const readings = candidates.flatMap((candidate) => {
		const parsed = strict(candidate);
		return parsed === undefined ? [] : [judge(parsed.value)];
	});
	return (
		readings.find(isFitting) ??
		firstFit(roots, judge) ??
		readings[0] ?? { reasons: [reason('JSON', shown(content))] }
	);
}

/** The first of the texts that fits once n8n has repaired it: commas, quotes, names without quotes. */
function firstFit(roots: readonly string[], judge: Judge): Reading | undefined {
	for (const root of roots) {
		const repaired: unknown = jsonParse(root, { repairJSON: true, fallbackValue: undefined });
		const reading = repaired === undefined ? undefined : judge(repaired);
		if (reading !== undefined && isFitting(reading)) return reading;
	}
	return undefined;
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
