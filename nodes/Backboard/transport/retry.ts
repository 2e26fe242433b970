import type { IDataObject } from 'n8n-workflow';

import type { Failure } from './failure';
import { isOutOfCredit } from './modelFailure';

/** Nothing reached the server: the connection was refused, or its name has no address. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Failed before all of it was sent: addresses, certificates, files. */
const NEVER_BEGUN =
	/^(|ERR_INVALID_URL|EHOSTUNREACH|ENETUNREACH|EPROTO|UNREADABLE_FILE)$|CERT|SSL|TLS|SIGNATURE/;

/** Failures that may pass. After all but the last, the server may have worked on the request. */
const MAY_PASS = new Set([
	'ECONNRESET',
	'EPIPE',
	'ETIMEDOUT',
	'ESOCKETTIMEDOUT',
	'ECONNABORTED',
	'EHOSTUNREACH',
]);

/** Statuses after which the work may have been done, and that may pass: servers and proxies give them. */
const MAYBE_DONE = new Set([408, 500, 502, 503, 504, 520, 521, 522, 523, 524]);

/** Ms before the second attempt, where the server asks for no longer wait. Tests shorten it. */
export const backOff = { first: 500 };

const LONGEST_DELAY = 30_000;

/**
 * Should we? What may not be done twice (a POST: Backboard has no idempotency key, so a second one is a
 * second message) only when it certainly was not processed; other requests also when that is unknown.
 */
export function mayRepeat(failure: Failure, isIdempotent: boolean): boolean {
	switch (failure.kind) {
		case 'status':
			if (wasRefused(failure)) return true;
			// Waiting does not add credit.
			if (isOutOfCredit(failure.detail)) return false;
			return isIdempotent && MAYBE_DONE.has(failure.status);
		case 'network':
			return NEVER_SENT.has(failure.code) || (isIdempotent && MAY_PASS.has(failure.code));
		case 'unreadable':
			return false;
	}
}

/** Whether a request that failed like this may have done its work. */
export function mayHaveBeenProcessed(failure: Failure): boolean {
	switch (failure.kind) {
		case 'status':
			if (wasRefused(failure)) return false;
			return failure.status >= 500 || MAYBE_DONE.has(failure.status);
		case 'network':
			return !NEVER_SENT.has(failure.code) && !NEVER_BEGUN.test(failure.code);
		case 'unreadable':
			return true;
	}
}

/**
 * Whether the answer says "not now" before any work was done. A 429 always does, whatever its text
 * speaks of. A 503 does when it says when to come back; a bare one may come from a proxy that lost an
 * answer.
 */
export function wasRefused(failure: Failure): boolean {
	if (failure.kind !== 'status') return false;
	if (failure.status === 429) return true;
	const says = retryAfter(failure.headers) !== undefined;
	return failure.status === 503 && says && !isOutOfCredit(failure.detail);
}

/**
 * How long? Milliseconds before the next attempt: what Retry-After says, but never less than the node's
 * own back-off, exponential from 0.5 s to 30 s with up to half of it taken off at random.
 *
 * @param attempt number of the attempt that failed, from 1
 */
export function repeatDelay(failure: Failure, attempt: number, random = Math.random()): number {
	const longest = Math.min(LONGEST_DELAY, backOff.first * 2 ** (attempt - 1));
	const asked = failure.kind === 'status' ? retryAfter(failure.headers) : undefined;
	return Math.max(longest * (1 - random / 2), asked ?? 0);
}

/** Whether the server, not one request, is the reason to wait: then every item should. */
export function isRateLimit(failure: Failure): boolean {
	return failure.kind === 'status' && failure.status === 429;
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`, and the two older forms that RFC 9110 has for it. */
const HTTP_DATE =
	/^[a-z]{3,9}, \d{2}[ -][a-z]{3}[ -](?:\d{2}|\d{4}) \d{2}:\d{2}:\d{2} GMT$|^[a-z]{3} [a-z]{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/i;

/**
 * Ms that the server asks for, in seconds or as a date; undefined where it says neither. A date is read
 * against the answer's own `Date`, since the server's clock may be ahead or behind.
 */
function retryAfter(headers: IDataObject): number | undefined {
	const value = headerText(headers['retry-after']);
	if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
	const date = dateOf(value);
	if (date === undefined) return undefined;
	return date - (dateOf(headerText(headers.date)) ?? Date.now());
}

function dateOf(text: string): number | undefined {
	if (!HTTP_DATE.test(text)) return undefined;
	const date = Date.parse(/ GMT$/i.test(text) ? text : `${text} GMT`);
	return Number.isNaN(date) ? undefined : date;
}

function headerText(header: unknown): string {
	return String((Array.isArray(header) ? header[0] : header) ?? '').trim();
}
