import { randomUUID } from 'node:crypto';

import type { Dialect } from './dialect';
import type { Memory, MemoryOperation } from './record';
import type { Store } from './store';
import { keywords, sentences } from './summary';

/** Memories of an assistant that have to do with a text, best first, as a message response shows them. */
export function recall(
	store: Store,
	assistantId: string,
	text: string,
	count: number,
): Array<{ id: string; memory: string; score: number }> {
	return store
		.memoriesOf(assistantId)
		.map(({ id, content }) => ({ id, memory: content, score: likeness(text, content) }))
		.filter(({ score }) => score > 0)
		.sort((a, b) => b.score - a.score)
		.slice(0, count);
}

/** How much two texts have in common, from 0 to 1: shared words against the shorter one's words. */
export function likeness(a: string, b: string): number {
	const first = new Set(keywords(a));
	const second = new Set(keywords(b));
	if (first.size === 0 || second.size === 0) return 0;
	let shared = 0;
	for (const word of first) if (second.has(word)) shared += 1;
	return Math.round((shared / Math.min(first.size, second.size)) * 1000) / 1000;
}

/** What of a message is worth remembering: its statements. Questions and requests are not. */
export function factsIn(content: string): string[] {
	return sentences(content)
		.filter((sentence) => !sentence.endsWith('?'))
		.filter((sentence) =>
			/\b(am|is|are|was|were|my|our|we|i|prefer|like|live|work|called)\b/i.test(sentence),
		)
		.slice(0, 5);
}

/** Writes memories after a while, as Backboard does, and keeps the operation up to date meanwhile. */
export class MemoryWriter {
	private readonly timers = new Set<NodeJS.Timeout>();

	/** @param delay time from request to memory, in ms */
	constructor(
		private readonly store: Store,
		private readonly delay: number,
		private readonly dialect: Dialect,
	) {}

	/** Starts to write. Memories that are there already are not written twice. */
	write(assistantId: string, facts: readonly string[]): MemoryOperation {
		return this.later(() => {
			const known = new Set(this.store.memoriesOf(assistantId).map(({ content }) => content));
			return facts.map((memory) =>
				known.has(memory)
					? { event: 'NONE', memory }
					: { id: this.add(assistantId, memory, null).id, event: 'ADD', memory },
			);
		});
	}

	/** A memory that a user adds: it can be read at once as a rule, the operation goes on for a while. */
	create(
		assistantId: string,
		content: string,
		metadata: Memory['metadata'],
		failure: 'ERROR' | undefined,
	): { memory: Memory; operation: MemoryOperation } {
		const memory = this.memory(assistantId, content, metadata);
		const { memories } = this.store;
		const isLate = this.dialect.lateMemories;
		if (!isLate && failure === undefined) memories.set(memory.id, memory);
		const operation = this.later(() => {
			if (failure !== undefined) return [];
			if (isLate) memories.set(memory.id, memory);
			return [{ id: memory.id, event: 'ADD', memory: content }];
		}, failure);
		return { memory, operation };
	}

	add(assistantId: string, content: string, metadata: Memory['metadata']): Memory {
		const memory = this.memory(assistantId, content, metadata);
		this.store.memories.set(memory.id, memory);
		return memory;
	}

	private memory(assistant_id: string, content: string, metadata: Memory['metadata']): Memory {
		const created_at = this.store.now();
		return { id: randomUUID(), assistant_id, content, metadata, created_at, updated_at: null };
	}

	close(): void {
		for (const timer of this.timers) clearTimeout(timer);
	}

	/** An operation that is done when `work` has said what came of it. */
	private later(work: () => MemoryOperation['memory_ids'], failure?: 'ERROR'): MemoryOperation {
		const operation: MemoryOperation = {
			operation_id: randomUUID(),
			status: 'PENDING',
			memory_ids: [],
			result_count: 0,
			created_at: this.store.now(),
			updated_at: null,
		};
		this.store.operations.set(operation.operation_id, operation);
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			operation.memory_ids = work();
			operation.result_count = operation.memory_ids.length;
			operation.status = failure ?? 'COMPLETED';
			operation.updated_at = this.store.now();
		}, this.delay);
		this.timers.add(timer);
		return operation;
	}
}
