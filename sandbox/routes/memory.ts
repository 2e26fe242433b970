import { parameter, readQuery, uuidParameter, type Routes } from '../context';
import type { Dialect } from '../dialect';
import { assertValid, HttpError, notFound } from '../httpError';
import { likeness } from '../recall';
import type { Memory } from '../record';
import { componentValidator, contractValidator, violations } from '../validation';

const validateCreate = componentValidator('MemoryCreate');
const validateUpdate = componentValidator('MemoryUpdate');
const pageQuery = contractValidator({
	type: 'object',
	properties: {
		page: { type: 'integer', minimum: 1 },
		page_size: { type: 'integer', minimum: 1, maximum: 100 },
	},
	additionalProperties: false,
});

const validateSearch = contractValidator({
	type: 'object',
	required: ['query'],
	properties: {
		query: { type: 'string', minLength: 1 },
		limit: { type: 'integer', minimum: 1, maximum: 50 },
	},
	additionalProperties: false,
});

/** Memories that have less to do with a query are not found. */
const RELEVANT = 0.3;

/** What is longer, the server cannot store, in UTF-8 bytes. */
const LONGEST_CONTENT = 4096;

export const memoryRoutes: Routes = (app, { store, memories, dialect }) => {
	app.get('/assistants/:assistant_id/memories', (request) => {
		const { assistant_id } = store.assistant(uuidParameter(request, 'assistant_id'));
		const all = store.memoriesOf(assistant_id).map(view);
		const query = readQuery<{ page?: number; page_size?: number }>(
			request,
			pageQuery,
			{ page: 'integer', page_size: 'integer' },
			{},
		);
		if (query.page === undefined && query.page_size === undefined) {
			return { memories: all, total_count: all.length };
		}
		const { page = 1, page_size = 25 } = query;
		return {
			memories: all.slice((page - 1) * page_size, page * page_size),
			total_count: all.length,
			page,
			page_size,
			total_pages: Math.ceil(all.length / page_size),
		};
	});

	app.post('/assistants/:assistant_id/memories', (request, reply) => {
		const { assistant_id } = store.assistant(uuidParameter(request, 'assistant_id'));
		const { fields } = request.received;
		assertValid(violations(validateCreate, fields, 'body'));
		assertStorable(fields, dialect);
		const { memory, operation } = memories.create(
			assistant_id,
			fields.content as string,
			(fields.metadata as Memory['metadata']) ?? null,
			request.fault?.operation,
		);
		void reply.status(201);
		return {
			success: true,
			message: 'Memory added successfully',
			memory_id: memory.id,
			content: memory.content,
			memory_operation_id: operation.operation_id,
		};
	});

	app.delete('/assistants/:assistant_id/memories', (request) => {
		const { assistant_id } = store.assistant(uuidParameter(request, 'assistant_id'));
		store.removeMemories(assistant_id);
		return { success: true, message: 'All memories deleted successfully' };
	});

	app.post('/assistants/:assistant_id/memories/search', (request) => {
		const { assistant_id } = store.assistant(uuidParameter(request, 'assistant_id'));
		const { fields } = request.received;
		assertValid(violations(validateSearch, fields, 'body'));
		const { query, limit = 5 } = fields as { query: string; limit?: number };
		const found = store
			.memoriesOf(assistant_id)
			.map((memory) => ({ ...view(memory), score: likeness(query, memory.content) }))
			.filter(({ score }) => score >= RELEVANT)
			.sort((a, b) => b.score - a.score)
			.slice(0, limit);
		return { memories: found, total_count: found.length };
	});

	app.get('/assistants/:assistant_id/memories/stats', (request) => {
		const { assistant_id } = store.assistant(uuidParameter(request, 'assistant_id'));
		const own = store.memoriesOf(assistant_id);
		const last = own.map(({ updated_at, created_at }) => updated_at ?? created_at).sort();
		return { total_memories: own.length, last_updated: last.at(-1) ?? null, limits: {} };
	});

	app.get('/assistants/:assistant_id/memories/:memory_id', (request) =>
		view(store.memory(uuidParameter(request, 'assistant_id'), parameter(request, 'memory_id'))),
	);

	app.put('/assistants/:assistant_id/memories/:memory_id', (request) => {
		const memory = store.memory(
			uuidParameter(request, 'assistant_id'),
			parameter(request, 'memory_id'),
		);
		const { fields } = request.received;
		assertValid(violations(validateUpdate, fields, 'body'));
		assertStorable(fields, dialect);
		return view(Object.assign(memory, fields, { updated_at: store.now() }));
	});

	app.delete('/assistants/:assistant_id/memories/:memory_id', (request) => {
		const { id } = store.memory(
			uuidParameter(request, 'assistant_id'),
			parameter(request, 'memory_id'),
		);
		store.memories.delete(id);
		return { success: true, message: 'Memory deleted successfully' };
	});

	app.get('/assistants/memories/operations/:operation_id', (request) => {
		const operation = store.operations.get(uuidParameter(request, 'operation_id'));
		if (operation === undefined) throw notFound('Operation');
		return operation;
	});
};

function view({ id, content, metadata, created_at, updated_at }: Memory) {
	return { id, content, metadata, score: null, created_at, updated_at };
}

/** What Backboard answers with a bare 500: too long a content, fractions and nested lists in metadata. */
function assertStorable(
	{ content, metadata }: Readonly<Record<string, unknown>>,
	{ noMemoryNumbers = false }: Dialect,
): void {
	const tooLong = Buffer.byteLength(String(content), 'utf8') > LONGEST_CONTENT;
	const isAwkward = (value: unknown) =>
		(typeof value === 'number' && (noMemoryNumbers || !Number.isInteger(value))) ||
		(typeof value === 'object' && value !== null);
	if (tooLong || Object.values((metadata as object | null) ?? {}).some(isAwkward)) {
		throw new HttpError(500, 'Internal Server Error');
	}
}
