import type { Call, Operations } from '../api';
import type { Thread } from '../record';

export const threadOperations: Operations = ({ store, dialect }) => {
	const page = (threads: readonly Thread[], { skip, limit, include_messages }: Call['query']) =>
		threads
			.slice(skip, skip + limit)
			.map((thread) => view(thread, include_messages === true || dialect.messagesInLists));

	return {
		'POST /assistants/{assistant_id}/threads': ({ params }) =>
			view(store.addThread(store.assistant(params.assistant_id).assistant_id)),

		'GET /threads': ({ query }) => page(store.listed(store.threads), query),

		'GET /assistants/{assistant_id}/threads': ({ params, query }) => {
			const { assistant_id } = store.assistant(params.assistant_id);
			return page(store.threadsOf(assistant_id), query);
		},

		'GET /threads/{thread_id}': ({ params }) => view(store.thread(params.thread_id)),

		'DELETE /threads/{thread_id}': ({ params }) => {
			const { thread_id } = store.thread(params.thread_id);
			store.removeThread(thread_id);
			return { message: 'Thread deleted', thread_id, deleted_at: store.now() };
		},
	};
};

/** A thread as it is sent out, with the members that newer servers add. */
function view(thread: Thread, withMessages = true): Record<string, unknown> {
	const { messages, ...rest } = thread;
	return {
		...rest,
		messages: withMessages ? messages : [],
		title: null,
		first_user_message: messages.find(({ role }) => role === 'user')?.content ?? null,
		message_count: messages.length,
		updated_at: messages.at(-1)?.created_at ?? thread.created_at,
	};
}
