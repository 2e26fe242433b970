import type { Client, Reply } from './client';

/** What a question works with: an assistant of the probe's own, and what earlier questions left. */
export interface Ground {
	readonly client: Client;
	readonly assistantId: string;
	/** Sends a message that costs; throws when the budget is spent. */
	message(fields: object): Promise<Reply>;
	readonly known: Map<string, string>;
}

export interface Question {
	readonly id: string;
	readonly title: string;
	/** Section of the contract. */
	readonly contract: string;
	ask(ground: Ground): Promise<string>;
}

export function recordOf(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** How a list comes: bare, or under which key. */
export function listShape(json: unknown): string {
	if (Array.isArray(json)) return 'bare list';
	const key = Object.entries(recordOf(json)).find(([, value]) => Array.isArray(value))?.[0];
	return key === undefined ? 'no list' : `list under "${key}"`;
}
