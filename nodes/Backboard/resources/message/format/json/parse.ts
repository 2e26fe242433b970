import { isTooDeep, unalteredJson } from '../../../../base/json';
import { isFitting, type Reading, type Reason } from '../format';
import { shown } from '../reason';
import { fencedText, jsonPieces } from './candidate';
import { LONGEST_REPAIR, repairedJson } from './repair';

/** Decides whether a JSON value is an answer, or says why it is not. */
export type Judge = (value: unknown) => Reading;

/** How many of the fields that were asked for a value gives; undefined where none is by name. */
export type CountGiven = (value: unknown) => number | undefined;

/** Of more objects and lists among words, the last ones are looked at. */
const MOST_ROOTS = 1000;

/**
 * An answer's text as a value: strict JSON, else JSON in code fences or among words, else JSON that n8n
 * can repair. Neither thoughts nor what was cut off ever count. Of several values that fit, the one that
 * gives most fields counts (the longest where none are asked for), of equal ones the last. Where nothing
 * fits, the reasons are those of the first value found.
 *
 * @param isLast whether the model is not asked again: then also a value counts that gives no field
 */
export function parseAnswer(
	text: string | null,
	judge: Judge,
	countGiven: CountGiven = () => undefined,
	isLast = true,
): Reading {
	const content = (text ?? '').trim();
	if (content === '') return { reasons: [reason('JSON', 'an empty answer')] };
	if (isTooDeep(content)) return { reasons: [reason('JSON', 'JSON that nests too deeply')] };
	const choice = new Choice(judge, countGiven, isLast);
	if (choice.offerExact(content)) return choice.reading(content);

	const pieces = jsonPieces(content);
	if (pieces === undefined) {
		return { reasons: [reason('complete JSON', 'JSON that is cut off before its end')] };
	}
	const fenced = fencedText(pieces.rest)?.trim() ?? '';
	for (const root of new Set([...pieces.roots.slice(-MOST_ROOTS), fenced])) choice.offer(root);
	const rows = choice.hasFit ? undefined : rowsIn(fenced || pieces.rest);
	if (rows !== undefined) choice.judge(rows, content);
	return choice.reading(content);
}

/** Takes the texts that may be the answer, and keeps the best of them. */
class Choice {
	/** The best value that fits; its weight is how many fields it gives, else how long it is. */
	private best: { value: unknown; weight: number; length: number } | undefined;

	private unfit: readonly Reason[] | undefined;

	/** The length of the longest text that might be the answer but cannot be read. */
	private unread = 0;

	/** How many characters may still be repaired. */
	private left = LONGEST_REPAIR;

	constructor(
		private readonly judgeOf: Judge,
		private readonly countGiven: CountGiven,
		private readonly isLast: boolean,
	) {}

	get hasFit(): boolean {
		return this.best !== undefined;
	}

	/** Takes a text that is JSON as it stands; whether it is. */
	offerExact(text: string): boolean {
		const exact = unalteredJson(text);
		if (exact?.problem !== undefined) this.unfit ??= [reason('JSON', exact.problem)];
		else if (exact !== undefined) this.judge(exact.value, text);
		return exact !== undefined;
	}

	/** Takes a text that is JSON, or may be meant so: then it is repaired. */
	offer(text: string): void {
		if (this.offerExact(text) || !/^[[{]/.test(text)) return;
		const repaired = text.length <= this.left ? repairedJson(text) : undefined;
		this.left -= text.length;
		if (repaired === undefined) this.unread = Math.max(this.unread, text.length);
		else this.judge(repaired.value, text, false);
	}

	judge(value: unknown, { length }: string, isExact = true): void {
		const reading = this.judgeOf(value);
		if (isFitting(reading)) {
			const weight = this.countGiven(value) ?? length;
			if (weight >= (this.best?.weight ?? 0)) this.best = { value: reading.value, weight, length };
		} else if (isExact) {
			this.unfit ??= reading.reasons;
		}
	}

	/** The best value; for a model that is asked again, only where it is no doubtful one. */
	reading(content: string): Reading {
		const { best, isLast, unread } = this;
		if (best !== undefined && (isLast || (best.weight > 0 && best.length >= unread))) {
			return best.weight > 0 ? { value: best.value } : { value: best.value, isEmpty: true };
		}
		if (best?.weight === 0) return { reasons: [reason(SOME_FIELD, shown(best.value))] };
		return { reasons: this.unfit ?? [reason('JSON', shown(content))] };
	}
}

const SOME_FIELD = 'an object with at least one of the fields that were asked for';

/** The values of a text that has one on each line; undefined where it has not. */
function rowsIn(text: string): unknown[] | undefined {
	const lines = text.split('\n').map((line) => line.trim().replace(/,$/, ''));
	const rows = lines.filter((line) => /^(?:[[{"]|-?\d[\d.]*$)/.test(line));
	// All at once: a megabyte of short lines takes too long one by one.
	const values = unalteredJson(`[${rows.join()}]`)?.value;
	const isOneEach = Array.isArray(values) && values.length === rows.length;
	return isOneEach && rows.length > 1 ? (values as unknown[]) : undefined;
}

function reason(expected: string, found: string): Reason {
	return { path: '$', expected, found };
}
