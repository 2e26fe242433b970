import { pageReader, readQuery, uuidParameter, type Routes } from '../context';
import { assertValid, HttpError } from '../httpError';
import type { Thread } from '../record';
import { componentValidator, contractValidator, violations } from '../validation';

const validateCreate = componentValidator('ThreadCreateForAssistant');
const noQuery = contractValidator({ type: 'object', additionalProperties: false });
const readPage = pageReader(200, { include_messages: 'boolean' });

export const threadRoutes: Routes = (app, { store, dialect }) => {
	const isWanted = (include: unknown) => include !== false || dialect.messagesInLists === true;

	app.post('/assistants/:assistant_id/threads', (request) => {
		const { assistant_id } = store.assistant(uuidParameter(request, 'assistant_id'));
		if (request.received.kind !== 'json') {
			throw new HttpError(422, [{ loc: ['body'], msg: 'Field required', type: 'missing' }]);
		}
		assertValid(violations(validateCreate, request.received.fields, 'body'));
		return view(store.addThread(assistant_id), true);
	});

	app.get('/threads', (request) => {
		const { skip, limit, include_messages } = readPage(request);
		return store
			.listed(store.threads)
			.slice(skip, skip + limit)
			.map((thread) => view(thread, isWanted(include_messages)));
	});

	app.get('/assistants/:assistant_id/threads', (request) => {
		const { assistant_id } = store.assistant(uuidParameter(request, 'assistant_id'));
		const { skip, limit, include_messages } = readPage(request);
		return store
			.listed(store.threads)
			.filter((thread) => thread.assistant_id === assistant_id)
			.slice(skip, skip + limit)
			.map((thread) => view(thread, isWanted(include_messages)));
	});

	app.get('/threads/:thread_id', (request) => {
		readQuery(request, noQuery, {}, {});
		return view(store.thread(uuidParameter(request, 'thread_id')), true);
	});

	app.delete('/threads/:thread_id', (request) => {
		const { thread_id } = store.thread(uuidParameter(request, 'thread_id'));
		store.removeThread(thread_id);
		return { message: 'Thread deleted', thread_id, deleted_at: store.now() };
	});
};

/** A thread as it is sent out, with the members that newer servers add. */
function view(thread: Thread, withMessages: boolean): Record<string, unknown> {
	const { messages, ...rest } = thread;
	const first = messages.find(({ role }) => role === 'user')?.content ?? null;
	return {
		...rest,
		messages: withMessages ? messages : [],
		title: null,
		first_user_message: first,
		message_count: messages.length,
		updated_at: messages.at(-1)?.created_at ?? thread.created_at,
	};
}
