import { pageReader, uuidParameter, type Routes } from '../context';
import { assertValid } from '../httpError';
import type { Assistant } from '../store';
import { componentValidator, violations } from '../validation';

const PROMPTS = {
	custom_fact_extraction_prompt: { type: ['string', 'null'] },
	custom_update_memory_prompt: { type: ['string', 'null'] },
};
const validateCreate = componentValidator('AssistantCreate', PROMPTS);
const validateUpdate = componentValidator('AssistantUpdate', PROMPTS);
const readPage = pageReader(200, { name: 'string' });

export const assistantRoutes: Routes = (app, { store }) => {
	app.post('/assistants', (request) => {
		const { fields } = request.received;
		assertValid(violations(validateCreate, fields, 'body'));
		return store.addAssistant(withAliases(fields) as Partial<Assistant> & { name: string });
	});

	app.get('/assistants', (request) => {
		const { skip, limit, name } = readPage(request);
		return [...store.assistants.values()]
			.filter((assistant) => name === undefined || assistant.name === name)
			.slice(skip, skip + limit);
	});

	app.get('/assistants/:assistant_id', (request) =>
		store.assistant(uuidParameter(request, 'assistant_id')),
	);

	app.put('/assistants/:assistant_id', (request) => {
		const assistant = store.assistant(uuidParameter(request, 'assistant_id'));
		const { fields } = request.received;
		assertValid(violations(validateUpdate, fields, 'body'));
		return Object.assign(assistant, withAliases(fields));
	});

	app.delete('/assistants/:assistant_id', (request) => {
		const { assistant_id } = store.assistant(uuidParameter(request, 'assistant_id'));
		store.removeAssistant(assistant_id);
		return { message: 'Assistant deleted', assistant_id, deleted_at: store.now() };
	});
};

/** `description` and `system_prompt` are two names of one thing. */
function withAliases(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const prompt = fields.system_prompt ?? fields.description;
	if (prompt === undefined) return { ...fields };
	return { ...fields, system_prompt: prompt, description: prompt };
}
