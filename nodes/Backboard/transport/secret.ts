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
	// A list of what is still to be looked at: a server can nest deeper than the call stack is.
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
