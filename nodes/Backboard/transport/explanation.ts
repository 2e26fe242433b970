import type { Failure } from './failure';
import { UNREADABLE_FILE } from './multipart';
import { wasRefused } from './retry';

/** A text for the user in n8n's two parts: what happened, and how to fix it. */
export interface Explanation {
	readonly message: string;
	readonly description: string;
	/** Whether it is certain that the API key is the reason. */
	readonly concernsKey?: boolean;
}

/** What is known about the request beside the failure. */
interface Circumstances {
	/** Time limit of the request in ms, where its operation lets the user choose one. */
	readonly timeout: number | undefined;
	/** Whether it may have done its work. */
	readonly outcomeUnknown: boolean;
	/** Where one sees whether it has; by default the thread. */
	readonly whereToCheck?: string;
	/** What else may be the reason of a 500. */
	readonly hintFor500?: string;
	/** What the request named, to be repeated when it does not exist. */
	readonly ids?: readonly string[];
}

const CHECK_BASE_URL =
	'Check the Base URL in the Backboard credential (normally https://app.backboard.io/api) and that this n8n may connect to it.';

const CHECK_SERVER =
	'Check that the Base URL in the Backboard credential (normally https://app.backboard.io/api) leads to Backboard itself. If it does, try again later.';

const CHECK_CREDENTIAL =
	'Check the Backboard credential of this node: its API Key and its Base URL.';

const CHOOSE_CREDENTIAL = 'Choose or create a Backboard credential at the top of this node.';

const lookFirst = ({ whereToCheck = 'the thread' }: Circumstances) =>
	`Backboard may have processed the request: look at ${whereToCheck} before you send it again.`;

/** The failure in the user's words: what happened, and how to fix it. */
export function explain(failure: Failure, circumstances: Circumstances): Explanation {
	switch (failure.kind) {
		case 'status':
			return explainStatus(failure, circumstances);
		case 'network':
			return explainNetwork(failure.code, failure.detail?.trim() || null, circumstances);
		case 'unreadable':
			return {
				message: `Backboard's answer could not be read: ${failure.detail ?? 'it was empty'}`,
				description: circumstances.outcomeUnknown
					? lookFirst(circumstances)
					: (failure.advice ?? CHECK_SERVER),
			};
	}
}

/** Proxies and firewalls answer with these in web pages too, and mean what they say. */
const FROM_PROXIES = new Set([403, 408, 413, 429]);

type StatusFailure = Extract<Failure, { kind: 'status' }>;

function explainStatus(failure: StatusFailure, circumstances: Circumstances): Explanation {
	const { status, detail, isWebPage, headers } = failure;
	if (status >= 300 && status < 400) {
		const target = typeof headers.location === 'string' ? ` to ${originOf(headers.location)}` : '';
		return {
			message: `The server redirected the request${target}, which was not followed`,
			description: `Redirects are not followed so that the API key stays where it belongs. ${CHECK_BASE_URL}`,
		};
	}
	if (isWebPage && status < 500 && !FROM_PROXIES.has(status)) {
		return {
			message: `The server answered with a web page (status ${status}), not as Backboard's API does`,
			description: CHECK_BASE_URL,
		};
	}
	const concernsKey = isAboutKey(failure);
	const known = concernsKey ? REFUSED_KEY : textsFor(failure);
	const { ids = [], outcomeUnknown, hintFor500 } = circumstances;
	const advice = [
		known.fix,
		status === 500 && hintFor500,
		status === 404 && ids.length > 0 && `Asked for: ${ids.join(', ')}.`,
		outcomeUnknown && lookFirst(circumstances),
	];
	return {
		message: detail === null ? `${known.what} (status ${status})` : `${known.what}: ${detail}`,
		description: advice.filter(Boolean).join(' '),
		concernsKey,
	};
}

const KEY = /\b(?:api[ _-]?key|x-api-key)\b/i;
const NOT_VALID =
	/\b(?:invalid|not valid|missing|required|incorrect|wrong|expired|revoked|disabled|unknown)\b/i;

/**
 * Whether it is certain that the key is the reason: Backboard's 401, and a 403 that calls the key
 * invalid. Any other 403 may be a firewall's, or be about what one item names.
 */
function isAboutKey({ status, detail, isWebPage }: StatusFailure): boolean {
	if (isWebPage) return false;
	return (
		status === 401 || (status === 403 && KEY.test(detail ?? '') && NOT_VALID.test(detail ?? ''))
	);
}

interface StatusText {
	readonly what: string;
	readonly fix: string;
}

function textsFor(failure: StatusFailure): StatusText {
	const { status } = failure;
	const { what, fix } = STATUS_TEXTS[status] ?? (status >= 500 ? SERVER_FAILED : REJECTED);
	// A bare 503 may come from a proxy that lost the answer.
	return { what, fix: status === 503 && !wasRefused(failure) ? 'Try again later.' : fix };
}

const REFUSED_KEY: StatusText = {
	what: 'Backboard refused the API key',
	fix: 'Open the Backboard credential and enter a valid API key (Backboard shows it under API Keys).',
};

/** Any other 4xx. */
const REJECTED: StatusText = {
	what: 'Backboard rejected the request',
	fix: 'Correct what Backboard complains about, then run the node again.',
};

/** Any other 5xx. */
const SERVER_FAILED: StatusText = {
	what: 'Backboard failed to process the request',
	fix: 'Check the IDs in the node (Backboard answers like this to some unknown IDs), or try again later.',
};

const STATUS_TEXTS: Readonly<Record<number, StatusText>> = {
	402: {
		what: 'Backboard asks for payment',
		fix: "Add credits on Backboard's Billing page, then run the node again.",
	},
	403: {
		what: 'Backboard, or a firewall in front of it, refused access',
		fix: 'Check that the IDs in the node belong to the account of the API key, and whether a firewall may block what this item sends.',
	},
	404: {
		what: 'Backboard did not find what the request is about',
		fix: 'Check that the IDs in the node exist and belong to the account of the API key.',
	},
	408: {
		what: 'Backboard, or a proxy in front of it, gave up waiting for the request',
		fix: 'Try again later.',
	},
	413: {
		what: 'Backboard refused the request as too large',
		fix: 'Send fewer or smaller attachments or documents.',
	},
	422: {
		what: 'Backboard did not accept a value',
		fix: 'Correct the field that Backboard names. An ID must be a complete UUID, as Backboard shows it.',
	},
	429: {
		what: 'Backboard is receiving too many requests from this account',
		fix: 'Lower Max Concurrent or raise Request Interval under Batching, or allow a longer Max Retry Wait.',
	},
	503: {
		what: 'Backboard is not available at the moment',
		fix: 'Try again later. The request was not processed.',
	},
};

/** Failures that a wrong address, a proxy or a firewall makes, by Node's code for them. */
const UNREACHABLE: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'The connection to Backboard was refused',
	ENOTFOUND: "The host in Backboard's Base URL does not exist",
	EAI_AGAIN: "The host in Backboard's Base URL could not be looked up",
	EHOSTUNREACH: 'The host of Backboard cannot be reached from here',
	ENETUNREACH: 'The host of Backboard cannot be reached from here',
	EPROTO: "The host in Backboard's Base URL does not answer by https there",
	ERR_INVALID_URL: 'The Base URL of Backboard is not a valid address',
};

/** Failures that end a request while it is under way. */
const CUT_SHORT: Readonly<Record<string, string>> = {
	ERR_CANCELED: 'The execution was cancelled while Backboard was answering',
	ECONNRESET: 'The connection to Backboard broke off before the answer was complete',
	EPIPE: 'The connection to Backboard broke off before the answer was complete',
};

function explainNetwork(
	code: string,
	detail: string | null,
	circumstances: Circumstances,
): Explanation {
	const { timeout, outcomeUnknown } = circumstances;
	const cutShort = textOf(CUT_SHORT, code);
	if (cutShort !== undefined) {
		const description = outcomeUnknown ? lookFirst(circumstances) : 'Run the node again.';
		return { message: cutShort, description };
	}
	if (/^(ETIMEDOUT|ESOCKETTIMEDOUT|ECONNABORTED)$/.test(code)) {
		const limit = timeout ? ` within ${timeout / 1000} s` : '';
		const advice = timeout === undefined ? 'Try again later.' : 'Raise Timeout under Options.';
		return {
			message: `Backboard did not answer${limit}`,
			description: outcomeUnknown ? `${advice} ${lookFirst(circumstances)}` : advice,
		};
	}
	if (code === UNREADABLE_FILE) {
		return {
			message: detail ?? 'An attachment could not be read',
			description: 'The message was not sent. Run the node that provides the file again.',
		};
	}
	const unreachable = /CERT|SSL|TLS|SIGNATURE/.test(code)
		? `The certificate of Backboard's host was not accepted (${code})`
		: textOf(UNREACHABLE, code);
	if (unreachable !== undefined) return { message: unreachable, description: CHECK_BASE_URL };
	return {
		message: detail ?? 'Backboard could not be reached',
		description: outcomeUnknown ? lookFirst(circumstances) : adviceFor(detail ?? ''),
	};
}

/** For what failed before anything was sent: n8n says so where there is no credential. */
function adviceFor(detail: string): string {
	if (!/credential/i.test(detail)) return CHECK_BASE_URL;
	return NOT_THERE.test(detail) ? CHOOSE_CREDENTIAL : CHECK_CREDENTIAL;
}

const NOT_THERE = /not have any|no credential|not exist|not (be )?found|no id\b/i;

/** Codes come from anywhere: one may be called like a member that every object has. */
function textOf(texts: Readonly<Record<string, string>>, code: string): string | undefined {
	return Object.hasOwn(texts, code) ? texts[code] : undefined;
}

/** Where a redirect leads, without what it may carry beside the host. */
function originOf(location: string): string {
	const [, scheme, host] = /^([a-z]+:)?\/\/(?:[^/?#]*@)?([^/?#@]+)/i.exec(location) ?? [];
	return host === undefined ? 'another path' : `${scheme ?? ''}//${host}`;
}
