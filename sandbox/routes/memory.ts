import type { Operations } from '../api';
import type { Json } from '../json';
import { HttpError, notFound } from '../httpError';
import type { Memory } from '../record';
import { likeness } from '../text';

/** Memories that have less to do with a query are not found. */
const RELEVANT = 0.3;

/** What is longer, the server cannot store, in UTF-8 bytes. */
const LONGEST_CONTENT = 4096;

export const memoryOperations: Operations = ({ store, memories, dialect }) => {
	const memoriesOf = (assistantId: string) =>
		store.memoriesOf(store.assistant(assistantId).assistant_id).map(view);

	/** What Backboard answers with a bare 500: too long a content, fractions and nested lists in metadata. */
	const storable = ({ content, metadata }: Json) => {
		const isAwkward = (value: unknown) =>
			(typeof value === 'number' && (dialect.noMemoryNumbers || !Number.isInteger(value))) ||
			(typeof value === 'object' && value !== null);
		const isTooLong = Buffer.byteLength(String(content)) > LONGEST_CONTENT;
		if (isTooLong || Object.values((metadata as object | null) ?? {}).some(isAwkward)) {
			throw new HttpError(500, 'Internal Server Error');
		}
		return { content: String(content), metadata: metadata as Memory['metadata'] };
	};

	return {
		'GET /assistants/{assistant_id}/memories': ({ params, query }) => {
			const all = memoriesOf(params.assistant_id);
			const { page = 1, page_size = 25 } = query as { page?: number; page_size?: number };
			const total_count = all.length;
			if (Object.keys(query).length === 0) return { memories: all, total_count };
			return {
				memories: all.slice((page - 1) * page_size, page * page_size),
				total_count,
				page,
				page_size,
				total_pages: Math.ceil(total_count / page_size),
			};
		},

		'POST /assistants/{assistant_id}/memories': ({ params, body, request, reply }) => {
			const { assistant_id } = store.assistant(params.assistant_id);
			const { content, metadata = null } = storable(body);
			const { memory, operation } = memories.create(
				assistant_id,
				content,
				metadata,
				request.fault?.operation,
			);
			void reply.status(201);
			return {
				success: true,
				message: 'Memory added successfully',
				memory_id: memory.id,
				content,
				...(dialect.memoryWithOperation && { memory_operation_id: operation.operation_id }),
			};
		},

		'DELETE /assistants/{assistant_id}/memories': ({ params }) => {
			store.removeMemories(store.assistant(params.assistant_id).assistant_id);
			return { success: true, message: 'All memories deleted successfully' };
		},

		'POST /assistants/{assistant_id}/memories/search': ({ params, body }) => {
			const { query, limit = 5 } = body as { query: string; limit?: number };
			const found = memoriesOf(params.assistant_id)
				.map((memory) => ({ ...memory, score: likeness(query, memory.content) }))
				.filter(({ score }) => score >= RELEVANT)
				.sort((a, b) => b.score - a.score)
				.slice(0, limit);
			return { memories: found, total_count: found.length };
		},

		'GET /assistants/{assistant_id}/memories/stats': ({ params }) => {
			const own = memoriesOf(params.assistant_id);
			const last = own.map(({ updated_at, created_at }) => updated_at ?? created_at).sort();
			const total = dialect.countedStats ? 'total_count' : 'total_memories';
			return { [total]: own.length, last_updated: last.at(-1) ?? null, limits: {} };
		},

		'GET /assistants/{assistant_id}/memories/{memory_id}': ({ params }) =>
			view(store.memory(params.assistant_id, params.memory_id)),

		'PUT /assistants/{assistant_id}/memories/{memory_id}': ({ params, body }) => {
			const memory = store.memory(params.assistant_id, params.memory_id);
			storable(body);
			return view(Object.assign(memory, body, { updated_at: store.now() }));
		},

		'DELETE /assistants/{assistant_id}/memories/{memory_id}': ({ params }) => {
			store.memories.delete(store.memory(params.assistant_id, params.memory_id).id);
			return { success: true, message: 'Memory deleted successfully' };
		},

		'GET /assistants/memories/operations/{operation_id}': ({ params }) => {
			const operation = store.operations.get(params.operation_id);
			if (operation === undefined) throw notFound('Operation');
			return operation;
		},
	};
};

function view({ assistant_id: _assistant, ...memory }: Memory) {
	return { ...memory, score: null };
}
