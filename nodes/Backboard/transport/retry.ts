import type { Failure } from './failure';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Nothing reached the server: the connection was refused, or its name has no address. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Found wrong before all of it was sent: addresses, certificates, files. */
const NEVER_BEGUN =
	/^(|ERR_INVALID_URL|EHOSTUNREACH|ENETUNREACH|EPROTO|UNREADABLE_FILE)$|CERT|SSL|TLS|SIGNATURE/;

/** The server may or may not have worked on the request. */
const LOST_ON_THE_WAY = new Set([
	'ECONNRESET',
	'EPIPE',
	'ETIMEDOUT',
	'ESOCKETTIMEDOUT',
	'ECONNABORTED',
]);

/** Statuses that say "not now" before any work was done. */
const NOT_STARTED = new Set([429, 503]);

/** Statuses after which the work may have been done all the same. */
const MAYBE_DONE = new Set([500, 502, 504]);

/** Waiting does not bring money: these are never repeated, whatever their status. */
const OUT_OF_CREDIT = /credit|\bbalance\b|quota|billing|payment/i;

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

/**
 * Should we? A POST only when it certainly was not processed (Backboard has no idempotency key, so a
 * second POST is a second message); GET, PUT and DELETE also when that is unknown, since doing them
 * twice does no harm.
 */
export function mayRepeat(failure: Failure, method: Method): boolean {
	const harmless = method !== 'POST';
	switch (failure.kind) {
		case 'status':
			if (OUT_OF_CREDIT.test(failure.detail ?? '')) return false;
			return NOT_STARTED.has(failure.status) || (harmless && MAYBE_DONE.has(failure.status));
		case 'network':
			return NEVER_SENT.has(failure.code) || (harmless && LOST_ON_THE_WAY.has(failure.code));
		case 'unreadable':
			return false;
	}
}

/** Whether a request that failed like this may have done its work all the same. */
export function mayHaveBeenProcessed(failure: Failure): boolean {
	switch (failure.kind) {
		case 'status':
			return failure.status >= 500 && !NOT_STARTED.has(failure.status);
		case 'network':
			return !NEVER_SENT.has(failure.code) && !NEVER_BEGUN.test(failure.code);
		case 'unreadable':
			return true;
	}
}

/**
 * How long? Milliseconds before the next attempt: what Retry-After says (seconds or a date), else
 * exponential back-off from 0.5 s to 30 s with up to half of it taken off at random.
 *
 * @param attempt number of the attempt that failed, from 1
 */
export function repeatDelay(
	failure: Failure,
	attempt: number,
	now = Date.now(),
	random = Math.random(),
): number {
	const asked = failure.kind === 'status' ? retryAfter(failure.headers['retry-after'], now) : null;
	if (asked !== null) return asked;
	const backOff = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
	return backOff * (1 - random / 2);
}

/** Whether the server, not one request, is the reason to wait: then every item should. */
export function isRateLimit(failure: Failure): boolean {
	return failure.kind === 'status' && failure.status === 429;
}

function retryAfter(header: unknown, now: number): number | null {
	const value = String(Array.isArray(header) ? header[0] : (header ?? '')).trim();
	if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
	const date = /[a-z]/i.test(value) ? Date.parse(value) : NaN;
	return Number.isNaN(date) ? null : Math.max(0, date - now);
}
