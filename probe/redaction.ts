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
const FREE = new Set(['metadata', 'metadata_', 'tools', 'messages']);
/** The data of an event. A line ends with CR or LF only, whatever else JavaScript takes for an end. */
const DATA = /((?:^|(?<=[\r\n]))data:[ \t]*)([^\r\n]+)/g;
/** Header values that say something about the service and nothing about the account. */
export const PLAIN_HEADER =
	/^(?:content-type|content-length|date|retry-after|allow|x?-?ratelimit.*)$/i;

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
		const clean = mapped(text, (value) => this.withoutAccount(value));
		return clean === undefined ? this.stream(text) : this.text(clean);
	}

	/** A stream of events: byte for byte, but for what is replaced. */
	stream(text: string): string {
		if (parsed(text) !== undefined) return this.body(text);
		const kept = text.replace(DATA, (line, start: string, event: string) => {
			const clean = mapped(event, (value) => this.withoutAccount(value));
			const same = mapped(event, (value) => value);
			if (clean === undefined || same === undefined) return line;
			// JSON may spell the key with escapes that only its reader sees.
			const isClean = clean === same && this.withoutKey(same) === same;
			return isClean ? line : start + clean;
		});
		return this.text(kept);
	}

	/** The body of an answer about what others made: types and members stay, texts and numbers go. */
	foreign(text: string): string {
		return this.text(mapped(text, (value) => this.withoutTexts(value)) ?? '<text>');
	}

	headers(headers: Headers): Record<string, string> {
		const plain = [...headers].map(([name, value]) => [
			this.text(name),
			PLAIN_HEADER.test(name) ? this.text(value) : '<value>',
		]);
		return Object.fromEntries(plain) as Record<string, string>;
	}

	private withoutAccount(value: unknown): unknown {
		return walk(value, (key, inner) => (ACCOUNT.test(key) ? this.withoutTexts(inner) : undefined));
	}

	private withoutTexts(value: unknown): unknown {
		if (typeof value === 'string') return this.standIn('text', value);
		if (typeof value === 'number') return 0;
		return walk(
			value,
			(key, inner) => {
				if (!FREE.has(key)) return undefined;
				return Array.isArray(inner)
					? []
					: inner === null
						? null
						: typeof inner === 'object'
							? {}
							: '';
			},
			(inner) => this.withoutTexts(inner),
		);
	}

	private standIn(kind: string, found: string): string {
		const known = this.seen.get(found);
		if (known !== undefined) return known;
		const made = `<${kind}-${this.seen.size + 1}>`;
		this.seen.set(found, made);
		return made;
	}
}

/** Copies lists and objects; `replace` gives another value for a member, or undefined to go on. */
function walk(
	value: unknown,
	replace: (key: string, inner: unknown) => unknown,
	other: (inner: unknown) => unknown = (inner) => walk(inner, replace),
): unknown {
	if (Array.isArray(value)) return value.map(other);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [key, replace(key, inner) ?? other(inner)]),
	);
}

/** JSON that was changed; undefined when a text is none. */
function mapped(text: string, change: (value: unknown) => unknown): string | undefined {
	const value = parsed(text);
	return value === undefined ? undefined : JSON.stringify(change(value));
}

/** Signs of a key that tell nothing. */
const LONGEST_REST = 7;

/** A key as a server may give it back: as it is, in a link, in JSON, in JSON within JSON, in HTML, in base 64. */
function spellings(key: string): string[] {
	const all = [
		key,
		encodeURIComponent(key),
		encodeURIComponent(key).replaceAll('%20', '+'),
		...escapes(key, 4),
		Buffer.from(key).toString('base64').replace(/=+$/, ''),
		Buffer.from(key).toString('base64url'),
		Buffer.from(key).toString('hex'),
		key.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
	];
	return [...new Set(all)].sort((a, b) => b.length - a.length);
}

/** Patterns of the parts of a key, as an answer that was cut, or sent in pieces, may have them. */
function pieces(key: string): string[] {
	const starts = Math.max(0, key.length - LONGEST_REST);
	return Array.from({ length: starts }, (_, start) => {
		const head = literal(key.slice(start, start + LONGEST_REST + 1));
		const tail = [...key.slice(start + LONGEST_REST + 1)];
		return head + tail.map((sign) => `(?:${literal(sign)}`).join('') + ')?'.repeat(tail.length);
	});
}

/** A text as it stands in JSON, in a text of JSON in JSON, and so on. */
function escapes(text: string, depth: number): string[] {
	if (depth === 0) return [];
	const escaped = JSON.stringify(text).slice(1, -1);
	return [escaped, ...escapes(escaped, depth - 1)];
}

function literal(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
