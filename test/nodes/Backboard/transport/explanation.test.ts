import fc from 'fast-check';

import { explain } from '../../../../nodes/Backboard/transport/explanation';
import type { Failure } from '../../../../nodes/Backboard/transport/failure';
import { IS_THOROUGH } from '../../../support/thorough';

/** What is known of a request that certainly did nothing, and of one that may have done its work. */
const UNDONE = { timeout: 300_000, outcomeUnknown: false };
const UNKNOWN = { timeout: 300_000, outcomeUnknown: true };

type Status = Extract<Failure, { kind: 'status' }>;

const refused = (status: number, more: Partial<Status> = {}): Failure => ({
	kind: 'status',
	status,
	detail: null,
	isWebPage: false,
	headers: {},
	...more,
});

const lost = (code: string, detail: string | null = null): Failure => ({
	kind: 'network',
	code,
	detail,
});

const LOOK_FIRST = /look at the thread before you send it again/;

describe('The explanation of a status', () => {
	it.each([
		[400, 'Backboard rejected the request', /Correct what Backboard complains about/],
		[401, 'Backboard refused the API key', /enter a valid API key/],
		[402, 'Backboard asks for payment', /Add credits/],
		[403, 'Backboard, or a firewall in front of it, refused access', /account of the API key/],
		[404, 'Backboard did not find what the request is about', /IDs in the node exist/],
		[408, 'Backboard, or a proxy in front of it, gave up waiting for the request', /later/],
		[409, 'Backboard rejected the request', /Correct what Backboard complains about/],
		[413, 'Backboard refused the request as too large', /smaller attachments/],
		[422, 'Backboard did not accept a value', /Correct the field/],
		[429, 'Backboard is receiving too many requests from this account', /Max Concurrent/],
		[500, 'Backboard failed to process the request', /Check the IDs in the node/],
		[502, 'Backboard failed to process the request', /try again later/],
		[503, 'Backboard is not available at the moment', /Try again later/],
		[504, 'Backboard failed to process the request', /try again later/],
	])('%i says what happened, in Backboard’s words too, and how to fix it', (status, what, fix) => {
		expect(explain(refused(status), UNDONE)).toMatchObject({
			message: `${what} (status ${status})`,
			description: expect.stringMatching(fix),
		});
		expect(explain(refused(status, { detail: 'Its own words' }), UNDONE)).toMatchObject({
			message: `${what}: Its own words`,
			description: expect.stringMatching(fix),
		});
	});

	it('503 promises that nothing was processed only where it says when to come back', () => {
		const told = (headers: Status['headers']) => explain(refused(503, { headers }), UNDONE);
		expect(told({ 'retry-after': '3' }).description).toBe(
			'Try again later. The request was not processed.',
		);
		expect(told({}).description).toBe('Try again later.');
	});

	it.each([
		[401, 'Invalid or missing API key', true],
		[401, null, true],
		[403, 'Invalid or missing API key', true],
		[403, 'The API key was revoked', true],
		[403, 'This API key has no access to the assistant', false],
		[403, 'Forbidden', false],
		[403, null, false],
		[400, 'The API key is invalid', false],
	])('%i with the text %s: is it certainly about the key? %s', (status, detail, concernsKey) => {
		expect(explain(refused(status, { detail }), UNDONE).concernsKey).toBe(concernsKey);
	});

	it.each([401, 403])('%i with a web page is never about the key', (status) => {
		const page = refused(status, { isWebPage: true });
		expect(explain(page, UNDONE).concernsKey ?? false).toBe(false);
	});

	it.each([400, 429, 500, 502, 504, 599])('%i says to look first if work may be done', (status) => {
		expect(explain(refused(status), UNKNOWN).description).toMatch(LOOK_FIRST);
		expect(explain(refused(status), UNDONE).description).not.toMatch(LOOK_FIRST);
	});

	it.each([200, 204, 404, 405])('%i with a web page points to the Base URL', (status) => {
		const { message, description } = explain(refused(status, { isWebPage: true }), UNDONE);
		expect(message).toBe(
			`The server answered with a web page (status ${status}), not as Backboard's API does`,
		);
		expect(description).toMatch(/Check the Base URL/);
	});

	it.each([
		[403, 'Backboard, or a firewall in front of it, refused access', /a firewall may block/],
		[408, 'Backboard, or a proxy in front of it, gave up waiting for the request', LOOK_FIRST],
		[413, 'Backboard refused the request as too large', /smaller attachments/],
		[429, 'Backboard is receiving too many requests from this account', /Max Concurrent/],
		[502, 'Backboard failed to process the request', LOOK_FIRST],
	])('%i as the web page of a proxy or a firewall is that of its status', (status, what, fix) => {
		const page = explain(refused(status, { isWebPage: true }), UNKNOWN);
		expect(page.message).toBe(`${what} (status ${status})`);
		expect(page.description).toMatch(fix);
		expect(page.description).not.toMatch(/Base URL/);
	});
});

describe('The explanation of a redirect', () => {
	const redirected = (location: unknown, status = 302) =>
		explain(refused(status, { headers: { location } as never }), UNDONE);

	it.each([301, 302, 303, 307, 308])('%i names the target’s origin and nothing else', (status) => {
		const text = redirected('https://login.example:8443/secret/path?token=abc#part', status);
		expect(text.message).toBe(
			'The server redirected the request to https://login.example:8443, which was not followed',
		);
		expect(text.description).toMatch(/API key stays where it belongs.*Base URL/);
	});

	it.each([
		['a path', '/login?token=abc', ' to another path'],
		['a path without a slash', 'login', ' to another path'],
		['nothing', undefined, ''],
		['a list', ['https://a.example/'], ''],
	])('copes with %s as its target', (_what, location, named) => {
		expect(redirected(location).message).toBe(
			`The server redirected the request${named}, which was not followed`,
		);
	});

	it('never repeats user and password of the target', () => {
		expect(redirected('https://user:hidden@login.example/x').message).not.toContain('hidden');
	});

	it('names what a URL parser takes for the origin, for any target', () => {
		const target = fc.webUrl({ withQueryParameters: true, withFragments: true });
		fc.assert(
			fc.property(target, (location) => {
				const [, named] = / to (\S+), which/.exec(redirected(location).message) ?? [];
				expect(location.startsWith(named)).toBe(true);
				expect(new URL(named).origin).toBe(new URL(location).origin);
				expect(new URL(named).pathname).toBe('/');
			}),
		);
	});
});

describe('The explanation of a lost connection', () => {
	it.each([
		['ECONNREFUSED', /was refused/, /Base URL/],
		['ENOTFOUND', /does not exist/, /Base URL/],
		['EAI_AGAIN', /could not be looked up/, /Base URL/],
		['EHOSTUNREACH', /cannot be reached/, /Base URL/],
		['ENETUNREACH', /cannot be reached/, /Base URL/],
		['EPROTO', /does not answer by https/, /Base URL/],
		['ERR_INVALID_URL', /not a valid address/, /Base URL/],
		['ERR_CANCELED', /was cancelled/, /\S/],
		['CERT_HAS_EXPIRED', /certificate .* \(CERT_HAS_EXPIRED\)/, /Base URL/],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /certificate/, /Base URL/],
		['', /could not be reached/, /Base URL/],
	])('"%s" says what happened and what to check', (code, what, fix) => {
		const { message, description } = explain(lost(code), UNDONE);
		expect(message).toMatch(what);
		expect(description).toMatch(fix);
	});

	it.each(['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'ECONNABORTED'])('%s names the limit', (code) => {
		expect(explain(lost(code), { timeout: 1500, outcomeUnknown: false })).toEqual({
			message: 'Backboard did not answer within 1.5 s',
			description: 'Raise Timeout under Options.',
		});
		expect(explain(lost(code), UNKNOWN).description).toMatch(LOOK_FIRST);
		expect(explain(lost(code), { timeout: 0, outcomeUnknown: false }).message).toBe(
			'Backboard did not answer',
		);
	});

	it.each(['ECONNRESET', 'EPIPE'])('%s says to look first if work may be done', (code) => {
		expect(explain(lost(code), UNKNOWN).description).toMatch(LOOK_FIRST);
		expect(explain(lost(code), UNDONE).description).toBe('Run the node again.');
	});

	it('of a cancelled execution does not blame the Base URL', () => {
		expect(explain(lost('ERR_CANCELED'), UNDONE).description).not.toMatch(/Base URL/);
	});

	it('is the error’s own words when its code says nothing', () => {
		expect(explain(lost('', 'The API Key is empty'), UNDONE)).toEqual({
			message: 'The API Key is empty',
			description: expect.stringMatching(/Backboard credential/),
		});
	});
});

describe('The advice for a request that was never sent', () => {
	const advice = (detail: string | null, code = '') =>
		explain(lost(code, detail), UNDONE).description;

	it.each([
		'Node does not have any credentials set',
		'Node does not have any credentials set for "backboardApi"',
		'Node "Backboard" does not have any credentials of type "backboardApi" set',
		'Credential with ID "7" does not exist for type "backboardApi".',
		'There are no credentials of type "backboardApi"',
		'Found credential with no ID.',
		'The credential was not found',
	])('is to choose a credential where there is none: %s', (detail) => {
		expect(advice(detail)).toMatch(/^Choose or create a Backboard credential/);
	});

	it.each([
		'The API Key of the Backboard credential is empty. Enter it.',
		'Credentials could not be decrypted',
	])('is to check the credential where it is wrong: %s', (detail) => {
		expect(advice(detail)).toMatch(/^Check the Backboard credential of this node/);
	});

	it.each([
		['socket hang up', 'ERR_SOCKET'],
		['getaddrinfo failed', 'EAI_FAIL'],
		['Something', ''],
		[null, ''],
	])('is to check the way to Backboard after a failure of the network: %s', (detail, code) => {
		expect(advice(detail, code)).toMatch(/^Check the Base URL .* may connect to it\.$/);
	});
});

describe('The explanation of an answer that could not be read', () => {
	const unreadable = (detail: string | null): Failure => ({
		kind: 'unreadable',
		status: 200,
		detail,
	});

	it('says why, and to look first if work may be done', () => {
		expect(explain(unreadable('it was a web page'), UNKNOWN)).toEqual({
			message: "Backboard's answer could not be read: it was a web page",
			description: expect.stringMatching(LOOK_FIRST),
		});
		expect(explain(unreadable(null), UNDONE)).toEqual({
			message: "Backboard's answer could not be read: it was empty",
			description: expect.stringMatching(/Base URL/),
		});
	});
});

describe('Any explanation', () => {
	const detail = fc.option(fc.string({ minLength: 1 }));
	const anyFailure: fc.Arbitrary<Failure> = fc.oneof(
		fc.record({
			kind: fc.constant('status' as const),
			status: fc.integer({ min: 100, max: 999 }),
			detail,
			isWebPage: fc.boolean(),
			headers: fc.oneof(
				fc.constant({}),
				fc.record({ location: fc.oneof(fc.webUrl(), fc.string(), fc.constant(undefined)) }),
			) as fc.Arbitrary<object> as fc.Arbitrary<Status['headers']>,
		}),
		fc.record({
			kind: fc.constant('network' as const),
			code: fc.oneof(
				fc.constantFrom('ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EACCES', 'ERR_BAD_REQUEST'),
				fc.stringMatching(/^E[A-Z_]{2,20}$/),
			),
			detail,
		}),
		fc.record({
			kind: fc.constant('unreadable' as const),
			status: fc.integer({ min: 200, max: 299 }),
			detail,
		}),
	);
	const circumstances = fc.record({
		timeout: fc.oneof(fc.constant(0), fc.nat({ max: 3_600_000 })),
		outcomeUnknown: fc.boolean(),
	});

	it('has a message and a description, with nothing of JavaScript in them', () => {
		fc.assert(
			fc.property(anyFailure, circumstances, (failure, given) => {
				const { message, description } = explain(failure, given);
				for (const text of [message, description]) {
					expect(typeof text).toBe('string');
					expect(text.trim()).not.toBe('');
					const own = failure.detail === null ? text : text.replace(failure.detail, '');
					expect(own).not.toMatch(/undefined|null|NaN|\[object|function/);
				}
			}),
			{ numRuns: IS_THOROUGH ? 1000 : 300 },
		);
	});

	it.each(['constructor', 'toString'])('is a text even for the code "%s"', (code) => {
		expect(typeof explain(lost(code), UNDONE).message).toBe('string');
	});
});
