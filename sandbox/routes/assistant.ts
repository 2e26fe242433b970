import { pageReader, uuidParameter, type Routes } from '../context';
import { assertValid } from '../httpError';
import type { Assistant } from '../record';
import { componentValidator, contractValidator, violations } from '../validation';

const PROMPTS = {
	custom_fact_extraction_prompt: { type: ['string', 'null'] },
	custom_update_memory_prompt: { type: ['string', 'null'] },
};
const validateCreate = componentValidator('AssistantCreate', PROMPTS);
const validateUpdate = componentValidator('AssistantUpdate', PROMPTS);
const validateClone = contractValidator({
	type: 'object',
	properties: {
		name: { type: ['string', 'null'], minLength: 1, maxLength: 255 },
		system_prompt: { type: ['string', 'null'] },
		copy_documents: { type: 'boolean' },
		copy_memories: { type: 'boolean' },
	},
	additionalProperties: false,
});
const readPage = pageReader(200, { name: 'string' });

export const assistantRoutes: Routes = (app, { store, indexer, memories, dialect }) => {
	app.post('/assistants', (request) => {
		const { fields } = request.received;
		assertValid(violations(validateCreate, fields, 'body'));
		return store.addAssistant(withAliases(fields) as Partial<Assistant> & { name: string });
	});

	app.get('/assistants', (request) => {
		const { skip, limit, name } = readPage(request);
		return store
			.listed(store.assistants)
			.filter(
				(assistant) => name === undefined || dialect.nameFilterIgnored || assistant.name === name,
			)
			.slice(skip, skip + limit);
	});

	app.get('/assistants/:assistant_id', (request) =>
		store.assistant(uuidParameter(request, 'assistant_id')),
	);

	app.put('/assistants/:assistant_id', (request) => {
		const assistant = store.assistant(uuidParameter(request, 'assistant_id'));
		const { fields } = request.received;
		assertValid(violations(validateUpdate, fields, 'body'));
		return Object.assign(assistant, withAliases(given(fields)));
	});

	app.delete('/assistants/:assistant_id', (request) => {
		const { assistant_id } = store.assistant(uuidParameter(request, 'assistant_id'));
		store.removeAssistant(assistant_id);
		return { message: 'Assistant deleted', assistant_id, deleted_at: store.now() };
	});

	app.post('/assistants/:assistant_id/clone', (request) => {
		const original = store.assistant(uuidParameter(request, 'assistant_id'));
		const { fields } = request.received;
		assertValid(violations(validateClone, fields, 'body'));
		const { copy_documents, copy_memories, ...changes } = fields;
		const assistant = store.addAssistant({
			...original,
			name: `${original.name} (copy)`,
			...withAliases(given(changes)),
		});
		const { assistant_id } = assistant;
		// A document that is not indexed has nothing to copy yet.
		const documents = store
			.documentsOf(copy_documents === false ? '' : original.assistant_id)
			.filter(({ status }) => status === 'indexed')
			.map((document) => indexer.copy(document, { assistant_id }));
		const copies = store
			.memoriesOf(copy_memories === false ? '' : original.assistant_id)
			.map(({ content, metadata }) => memories.add(assistant_id, content, metadata));
		return {
			assistant,
			documents_cloned: documents.length,
			memories_cloned: copies.length,
		};
	});
};

/** Null stands for what is not given. */
function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** `description` and `system_prompt` are two names of one thing. */
function withAliases(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const prompt = fields.system_prompt ?? fields.description;
	if (prompt === undefined) return { ...fields };
	return { ...fields, system_prompt: prompt, description: prompt };
}
