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
					: { id: this.store.addMemory(assistantId, memory, null).id, event: 'ADD', memory },
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
		const memory = this.store.addMemory(assistantId, content, metadata);
		const { memories } = this.store;
		if (this.dialect.lateMemories || failure !== undefined) memories.delete(memory.id);
		const operation = this.later(failure ?? 'COMPLETED', () => {
			if (failure !== undefined) return [];
			if (this.dialect.lateMemories) memories.set(memory.id, memory);
			return [{ id: memory.id, event: 'ADD', memory: content }];
		});
		return { memory, operation };
	}

	/** An operation that ends when `work` has said what came of it. */
	private later(
		end: 'COMPLETED' | 'ERROR',
		work: () => MemoryOperation['memory_ids'],
	): MemoryOperation {
		const operation = this.store.addOperation();
		setTimeout(() => {
			const memory_ids = work();
			Object.assign(operation, { memory_ids, result_count: memory_ids.length, status: end });
			operation.updated_at = this.store.now();
		}, this.delay).unref();
		return operation;
	}
}
