import type { Rows } from '../question';
import { keys, others, refusedOrTaken, said, say, store, storeOutside } from './ask';

const NOBODY = '00000000-0000-4000-8000-000000000000';

const PROVIDERS = 'GET /models/providers';

/** How Backboard refuses, word for word. */
export const REFUSAL: Rows = {
	'no-key | A request without a key | 3': [{ line: PROVIDERS, apiKey: null }, said],
	'wrong-key | A request with a wrong key | 3': [{ line: PROVIDERS, apiKey: 'wrong' }, said],
	'unknown-thread | GET /threads/(unknown ID) | 3': [`GET /threads/${NOBODY}`, said],
	'unknown-assistant | GET /assistants/(unknown ID) | 3': [`GET /assistants/${NOBODY}`, said],
	'unknown-document | GET /documents/(unknown ID)/status | 3': [
		`GET /documents/${NOBODY}/status`,
		said,
	],
	'unknown-thread-id | GET /threads/no-uuid | 3': ['GET /threads/no-uuid', said],
	'unknown-page | GET /models?limit=0 | 3': ['GET /models?limit=0', said],
	'empty-message | An empty message | 3': [say({ content: '' }), said],
	'wrong-type | A text where an object is expected | 3': [
		store({ content: 'Stored.', thinking: 'hard' }),
		said,
	],
	'message-unknown-thread | A message to an unknown thread | 3': [
		storeOutside('message 0', { thread_id: NOBODY }),
		said,
	],
	'thread-body | A thread made without a body | C11 | refused | taken': [
		'POST /assistants/{assistant}/threads',
		(reply) => refusedOrTaken(reply),
	],
	'balance | Balance of the account | F': [others('GET /billing/balance'), keys],
};
