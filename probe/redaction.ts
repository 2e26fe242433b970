const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
const KEY = /\b(?:espr|sk)[_-][\w-]+/g;
const ADDRESS = /https?:\/\/[^\s"'\\]+|[\w.+-]+@[\w-]+\.[\w.]+/g;

/** Stands in for keys, IDs, links and mail addresses: the same thing always has the same stand-in. */
export class Redaction {
	private readonly seen = new Map<string, string>();

	constructor(private readonly apiKey: string) {}

	text(text: string): string {
		return text
			.replaceAll(this.apiKey, '<key>')
			.replaceAll(encodeURIComponent(this.apiKey), '<key>')
			.replaceAll(escaped(this.apiKey), '<key>')
			.replaceAll(escaped(escaped(this.apiKey)), '<key>')
			.replace(KEY, '<key>')
			.replace(ADDRESS, (found) => this.standIn('address', found))
			.replace(UUID, (found) => this.standIn('id', found.toLowerCase()));
	}

	private standIn(kind: string, found: string): string {
		const known = this.seen.get(found);
		if (known !== undefined) return known;
		const made = `<${kind}-${this.seen.size + 1}>`;
		this.seen.set(found, made);
		return made;
	}
}

/** A text as it stands within JSON. */
function escaped(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}
