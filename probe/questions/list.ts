import type { Reply } from '../reply';
import type { Subject } from '../question';
import { keys, NEW_THREAD, others } from './shared';

/** Lists, and the catalogue of models. */
export const LIST: Subject = {
	asks: {
		'assistant-list': others('GET /assistants?limit=2'),
		'assistant-name': [
			others('GET /assistants?name={mark}%20assistant&limit=2'),
			others('GET /assistants?name={mark}%20nobody&limit=2'),
			'assistant',
		],
		'thread-list': [others('GET /threads?limit=1'), 'GET /assistants/{assistant}/threads?limit=1'],
		'thread-order': [
			NEW_THREAD,
			NEW_THREAD,
			NEW_THREAD,
			'GET /assistants/{assistant}/threads?limit=50',
		],
		'model-list': [{ line: 'GET /models?limit=2', as: 'models' }, 'GET /models/providers'],
		'provider-models': [
			'GET /models/provider/openai?limit=2',
			'GET /models/providers/openai?limit=2',
		],
		'embedding-models': ['GET /models/embedding/all?limit=2', 'GET /models/embedding?limit=2'],
	},
	shows: {
		'assistant-list'(reply) {
			const { shape } = reply.good();
			return [shape === 'bare list', shape.startsWith('list under'), shape];
		},
		'assistant-name'(found, nobody, own) {
			const [first, ...more] = found.good().list;
			const isOwn = more.length === 0 && first?.assistant_id === own.record.assistant_id;
			const isNone = nobody.good().list.length === 0;
			return [isOwn && isNone, !isNone, `${found.status}, ${found.list.length} found`];
		},
		'thread-list': (all, own) => `${all.shape}; ${own.shape}`,
		'thread-order'(a, b, c, { list }) {
			const made = [a, b, c].map((reply) => reply.good().record.thread_id);
			const order = list.map(({ thread_id }) => thread_id).filter((id) => made.includes(id));
			if (order.join() === made.join()) return 'oldest first';
			const isReversed = order.reverse().join() === made.join();
			return isReversed ? 'newest first' : 'neither oldest nor newest first';
		},
		'page-size'(reply) {
			const isTaken = reply.isTaken();
			const text = isTaken ? `${reply.status}, ${reply.list.length} models` : reply.said;
			return [!isTaken, isTaken, text];
		},
		'model-list': (models, providers) => `${models.shape}; ${providers.shape}`,
		'model-prices'({ list: [model] }) {
			if (model === undefined) throw new Error('the list has no model');
			const prices = Object.keys(model).filter((name) => /cost|price/.test(name));
			return [prices.length === 0, prices.length > 0, prices.join(', ') || 'none'];
		},
		'model-name': keys,
		'provider-models': eitherList,
		'embedding-models': eitherList,
	},
};

/** Which of two paths has a list. */
function eitherList(a: Reply, b: Reply) {
	const hasList = (reply: Reply) => reply.isTaken() && reply.list.length > 0;
	return [hasList(a), hasList(b), `${a.status} and ${b.status}`] as const;
}
