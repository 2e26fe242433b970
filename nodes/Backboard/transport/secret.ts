/** Shorter texts are no keys: taking them out would only make other texts unreadable. */
const SHORTEST_SECRET = 4;

/** Shorter ones are taken out only where they are a whole word. */
const SURELY_A_KEY = 16;

/** Of `\u0022`. The letters of an escape are of no word. */
const LONGEST_ESCAPE = 6;

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
		const cleanName = withoutSecret(name, secret);
		const cleanMember = typeof member === 'string' ? withoutSecret(member, secret) : member;
		if (cleanName !== name) delete container[name];
		if (cleanName !== name || cleanMember !== member) define(container, cleanName, cleanMember);
		if (isContainer(member)) waiting.push(member);
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
	if (!text.includes(secret) && !text.includes('\\')) return text;
	const { shown, held } = cleaned(text, secret, 0, false);
	return shown + held;
}

/**
 * What of a text from `from` on may be shown, and the end of it that may be the beginning of the key.
 *
 * @param goesOn whether more of the text is to come
 */
function cleaned(
	text: string,
	secret: string,
	from: number,
	goesOn: boolean,
): { readonly shown: string; readonly held: string } {
	let shown = '';
	let place = from;
	for (let at = from; at < text.length; at += 1) {
		// Backslashes in a row are looked at once.
		if (at > from && text[at] === '\\' && text[at - 1] === '\\') continue;
		const end = endOfKey(text, at, secret);
		if (end === undefined || !isWhole(text, secret, at, end)) continue;
		const isOpen = end === Infinity || (goesOn && end === text.length && isShort(secret));
		if (isOpen) return { shown: shown + text.slice(place, at), held: text.slice(at) };
		shown += text.slice(place, at) + REPLACEMENT;
		place = end;
		at = end - 1;
	}
	return { shown: shown + text.slice(place), held: '' };
}

/** Where the key ends that begins here: Infinity when the text ends before it does, undefined when none begins. */
function endOfKey(text: string, at: number, secret: string): number | undefined {
	let place: number | undefined = at;
	for (let index = 0; index < secret.length; index += 1) {
		if (place >= text.length) return Infinity;
		place = endOfCharacter(text, place, secret.charAt(index));
		if (place === undefined) return undefined;
	}
	return place;
}

/** Also as JSON within JSON writes it: `\\/`, `\\u002f`, with more backslashes the deeper it is. */
function endOfCharacter(text: string, at: number, character: string): number | undefined {
	let place = at;
	while (text[place] === '\\') place += 1;
	if (text[place] === character) return place + 1;
	if (place === at) return undefined;
	const escape = `u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
	const given = text.slice(place, place + escape.length).toLowerCase();
	if (given === escape) return place + escape.length;
	const mayBe = place + given.length === text.length && escape.startsWith(given);
	if (character === '\\' && (given === '' || !mayBe)) return at + 1;
	return mayBe ? Infinity : undefined;
}

/** Whether a key stands for itself: a short one may be a part of any word. */
function isWhole(text: string, secret: string, at: number, end: number): boolean {
	if (!isShort(secret)) return true;
	const before = text.slice(Math.max(0, at - LONGEST_ESCAPE), at);
	const begins = !isOfWord(text[at - 1]) || /\\([bfnrt]|u[\da-fA-F]{4})$/.test(before);
	return begins && !isOfWord(text[end]);
}

function isShort(secret: string): boolean {
	return secret.length < SURELY_A_KEY;
}

function isOfWord(character: string | undefined): boolean {
	return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}

/** An object or a list; bytes are none. */
function isContainer(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

/** A text that comes in pieces, without the API key, wherever the pieces are cut. */
export class RedactedPieces {
	/** The end of what came, while it may be the beginning of the key; and what stands before it. */
	private held = '';

	private before = '';

	constructor(private readonly secret: string) {}

	/** Takes a piece and returns what may be passed on now. */
	add(piece: string): string {
		return this.next(piece, true);
	}

	/** What is left when no piece follows. */
	rest(): string {
		const rest = this.next('', false) + this.held;
		this.held = '';
		return rest;
	}

	private next(piece: string, goesOn: boolean): string {
		if (this.secret.length < SHORTEST_SECRET) return piece;
		const text = this.before + this.held + piece;
		const { shown, held } = cleaned(text, this.secret, this.before.length, goesOn);
		const end = text.length - held.length;
		this.before = text.slice(Math.max(0, end - LONGEST_ESCAPE), end);
		this.held = held;
		return shown;
	}
}
