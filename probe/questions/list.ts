import type { Rows } from '../question';
import { namesOf, type Reply } from '../reply';
import { keys, NEW_THREAD, others, twoPaths } from './ask';

/** Lists, and the catalogue of models. */
export const LIST: Rows = {
	'assistant-list | List of assistants | C25 | bare list | list under "assistants"': [
		others('GET /assistants?limit=2'),
		(reply) => {
			const { shape } = reply.good();
			return [shape === 'bare list', shape.startsWith('list under'), shape];
		},
	],
	'assistant-name | Query parameter name of that list | 1.1 | an exact filter | ignored': [
		[
			others('GET /assistants?name={mark}%20assistant&limit=2'),
			others('GET /assistants?name={mark}%20nobody&limit=2'),
			'assistant',
		],
		(found, nobody, own) => {
			const [first, ...more] = found.good().list;
			const isOwn = more.length === 0 && first?.assistant_id === own.record.assistant_id;
			const isNone = nobody.good().list.length === 0;
			return [isOwn && isNone, !isNone, `${found.status}, ${found.list.length} found`];
		},
	],
	'thread-list | List of threads, of the account and of an assistant | 1.2': [
		[others('GET /threads?limit=1'), 'GET /assistants/{assistant}/threads?limit=1'],
		(all, own) => `${all.shape}; ${own.shape}`,
	],
	'thread-order | Order of three new threads in the list | G': [
		[NEW_THREAD, NEW_THREAD, NEW_THREAD, 'GET /assistants/{assistant}/threads?limit=50'],
		(...replies) => {
			const made = replies.slice(0, 3).map((reply) => reply.good().record.thread_id);
			const { list = [] } = replies[3] ?? {};
			const order = list.map(({ thread_id }) => thread_id).filter((id) => made.includes(id));
			if (order.join() === made.join()) return 'oldest first';
			const isReversed = order.reverse().join() === made.join();
			return isReversed ? 'newest first' : 'neither oldest nor newest first';
		},
	],
	'page-size | A page larger than allowed | C15 | refused, 500 is the most | taken': [
		'GET /models?limit=501&provider=openai',
		(reply) => {
			const isTaken = reply.isTaken();
			return [
				!isTaken,
				isTaken,
				isTaken ? `${reply.status}, ${reply.list.length} models` : reply.said,
			];
		},
	],
	'model-list | List of models, and of providers | 1.8': [
		[{ line: 'GET /models?limit=2', as: 'models' }, 'GET /models/providers'],
		(models, providers) => `${models.shape}; ${providers.shape}`,
	],
	'model-prices | Prices of models | C14 | left out | given': [
		'models',
		(models) => {
			const prices = namesOf(firstModel(models))
				.split(', ')
				.filter((name) => /cost|price/.test(name));
			return [prices.length === 0, prices.length > 0, prices.join(', ') || 'none'];
		},
	],
	'model-name | A model by its name | 1.8': [
		'GET /models/{models.first.model_name|models.first.name}',
		keys,
	],
	'provider-models | Path of a provider’s models | C13 | /models/provider/openai | /models/providers/openai':
		twoPaths('/models/provider/openai', '/models/providers/openai'),
	'embedding-models | Path of the embedding models | C12 | /models/embedding/all | /models/embedding':
		twoPaths('/models/embedding/all', '/models/embedding'),
};

function firstModel({ list: [model] }: Reply) {
	if (model === undefined) throw new Error('the list has no model');
	return model;
}
