import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { parsed } from './json';

/** An assistant, known by its name; or a thread whose messages carry `mark` in their metadata. */
export interface Made {
	readonly kind: 'assistant' | 'thread';
	readonly mark: string;
	/** Undefined until Backboard has answered. */
	readonly id?: string;
	/** Of a thread: the assistant that Backboard chose or made for it, when known. */
	readonly assistantId?: string;
	/** Of a thread: an assistant that is younger than this and has no other thread was made for it. */
	readonly since?: string;
}

/**
 * What the probe made and has to delete, on the disk until it is gone. An entry is written before the
 * request that makes the thing, so that a crash in between leaves nothing unknown behind.
 */
export class Ledger {
	private entries: readonly Made[];

	constructor(readonly file: string) {
		this.entries = existsSync(file) ? read(file) : [];
	}

	/** The ledger of one account: another key or address must not strike out what this one made. */
	static of(folder: string, baseUrl: string, apiKey: string): Ledger {
		return new Ledger(join(folder, `made-${nameOf(baseUrl, apiKey)}.json`));
	}

	get made(): readonly Made[] {
		return this.entries;
	}

	/** Notes what is about to be made, or the ID that it was given. */
	note(made: Made): void {
		this.save([...this.entries.filter(({ mark }) => mark !== made.mark), made]);
	}

	strike(mark: string): void {
		this.save(this.entries.filter((entry) => entry.mark !== mark));
	}

	private save(entries: readonly Made[]): void {
		this.entries = entries;
		if (entries.length === 0) return rmSync(this.file, { force: true });
		mkdirSync(dirname(this.file), { recursive: true });
		// A file is renamed as a whole: a crash while writing leaves the one before.
		writeFileSync(`${this.file}.new`, JSON.stringify(entries, null, '\t'));
		renameSync(`${this.file}.new`, this.file);
	}
}

/** A name for an account that tells nothing about it. */
export function nameOf(baseUrl: string, apiKey: string): string {
	return createHash('sha256').update(`${baseUrl} ${apiKey}`).digest('hex').slice(0, 12);
}

function read(file: string): Made[] {
	const entries = parsed(readFileSync(file, 'utf8'));
	if (Array.isArray(entries)) return entries as Made[];
	throw new Error(
		`${file} cannot be read. It lists what an earlier run left in your account: look for names with "probe" there, and delete the file.`,
	);
}
