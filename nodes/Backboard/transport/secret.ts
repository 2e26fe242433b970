/** Shorter texts are no keys: taking them out would only make other texts unreadable. */
const SHORTEST_SECRET = 4;

const REPLACEMENT = '(API key)';

/**
 * The value without the API key, in all its texts and names: a server may repeat what it was sent.
 * Objects and lists are changed in place.
 */
export function redacted<T>(value: T, secret: string): T {
	if (secret.length < SHORTEST_SECRET) return value;
	if (typeof value === 'string') return withoutSecret(value, secret) as T;
	// A list, not recursion: a server can nest deeper than the call stack allows.
	const waiting: unknown[] = [value];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		if (isContainer(next)) redactMembers(next, secret, waiting);
	}
	return value;
}

function redactMembers(
	container: Record<string, unknown>,
	secret: string,
	waiting: unknown[],
): void {
	for (const [name, member] of Object.entries(container)) {
		if (name.includes(secret)) {
			delete container[name];
			define(container, withoutSecret(name, secret), member);
			waiting.push(container);
		} else if (typeof member === 'string') {
			if (member.includes(secret)) define(container, name, withoutSecret(member, secret));
		} else if (isContainer(member)) {
			waiting.push(member);
		}
	}
}

/** Sets a member, also one called `__proto__`, which JSON may have. */
function define(container: object, name: string, value: unknown): void {
	Object.defineProperty(container, name, {
		value,
		configurable: true,
		enumerable: true,
		writable: true,
	});
}

function withoutSecret(text: string, secret: string): string {
	return text.includes(secret) ? text.split(secret).join(REPLACEMENT) : text;
}

/** An object or a list; bytes are none. */
function isContainer(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

/** A text that comes in pieces, without the API key, wherever the pieces are cut. */
export class RedactedPieces {
	/** The end of what came, while it may be the beginning of the key. */
	private held = '';

	constructor(private readonly secret: string) {}

	/** Takes a piece and returns what may be passed on now. */
	add(piece: string): string {
		const text = redacted(this.held + piece, this.secret);
		const keep = this.secret.length < SHORTEST_SECRET ? 0 : beginningAtEnd(text, this.secret);
		this.held = text.slice(text.length - keep);
		return text.slice(0, text.length - keep);
	}

	/** What is left when no piece follows. */
	rest(): string {
		const rest = this.held;
		this.held = '';
		return rest;
	}
}

/** How many characters at the end of a text are the first ones of the secret. */
function beginningAtEnd(text: string, secret: string): number {
	let length = Math.min(text.length, secret.length - 1);
	while (length > 0 && !text.endsWith(secret.slice(0, length))) length -= 1;
	return length;
}
