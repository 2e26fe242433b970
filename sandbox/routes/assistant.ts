import type { Operations } from '../api';
import type { Json } from '../json';
import type { Assistant } from '../record';

export const assistantOperations: Operations = ({ store, dialect }) => ({
	'POST /assistants': ({ body }) =>
		store.addAssistant(withAliases(body) as Partial<Assistant> & { name: string }),

	'GET /assistants': ({ query: { skip, limit, name } }) => {
		const isNamed = (assistant: Assistant) =>
			name === undefined || dialect.nameFilterIgnored || assistant.name === name;
		return store
			.listed(store.assistants)
			.filter(isNamed)
			.slice(skip, skip + limit);
	},

	'GET /assistants/{assistant_id}': ({ params }) => store.assistant(params.assistant_id),

	'PUT /assistants/{assistant_id}': ({ params, body }) =>
		Object.assign(store.assistant(params.assistant_id), withAliases(given(body))),

	'DELETE /assistants/{assistant_id}': ({ params }) => {
		const { assistant_id } = store.assistant(params.assistant_id);
		store.removeAssistant(assistant_id);
		return { message: 'Assistant deleted', assistant_id, deleted_at: store.now() };
	},

	'POST /assistants/{assistant_id}/clone': ({ params, body }) => {
		const original = store.assistant(params.assistant_id);
		const { copy_documents = true, copy_memories = true, ...changes } = body;
		const name = `${original.name} (copy)`;
		const assistant = store.addAssistant({ ...original, name, ...withAliases(given(changes)) });
		const { assistant_id } = assistant;
		// A document that is not indexed has nothing to copy yet.
		const documents = store
			.documentsOf(original.assistant_id)
			.filter(({ status }) => status === 'indexed' && copy_documents)
			.map((document) => store.addDocument({ ...document, owner: { assistant_id } }));
		const copies = store
			.memoriesOf(original.assistant_id)
			.filter(() => copy_memories)
			.map(({ content, metadata }) => store.addMemory(assistant_id, content, metadata));
		return { assistant, documents_cloned: documents.length, memories_cloned: copies.length };
	},
});

/** Null stands for what is not given. */
function given(fields: Json): Json {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** `description` and `system_prompt` are two names of one thing. */
function withAliases(fields: Json): Json {
	const prompt = fields.system_prompt ?? fields.description;
	return prompt === undefined ? fields : { ...fields, system_prompt: prompt, description: prompt };
}
