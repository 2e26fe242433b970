import fc from 'fast-check';

import {
	detailOf,
	isWebPage,
	networkFailure,
	statusFailure,
} from '../../../../nodes/Backboard/transport/failure';
import { cpuTime } from '../../../support/cpuTime';

describe('The server’s own words', () => {
	/** Bodies that Backboard is known to send: docs, FastAPI's schema, public users. */
	it.each([
		['401', { detail: 'Invalid or missing API key' }, 'Invalid or missing API key'],
		[
			'422',
			{ detail: [{ loc: ['body', 'name'], msg: 'Field required', type: 'missing' }] },
			'body.name: Field required',
		],
		[
			'404 of tool outputs',
			{ detail: 'Thread not found, or no pending REQUIRES_ACTION on the thread' },
			'Thread not found, or no pending REQUIRES_ACTION on the thread',
		],
		[
			'422 with several entries',
			{
				detail: [
					{ loc: ['body', 'tools', 0, 'function'], msg: 'Field required', type: 'missing' },
					{ loc: ['query', 'limit'], msg: 'Input should be a valid integer', type: 'int_parsing' },
				],
			},
			'body.tools.0.function: Field required; query.limit: Input should be a valid integer',
		],
	])('of a known error body, %s', (_what, body, expected) => {
		expect(detailOf(body)).toBe(expected);
		expect(detailOf(JSON.stringify(body))).toBe(expected);
	});

	it.each<[string, unknown, string | null]>([
		['an entry without a place', { detail: [{ msg: 'Bad' }] }, 'Bad'],
		['an entry with an empty place', { detail: [{ loc: [], msg: 'Bad' }] }, 'Bad'],
		['a list of texts', { detail: ['one', 'two'] }, 'one; two'],
		['a bare list', [{ loc: ['body'], msg: 'Bad' }], 'body: Bad'],
		['a message', { message: 'Down for repairs' }, 'Down for repairs'],
		['an error text', { error: 'Down for repairs' }, 'Down for repairs'],
		['an error object', { error: { message: 'Down', code: 7 } }, 'Down'],
		['a detail object', { detail: { error: { message: 'Down' } } }, 'Down'],
		['detail before message', { message: 'second', detail: 'first' }, 'first'],
		['message after an empty detail', { detail: '', message: 'second' }, 'second'],
		['message after an empty list', { detail: [], message: 'second' }, 'second'],
		['error after null', { detail: null, message: null, error: 'third' }, 'third'],
		['error after objects without words', { detail: { code: 1 }, error: 'third' }, 'third'],
		['a list of errors', { errors: [{ message: 'one' }, 'two'] }, 'one; two'],
		['a report that is a code', { detail: { code: 'no_vision' } }, '{"code":"no_vision"}'],
		['an error that is a code', { detail: {}, error: { code: 7 } }, '{"code":7}'],
		['an object without words', { status: 'bad', code: 7 }, null],
		['numbers', { detail: 42 }, null],
		['an empty object', {}, null],
		['an empty list', [], null],
		['null', null, null],
		['undefined', undefined, null],
		['a number', 500, null],
	])('of %s', (_what, body, expected) => {
		expect(detailOf(body)).toBe(expected);
	});

	it.each<[string, string, string | null]>([
		['plain text', 'Bad gateway', 'Bad gateway'],
		['text on several lines', '  upstream\r\n\tfailed \n', 'upstream failed'],
		['nothing', '', null],
		['white space', ' \r\n ', null],
		['JSON text', ' {"detail": "Slow down"}', 'Slow down'],
		['a JSON string', '"Slow down"', 'Slow down'],
		['broken JSON, as it is', '{"detail": "Slow', '{"detail": "Slow'],
		['a web page', '<html><body>502</body></html>', null],
		['a web page with a doctype', '\n<!DOCTYPE html><html></html>', null],
		['a web page behind a byte order mark', '\ufeff<!doctype html>', null],
		['a web page that begins with a comment', '<!-- nginx -->\n<html></html>', null],
		['an XML error', '<?xml version="1.0"?><Error/>', null],
		['text that only begins like markup', '<3 seconds left', '<3 seconds left'],
	])('of a text body: %s', (_what, body, expected) => {
		expect(detailOf(body)).toBe(expected);
	});

	it('are cut after 1000 characters', () => {
		expect(detailOf('x'.repeat(1000))).toBe('x'.repeat(1000));
		expect(detailOf({ detail: 'x'.repeat(5_000_000) })).toBe(`${'x'.repeat(1000)}…`);
	});

	it('are found in white space in time that grows with its length', async () => {
		const find = (length: number) => {
			expect(detailOf(`${' '.repeat(length)}late${' '.repeat(length)}`)).toBe('late');
		};
		const [short, long] = [await cpuTime(() => find(1e6)), await cpuTime(() => find(1e7), 2)];
		expect(long).toBeLessThan(4 * 10 * short);
	});

	it('are one readable line or null, whatever the body', () => {
		const loc = fc.array(fc.oneof(fc.string(), fc.nat()));
		const { body } = fc.letrec((tie) => ({
			body: fc.oneof(
				{ maxDepth: 4 },
				fc.string(),
				fc.constantFrom(null, undefined, 1, true),
				fc.array(tie('body'), { maxLength: 3 }),
				fc.array(fc.record({ loc, msg: fc.string() }), { maxLength: 3 }),
				fc.record(
					{ detail: tie('body'), message: tie('body'), error: tie('body') },
					{ requiredKeys: [] },
				),
			),
		}));
		fc.assert(
			fc.property(body, (it) => {
				const detail = detailOf(it);
				if (detail === null) return;
				expect(detail).toMatch(/\S/);
				expect(detail).not.toMatch(/[\r\n]|^\s|\s$/);
				expect(detail).not.toContain('[object Object]');
				expect(detail.length).toBeLessThanOrEqual(1001);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('A failure with a status', () => {
	it('keeps status, headers, words and whether it was a web page', () => {
		expect(statusFailure(429, { 'retry-after': '3' }, { detail: 'Slow down' })).toEqual({
			kind: 'status',
			status: 429,
			headers: { 'retry-after': '3' },
			detail: 'Slow down',
			isWebPage: false,
		});
		expect(statusFailure(502, {}, '<html>')).toMatchObject({ detail: null, isWebPage: true });
	});

	it.each([[{ html: '<html>' }], [null], [undefined], ['{"a": "<html>"}'], ['not <html>']])(
		'is no web page: %j',
		(body) => {
			expect(isWebPage(body)).toBe(false);
		},
	);
});

describe('A failure of the network', () => {
	const error = (message: string, more: object = {}) => Object.assign(new Error(message), more);

	it('has the code of the error itself', () => {
		expect(networkFailure(error('connect failed', { code: 'ECONNREFUSED' }))).toEqual({
			kind: 'network',
			code: 'ECONNREFUSED',
			detail: 'connect failed',
		});
	});

	it('has the code of the nearest cause that has one, and that one’s words', () => {
		const inner = error('getaddrinfo ENOTFOUND nowhere', { code: 'ENOTFOUND' });
		const thrown = error('outer', { cause: error('middle', { cause: inner }) });
		expect(networkFailure(thrown)).toEqual({
			kind: 'network',
			code: 'ENOTFOUND',
			detail: 'getaddrinfo ENOTFOUND nowhere',
		});
	});

	it('prefers the outer of two codes', () => {
		const thrown = error('outer', {
			code: 'ETIMEDOUT',
			cause: error('inner', { code: 'ECONNRESET' }),
		});
		expect(networkFailure(thrown)).toMatchObject({ code: 'ETIMEDOUT', detail: 'outer' });
	});

	it.each(['ERR_BAD_RESPONSE', 'ERR_STREAM_PREMATURE_CLOSE', 'EPIPE', 'ECONNRESET'])(
		'has one code for every way of breaking off: %s',
		(code) => {
			expect(networkFailure(error('cut', { code }))).toMatchObject({ code: 'ECONNRESET' });
		},
	);

	it('tells a host that does not take the connection from one that takes it and gives no answer', () => {
		const timedOut = (more: object) => ({ ...error('', { code: 'ETIMEDOUT' }), ...more });
		const connecting = timedOut({ syscall: 'connect' });
		for (const cause of [connecting, timedOut({ errors: [connecting, connecting] })]) {
			expect(networkFailure(cause)).toMatchObject({ code: 'EHOSTUNREACH' });
			expect(networkFailure(timedOut({ cause }))).toMatchObject({ code: 'EHOSTUNREACH' });
		}
		for (const cause of [{ syscall: 'read' }, { errors: [] }, { errors: [connecting, null] }]) {
			expect(networkFailure(timedOut(cause))).toMatchObject({ code: 'ETIMEDOUT' });
		}
	});

	it.each([
		['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9', 'ECONNREFUSED'],
		['ETIMEDOUT', 'connect ETIMEDOUT 10.0.0.1:443', 'EHOSTUNREACH'],
		['ETIMEDOUT', 'read ETIMEDOUT', 'ETIMEDOUT'],
		['ERR_BAD_RESPONSE', 'stream has been aborted', 'ECONNRESET'],
		['ERR_CANCELED', 'canceled', 'ERR_CANCELED'],
		['404', 'not found', ''],
		[null, 'The API Key is empty', ''],
	])('has the code %s of an error of n8n 1.123, which has no cause', (httpCode, words, code) => {
		const thrown = error(words, { httpCode, messages: [words], cause: undefined });
		expect(networkFailure(thrown)).toEqual({ kind: 'network', code, detail: words });
	});

	it('of n8n 1.123 tells by the description that none of several addresses takes the connection', () => {
		const description = 'connect ETIMEDOUT 10.0.0.1:443 | connect ETIMEDOUT 10.0.0.2:443';
		const thrown = error('', { httpCode: 'ETIMEDOUT', messages: ['Error', 'Error'], description });
		expect(networkFailure(thrown)).toMatchObject({ code: 'EHOSTUNREACH', detail: description });
	});

	it.each([
		['HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'],
		['HPE_HEADER_OVERFLOW', 'Parse Error: Header overflow'],
		['Z_DATA_ERROR', 'incorrect header check'],
		['ERR__ERROR_FORMAT_CL_SPACE', 'Decompression failed'],
	])(
		'is none where the answer is no HTTP, or badly packed: it cannot be read (%s)',
		(code, detail) => {
			const unreadable = { kind: 'unreadable', status: null, detail };
			expect(networkFailure(error(detail, { code }))).toEqual(unreadable);
			const ofOldest = error('', { httpCode: code, messages: [detail] });
			expect(networkFailure(ofOldest)).toEqual(unreadable);
		},
	);

	it('passes over numbers and empty texts where a code should be', () => {
		const thrown = error('outer', { code: 404, cause: error('', { code: '', cause: null }) });
		expect(networkFailure(thrown)).toEqual({ kind: 'network', code: '', detail: 'outer' });
	});

	it('does not go round in circles', () => {
		const circular: Error & { cause?: unknown } = error('round');
		circular.cause = circular;
		expect(networkFailure(circular)).toMatchObject({ code: '', detail: 'round' });
	});

	it.each([[undefined], [null], ['text'], [0], [{}]])('can be made of anything: %j', (thrown) => {
		expect(networkFailure(thrown)).toEqual({ kind: 'network', code: '', detail: null });
	});
});
