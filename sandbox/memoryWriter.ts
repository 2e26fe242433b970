import { randomUUID } from 'node:crypto';

import type { Dialect } from './dialect';
import type { Memory, MemoryOperation } from './record';
import type { Store } from './store';
import { sentences } from './text';

/** What of a message is worth remembering: its statements. Questions and requests are not. */
export function factsIn(content: string): string[] {
	return sentences(content)
		.filter((sentence) => /\b(am|is|are|was|were|my|our|we|i)\b.*[^?]$/i.test(sentence))
		.slice(0, 5);
}

/** Writes memories after a while, as Backboard does, and keeps the operation up to date meanwhile. */
export class MemoryWriter {
	/** @param delay time from request to memory, in ms */
	constructor(
		private readonly store: Store,
		private readonly delay: number,
		private readonly dialect: Dialect,
	) {}

	/** Starts to write. Memories that are there already are not written twice. */
	write(assistantId: string, facts: readonly string[]): MemoryOperation {
		return this.later('COMPLETED', () => {
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
		const memory = this.add(assistantId, content, metadata);
		const { memories } = this.store;
		if (this.dialect.lateMemories || failure !== undefined) memories.delete(memory.id);
		const operation = this.later(failure ?? 'COMPLETED', () => {
			if (failure !== undefined) return [];
			if (this.dialect.lateMemories) memories.set(memory.id, memory);
			return [{ id: memory.id, event: 'ADD', memory: content }];
		});
		return { memory, operation };
	}

	add(assistant_id: string, content: string, metadata: Memory['metadata']): Memory {
		const created_at = this.store.now();
		const id = randomUUID();
		const memory = { id, assistant_id, content, metadata, created_at, updated_at: null };
		this.store.memories.set(id, memory);
		return memory;
	}

	/** An operation that ends when `work` has said what came of it. */
	private later(
		end: 'COMPLETED' | 'ERROR',
		work: () => MemoryOperation['memory_ids'],
	): MemoryOperation {
		const operation: MemoryOperation = {
			operation_id: randomUUID(),
			status: 'PENDING',
			memory_ids: [],
			result_count: 0,
			created_at: this.store.now(),
			updated_at: null,
		};
		this.store.operations.set(operation.operation_id, operation);
		setTimeout(() => {
			const memory_ids = work();
			Object.assign(operation, { memory_ids, result_count: memory_ids.length, status: end });
			operation.updated_at = this.store.now();
		}, this.delay).unref();
		return operation;
	}
}
