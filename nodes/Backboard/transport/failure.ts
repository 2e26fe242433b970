import type { IDataObject } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';

import { isRecord, recordOf } from '../base/record';
import { asText, cutText, shortText } from '../base/text';

/** What can come back instead of an answer. */
export type Failure =
	/** Backboard answered, but with a status other than 2xx. */
	| {
			readonly kind: 'status';
			readonly status: number;
			readonly detail: string | null;
			readonly isWebPage: boolean;
			readonly headers: IDataObject;
	  }
	/** No complete answer: `code` is Node's error code, or empty. */
	| { readonly kind: 'network'; readonly code: string; readonly detail: string | null }
	/** Something that is no answer, with a 2xx status, or with none: no HTTP, or badly packed. */
	| {
			readonly kind: 'unreadable';
			readonly status: number | null;
			readonly detail: string | null;
			/** What to do, where it is not the server that has to be checked. */
			readonly advice?: string;
	  };

/** What the HTTP client and streams call a connection that was cut while an answer came in. */
const BROKEN_OFF = new Set(['ERR_BAD_RESPONSE', 'ERR_STREAM_PREMATURE_CLOSE', 'EPIPE']);

/** What they call an answer that is no HTTP, or not packed as its headers say. */
const NOT_READ = /^(HPE_|Z_|ERR__ERROR_)/;

/** Longest text of a server that is repeated to the user, in characters. */
const LONGEST_DETAIL = 1000;

/** The failure behind an answer with an error status. `body` may be parsed JSON or text. */
export function statusFailure(status: number, headers: IDataObject, body: unknown): Failure {
	return {
		kind: 'status',
		status,
		headers,
		detail: detailOf(body),
		isWebPage: isWebPage(body),
	};
}

/** The failure behind an error that n8n's HTTP helper threw: the code sits on one of its causes. */
export function networkFailure(thrown: unknown): Failure {
	let detail: string | null = null;
	let error = thrown as Thrown | null | undefined;
	for (let depth = 0; error && depth < 5; depth += 1) {
		if (typeof error.message === 'string' && error.message !== '') detail = error.message;
		if (typeof error.code === 'string' && error.code !== '') {
			return failureWith(error.code, error, detail);
		}
		error = error.cause as typeof error;
	}
	return withoutCause(thrown) ?? { kind: 'network', code: '', detail };
}

/** In n8n 1.123 the helper's error has lost its cause, but it knows the code and the words of it. */
function withoutCause(thrown: unknown): Failure | undefined {
	const { httpCode, messages, description } = recordOf(thrown);
	if (typeof httpCode !== 'string' || !/^[A-Z]/.test(httpCode)) return undefined;
	// Where each of several addresses has failed, the words are in the description.
	const words = [description, messages].flat().find((text) => text && typeof text === 'string');
	const detail = asText(words) || null;
	const syscall = detail?.split(' ')[0];
	return failureWith(httpCode, { syscall }, detail);
}

interface Thrown {
	readonly code?: unknown;
	readonly cause?: unknown;
	readonly message?: unknown;
	readonly syscall?: unknown;
	readonly errors?: unknown;
}

/** One failure for each thing that can happen, however it is reported. */
function failureWith(code: string, error: Thrown, detail: string | null): Failure {
	if (NOT_READ.test(code)) return { kind: 'unreadable', status: null, detail: detail ?? code };
	const isConnecting = [error, error.cause].some(hasNoConnection);
	if (code === 'ETIMEDOUT' && isConnecting)
		return { kind: 'network', code: 'EHOSTUNREACH', detail };
	return { kind: 'network', code: BROKEN_OFF.has(code) ? 'ECONNRESET' : code, detail };
}

/** Whether an error is about making a connection: to a host's address, or to each of several. */
function hasNoConnection(error: unknown): boolean {
	if (!isRecord(error)) return false;
	const { syscall, errors } = error;
	if (Array.isArray(errors) && errors.length > 0) return errors.every(hasNoConnection);
	return syscall === 'connect';
}

/**
 * The server's own words, on one line: FastAPI's `detail` (a text, or for 422 a list of
 * `{loc, msg}`), else `message`, `error` or `errors`, else the text itself if it is no web page.
 */
export function detailOf(body: unknown): string | null {
	const parsed = typeof body === 'string' ? parseIfJson(body) : body;
	return oneLine(textOf(parsed));
}

/** A text on one line, cut where it is too long to be read; null when it is empty. */
export function oneLine(text: string | null): string | null {
	if (text === null) return null;
	// Of a very long text only the beginning is read.
	const line = cutText(text.trim(), 4 * LONGEST_DETAIL)
		.replace(/\s+/g, ' ')
		.trim();
	return line === '' ? null : shortText(line, LONGEST_DETAIL);
}

/** Whether a body is HTML: the sign of a wrong base URL or of a proxy's error page. */
export function isWebPage(body: unknown): boolean {
	return typeof body === 'string' && /^\s*<(!doctype|!--|html|head|body|\?xml)/i.test(body);
}

function textOf(body: unknown): string | null {
	if (typeof body === 'string') return isWebPage(body) ? null : body;
	if (Array.isArray(body)) {
		return body
			.map(validationText)
			.filter((text) => text !== null)
			.join('; ');
	}
	if (!isRecord(body)) return null;
	const { detail, message, error, errors } = body;
	const words = textOf(detail) || textOf(message) || textOf(error) || textOf(errors);
	return words || codesIn(detail) || codesIn(error);
}

/** A report without words, such as `{code: 'no_vision'}`, as it is: better than none. */
function codesIn(report: unknown): string | null {
	return isRecord(report) && Object.keys(report).length > 0 ? JSON.stringify(report) : null;
}

/** One entry of FastAPI's list: `body.name: Field required`. */
function validationText(entry: unknown): string | null {
	if (!isRecord(entry)) return textOf(entry);
	const { loc, msg } = entry;
	if (typeof msg !== 'string') return textOf(entry);
	return Array.isArray(loc) && loc.length > 0 ? `${loc.join('.')}: ${msg}` : msg;
}

function parseIfJson(text: string): unknown {
	return /^\s*[[{"]/.test(text) ? jsonParse(text, { fallbackValue: text }) : text;
}

/** Carries a failure from where it is found to the retry loop, the only way in which a request fails. */
export class FailedRequest extends Error {
	constructor(readonly failure: Failure) {
		super(failure.kind);
	}
}

/** The failure behind whatever a request ended with. */
export function failureOf(error: unknown): Failure {
	return error instanceof FailedRequest ? error.failure : networkFailure(error);
}
