import fc from 'fast-check';

import type { Failure } from '../../../../nodes/Backboard/transport/failure';
import {
	isRateLimit,
	mayHaveBeenProcessed,
	mayRepeat,
	repeatDelay,
} from '../../../../nodes/Backboard/transport/retry';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

const refused = (status: number, detail: string | null = null, headers = {}): Failure => ({
	kind: 'status',
	status,
	detail,
	isWebPage: false,
	headers,
});

const lost = (code: string): Failure => ({ kind: 'network', code, detail: null });

describe('Whether a request is sent again', () => {
	const repeating = (failure: Failure) =>
		METHODS.filter((method) => mayRepeat(failure, method !== 'POST'));

	/** Certainly not processed: any method. Maybe processed: not a POST. Everything else: never. */
	const ANY = METHODS;
	const NOT_POST = METHODS.filter((method) => method !== 'POST');

	it.each<[number, string[]]>([
		[300, []],
		[302, []],
		[400, []],
		[401, []],
		[402, []],
		[403, []],
		[404, []],
		[408, NOT_POST],
		[409, []],
		[413, []],
		[422, []],
		[429, ANY],
		[500, NOT_POST],
		[501, []],
		[502, NOT_POST],
		[503, NOT_POST],
		[504, NOT_POST],
		[520, NOT_POST],
		[521, NOT_POST],
		[522, NOT_POST],
		[523, NOT_POST],
		[524, NOT_POST],
		[525, []],
	])('after status %i: %j', (status, methods) => {
		expect(repeating(refused(status))).toEqual(methods);
	});

	it.each(['Insufficient credits', 'We paused LLM chat — your balance is used up'])(
		'after a 503 about credit: never, also when it says when to come back (%s)',
		(detail) => {
			for (const headers of [{}, { 'retry-after': '1' }]) {
				expect(repeating(refused(503, detail, headers))).toEqual([]);
				expect(mayHaveBeenProcessed(refused(503, detail, headers))).toBe(true);
			}
		},
	);

	it.each<[string, string[]]>([
		['ECONNREFUSED', ANY],
		['ENOTFOUND', ANY],
		['EAI_AGAIN', ANY],
		['ECONNRESET', NOT_POST],
		['EPIPE', NOT_POST],
		['ETIMEDOUT', NOT_POST],
		['ESOCKETTIMEDOUT', NOT_POST],
		['ECONNABORTED', NOT_POST],
		['EHOSTUNREACH', NOT_POST],
		['ERR_CANCELED', []],
		['ERR_INVALID_URL', []],
		['CERT_HAS_EXPIRED', []],
		['', []],
		['constructor', []],
	])('after network error "%s": %j', (code, methods) => {
		expect(repeating(lost(code))).toEqual(methods);
	});

	it('never after an answer that could not be read: the work was done', () => {
		expect(repeating({ kind: 'unreadable', status: 200, detail: null })).toEqual([]);
	});

	describe.each([402, 500, 503])('status %i with a text about money', (status) => {
		it.each([
			'Insufficient credits for System One',
			'We paused LLM chat — your balance is used up. Add credits on the Billing page',
			'Free credits cannot be used for LLM chat',
			'You exceeded your current quota',
			'BILLING HARD LIMIT REACHED',
			'Payment required',
		])('is final for every method: %s', (detail) => {
			expect(repeating(refused(status, detail))).toEqual([]);
		});
	});

	it('a 429 is a refusal, whatever its text speaks of', () => {
		expect(repeating(refused(429, 'Your credit per minute is used up'))).toEqual(ANY);
	});

	it('a 503 is a refusal only when it says when to come back', () => {
		expect(repeating(refused(503, null, { 'retry-after': '1' }))).toEqual(ANY);
		expect(repeating(refused(503))).toEqual(NOT_POST);
	});

	it.each(['soon', '', 'in 2', '2099-01-01'])('a 503 that says "%s" says no time', (text) => {
		expect(repeating(refused(503, null, { 'retry-after': text }))).toEqual(NOT_POST);
	});

	it.each([
		'no healthy upstream behind the load balancer',
		'Too many requests, slow down',
		'The service is rebalancing',
		'',
	])('repeats a 503 whose text is not about money: %s', (detail) => {
		expect(repeating(refused(503, detail, { 'retry-after': '1' }))).toEqual(ANY);
	});

	it('never repeats a POST that the server may have worked on', () => {
		const failure = fc.oneof(
			fc.integer({ min: 300, max: 599 }).map((status) => refused(status)),
			fc.string().map(lost),
		);
		const certainlyNotProcessed = (it: Failure) =>
			it.kind === 'status'
				? it.status === 429
				: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes((it as { code: string }).code);
		fc.assert(
			fc.property(failure, (it) => {
				expect(mayRepeat(it, false)).toBe(certainlyNotProcessed(it));
			}),
		);
	});
});

describe('Whether a request may have done its work', () => {
	it.each([408, 500, 501, 502, 503, 504, 520, 599])('cannot be told after status %i', (status) => {
		expect(mayHaveBeenProcessed(refused(status))).toBe(true);
	});

	it.each([302, 400, 401, 402, 404, 422, 429])('is certain after status %i: no', (status) => {
		expect(mayHaveBeenProcessed(refused(status))).toBe(false);
	});

	it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ERR_CANCELED', 'EWHATEVER'])(
		'cannot be told after network error "%s"',
		(code) => {
			expect(mayHaveBeenProcessed(lost(code))).toBe(true);
		},
	);

	it.each([
		...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
		...['ERR_INVALID_URL', ''],
		...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID'],
		...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO'],
	])('is certain after network error "%s": no', (code) => {
		expect(mayHaveBeenProcessed(lost(code))).toBe(false);
	});

	it('cannot be told after an answer that could not be read', () => {
		expect(mayHaveBeenProcessed({ kind: 'unreadable', status: 200, detail: null })).toBe(true);
	});

	it('is never a reason against sending a POST again that mayRepeat allows', () => {
		const codes = fc.constantFrom('ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT', '');
		const failure = fc.oneof(
			fc.integer({ min: 300, max: 599 }).map((it) => refused(it)),
			codes.map(lost),
		);
		fc.assert(
			fc.property(failure, (it) => {
				expect(mayRepeat(it, false) && mayHaveBeenProcessed(it)).toBe(false);
			}),
		);
	});
});

describe('How long to wait before trying again', () => {
	const SENT = 'Thu, 05 Feb 2026 12:00:00 GMT';
	const delayFor = (header: unknown, date: unknown = SENT) =>
		repeatDelay(refused(429, null, { 'retry-after': header, date }), 1, 0);

	it.each([
		['whole seconds', '7', 7000],
		['a number', 7, 7000],
		['decimals', '1.5', 1500],
		['white space around', ' 2 ', 2000],
		['an HTTP date', 'Thu, 05 Feb 2026 12:00:30 GMT', 30_000],
		['a date of an old form', 'Thursday, 05-Feb-26 12:01:00 GMT', 60_000],
		['a date of another old form', 'Thu Feb  5 12:01:00 2026', 60_000],
		['the first of several', ['3', '60'], 3000],
		['an hour', '3600', 3_600_000],
	])('is what Retry-After says: %s', (_what, header, expected) => {
		expect(delayFor(header)).toBe(expected);
	});

	it.each([
		['nothing', undefined],
		['null', null],
		['an empty text', ''],
		['words', 'soon'],
		['words that JavaScript takes for a date', 'in 2'],
		['a month', 'May 5'],
		['a negative number', '-5'],
		['an exponent', '1e9'],
		['hexadecimal', '0x10'],
		['several in one', '3, 60'],
		['an empty list', []],
		['an object', {}],
		['a date that is no HTTP date', '2099-01-01'],
		['an ISO time', '2099-01-01T12:00:10Z'],
		['a day that does not exist', 'Thu, 99 Feb 2026 12:00:30 GMT'],
		['zero', '0'],
		['next to nothing', '0.001'],
		['a date in the past', 'Thu, 05 Feb 2026 11:00:00 GMT'],
		['the present', SENT],
	])('is the back-off when Retry-After is %s', (_what, header) => {
		expect(delayFor(header)).toBe(500);
	});

	it.each([
		['ahead', 'Thu, 05 Feb 2099 12:00:00 GMT', 'Thu, 05 Feb 2099 12:00:09 GMT'],
		['behind', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Thu, 01 Jan 1970 00:00:09 GMT'],
	])("reads a date by the server's clock, which runs %s", (_what, date, header) => {
		expect(delayFor(header, date)).toBe(9000);
	});

	it.each([undefined, '', 'today', '2026-02-05'])(
		'reads a date by our clock when the server tells none (%s)',
		(date) => {
			const delay = delayFor(new Date(Date.now() + 60_000).toUTCString(), date ?? null);
			expect(delay).toBeGreaterThan(55_000);
			expect(delay).toBeLessThanOrEqual(60_000);
		},
	);

	it('is the back-off after a network error', () => {
		expect(repeatDelay(lost('ECONNRESET'), 1, 0)).toBe(500);
	});

	it('doubles with each attempt up to 30 s', () => {
		const delays = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((attempt) =>
			repeatDelay(lost('ECONNRESET'), attempt, 0),
		);
		expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
	});

	it('is between half of the back-off and all of it, whatever the dice say', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 5000 }),
				fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
				(attempt, random) => {
					const full = Math.min(30_000, 500 * 2 ** (attempt - 1));
					const delay = repeatDelay(refused(503), attempt, random);
					expect(delay).toBeGreaterThan(full / 2 - 1e-9);
					expect(delay).toBeLessThanOrEqual(full);
				},
			),
		);
	});

	it('is a number of milliseconds, whatever the header', () => {
		fc.assert(
			fc.property(fc.anything(), fc.integer({ min: 1, max: 20 }), (header, attempt) => {
				// Headers are texts or lists of them: what has no text is no header.
				fc.pre(isPrintable(header));
				const delay = repeatDelay(refused(429, null, { 'retry-after': header }), attempt);
				expect(delay).toBeGreaterThanOrEqual(0);
				expect(delay).not.toBeNaN();
			}),
		);
	});
});

describe('What holds back all items', () => {
	it('is a 429 and nothing else', () => {
		expect(isRateLimit(refused(429))).toBe(true);
		for (const failure of [refused(503), refused(500), lost('ECONNREFUSED')]) {
			expect(isRateLimit(failure)).toBe(false);
		}
	});
});

function isPrintable(value: unknown): boolean {
	try {
		return typeof String(Array.isArray(value) ? value[0] : value) === 'string';
	} catch {
		return false;
	}
}
