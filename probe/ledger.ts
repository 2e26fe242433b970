import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What the probe made and has to delete, on the disk until it is gone. The name of an assistant is
 * written before the assistant is made, so that a crash in between leaves nothing unknown behind.
 */
export class Ledger {
	readonly names: Set<string>;

	constructor(private readonly file: string) {
		this.names = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
		this.names.delete('');
	}

	add(name: string): void {
		this.names.add(name);
		this.save();
	}

	remove(name: string): void {
		this.names.delete(name);
		this.save();
	}

	private save(): void {
		mkdirSync(dirname(this.file), { recursive: true });
		if (this.names.size === 0) rmSync(this.file, { force: true });
		else writeFileSync(this.file, [...this.names].join('\n'));
	}
}
