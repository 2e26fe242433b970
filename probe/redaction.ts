import { parsed } from './json';

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
/** `run_…`, `call_…` and the like. */
const PREFIXED_ID = /\b[a-z]{2,12}_[0-9A-Za-z]{12,}\b/g;
const LONG_ID = /\b(?=[0-9a-f]*\d)[0-9a-f]{20,}\b/gi;
const KEY = /\b(?:espr|sk)[_-][\w-]+/g;
const ADDRESS = /https?:\/\/[^\s"'\\<>]+|[\w.+-]+@[\w-]+\.[\w.]+/g;
/** Members that tell about the account. Its numbers go, too. */
const ACCOUNT =
	/^(?:user|account|owner|organi[sz]ation|org|tenant|customer|e-?mail|workspace|team|phone|billing|created_by|updated_by|username|(?:first|last|full)_?name)(?:_|$|(?:id|name|email)s?$)/i;
/** Members whose names and values are free: nothing of them is kept. */
const FREE = /^(?:metadata_?|tools|messages)$/;
/** The data of an event. A line ends with CR or LF only, whatever else JavaScript takes for an end. */
const DATA = /((?:^|(?<=[\r\n]))data:[ \t]*)([^\r\n]+)/g;
/** Headers whose values say something about the service and nothing about the account. */
const PLAIN_HEADER = /^(?:content-type|content-length|date|retry-after|allow|x?-?ratelimit.*)$/i;

/** The names of headers, and the values of plain ones. */
export function toldHeaders(headers: Headers): string {
	return [...headers]
		.map(([name, value]) => (PLAIN_HEADER.test(name) ? `${name}: ${value}` : name))
		.join(', ');
}

/**
 * Puts stand-ins in the place of keys, IDs, links, mail addresses, account data and texts of others.
 * The same thing always has the same stand-in.
 */
export class Redaction {
	private readonly seen = new Map<string, string>();
	private readonly key: RegExp;

	constructor(apiKey: string) {
		this.key = new RegExp([...spellings(apiKey).map(literal), ...pieces(apiKey)].join('|'), 'gi');
	}

	/** A text as it comes in, before anything of it is cut: without the key, and otherwise whole. */
	withoutKey(text: string): string {
		return text.replace(this.key, '<key>').replace(KEY, '<key>');
	}

	/** Any text: a body, a stream, a report. */
	text(text: string): string {
		return this.withoutKey(text)
			.replace(ADDRESS, (found) => this.standIn('address', found))
			.replace(UUID, (found) => this.standIn('id', found.toLowerCase()))
			.replace(PREFIXED_ID, (found) => this.standIn('id', found))
			.replace(LONG_ID, (found) => this.standIn('id', found));
	}

	/** The body of an answer: JSON loses what tells about the account. */
	body(text: string): string {
		const value = parsed(text);
		return value === undefined ? this.stream(text) : this.text(this.withoutAccount(value));
	}

	/** A stream of events: byte for byte, but for what is replaced. */
	stream(text: string): string {
		if (parsed(text) !== undefined) return this.body(text);
		const kept = text.replace(DATA, (line, start: string, event: string) => {
			const value = parsed(event);
			if (value === undefined) return line;
			const [same, clean] = [JSON.stringify(value), this.withoutAccount(value)];
			// JSON may spell the key with escapes that only its reader sees.
			const isClean = clean === same && this.withoutKey(same) === same;
			return isClean ? line : start + clean;
		});
		return this.text(kept);
	}

	/** The body of an answer about what others made: types and members stay, texts and numbers go. */
	foreign(text: string): string {
		const value = parsed(text);
		return this.text(value === undefined ? '<text>' : this.withoutTexts(value));
	}

	headers(headers: Headers): Record<string, string> {
		const plain = [...headers].map(([name, value]) => [
			this.text(name),
			PLAIN_HEADER.test(name) ? this.text(value) : '<value>',
		]);
		return Object.fromEntries(plain) as Record<string, string>;
	}

	private withoutAccount(value: unknown): string {
		return JSON.stringify(value, (name, inner: unknown) =>
			ACCOUNT.test(name) ? (JSON.parse(this.withoutTexts(inner)) as unknown) : inner,
		);
	}

	private withoutTexts(value: unknown): string {
		return JSON.stringify(value, (name, inner: unknown) => {
			if (FREE.test(name)) return emptied(inner);
			if (typeof inner === 'string') return this.standIn('text', inner);
			return typeof inner === 'number' ? 0 : inner;
		});
	}

	private standIn(kind: string, found: string): string {
		const made = this.seen.get(found) ?? `<${kind}-${this.seen.size + 1}>`;
		this.seen.set(found, made);
		return made;
	}
}

function emptied(value: unknown): unknown {
	if (Array.isArray(value)) return [];
	return typeof value === 'object' ? value && {} : '';
}

/** A key as a server may give it back: as it is, in a link, in JSON, in JSON within JSON, in HTML, in base 64. */
function spellings(key: string): string[] {
	const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
	const all = [
		key,
		encodeURIComponent(key),
		encodeURIComponent(key).replaceAll('%20', '+'),
		inJson(key),
		inJson(inJson(key)),
		inJson(inJson(inJson(key))),
		inJson(inJson(inJson(inJson(key)))),
		Buffer.from(key).toString('base64').replace(/=+$/, ''),
		Buffer.from(key).toString('base64url'),
		Buffer.from(key).toString('hex'),
		key.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
	];
	return [...new Set(all)].sort((a, b) => b.length - a.length);
}

/** Signs of a key that tell nothing. */
const LONGEST_REST = 7;

/** Patterns of the parts of a key, as an answer that was cut, or sent in pieces, may have them. */
function pieces(key: string): string[] {
	const starts = Math.max(0, key.length - LONGEST_REST);
	return Array.from({ length: starts }, (_, start) => {
		const head = literal(key.slice(start, start + LONGEST_REST + 1));
		const tail = [...key.slice(start + LONGEST_REST + 1)];
		return head + tail.map((sign) => `(?:${literal(sign)}`).join('') + ')?'.repeat(tail.length);
	});
}

function literal(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
