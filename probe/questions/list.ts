import type { Ground } from '../ground';
import { sideOf, verdict, type Question } from '../question';
import { good, listOf, listShape, recordOf, said, taken, type Values } from '../reading';

const OTHERS = { about: 'others' } as const;

/** Lists, and the catalogue of models. */
export const LIST_QUESTIONS: readonly Question[] = [
	{
		id: 'assistant-list',
		title: 'List of assistants',
		contract: 'C25',
		sides: ['bare list', 'list under "assistants"'],
		async ask({ client }) {
			const { json } = good(await client.send('GET', '/assistants?limit=2', undefined, OTHERS));
			const shape = listShape(json);
			return verdict(sideOf(shape === 'bare list', shape.startsWith('list under')), shape);
		},
	},
	{
		id: 'assistant-name',
		title: 'Query parameter name of that list',
		contract: '1.1',
		sides: ['an exact filter', 'ignored'],
		async ask({ client, mark, assistantId }) {
			const name = encodeURIComponent(`${mark} assistant`);
			const reply = await client.send('GET', `/assistants?name=${name}&limit=2`, undefined, OTHERS);
			const found = listOf(good(reply).json);
			const isOwn = found.length === 1 && found[0]?.assistant_id === assistantId;
			const other = encodeURIComponent(`${mark} nobody`);
			const none = await client.send('GET', `/assistants?name=${other}&limit=2`, undefined, OTHERS);
			const count = listOf(good(none).json).length;
			return verdict(
				sideOf(isOwn && count === 0, count > 0),
				`${reply.status}, ${found.length} found`,
			);
		},
	},
	{
		id: 'thread-list',
		title: 'List of threads, of the account and of an assistant',
		contract: '1.2',
		async ask({ client, assistantId }) {
			const all = await client.send('GET', '/threads?limit=1', undefined, OTHERS);
			const own = await client.send('GET', `/assistants/${assistantId}/threads?limit=1`);
			return `${listShape(all.json)}; ${listShape(own.json)}`;
		},
	},
	{
		id: 'thread-order',
		title: 'Order of three new threads in the list',
		contract: 'G',
		async ask(ground) {
			const made: string[] = [];
			for (let count = 0; count < 3; count++) made.push(await ground.makeThread());
			const path = `/assistants/${ground.assistantId}/threads?limit=50`;
			const { json } = await ground.client.send('GET', path);
			const listed = listOf(json).map(({ thread_id }) => String(thread_id));
			const order = listed.filter((id) => made.includes(id));
			if (order.join() === made.join()) return 'oldest first';
			return order.join() === made.reverse().join()
				? 'newest first'
				: 'neither oldest nor newest first';
		},
	},
	{
		id: 'page-size',
		title: 'A page larger than allowed',
		contract: 'C15',
		sides: ['refused, 500 is the most', 'taken'],
		async ask({ client }) {
			const reply = await client.send('GET', '/models?limit=501&provider=openai');
			const count = listOf(reply.json).length;
			const text = reply.status < 300 ? `${reply.status}, ${count} models` : said(reply);
			return verdict(taken(reply) ? 'B' : 'A', text);
		},
	},
	{
		id: 'model-list',
		title: 'List of models, and of providers',
		contract: '1.8',
		async ask(ground) {
			const models = ground.keep('models', await ground.client.send('GET', '/models?limit=2'));
			const providers = await ground.client.send('GET', '/models/providers');
			return `${listShape(models.json)}; ${listShape(providers.json)}`;
		},
	},
	{
		id: 'model-prices',
		title: 'Prices of models',
		contract: 'C14',
		sides: ['left out', 'given'],
		async ask(ground) {
			const prices = Object.keys(firstModel(ground)).filter((name) => /cost|price/.test(name));
			return verdict(sideOf(prices.length === 0, prices.length > 0), prices.join(', ') || 'none');
		},
	},
	{
		id: 'model-name',
		title: 'A model by its name',
		contract: '1.8',
		async ask(ground) {
			const { name, model_name = name } = firstModel(ground);
			if (typeof model_name !== 'string') throw new Error('a model in the list has no name');
			const { status, json } = await ground.client.send('GET', `/models/${model_name}`);
			return `${status}; ${Object.keys(recordOf(json)).join(', ')}`;
		},
	},
	...twoPaths('provider-models', 'Path of a provider’s models', 'C13', [
		'/models/provider/openai',
		'/models/providers/openai',
	]),
	...twoPaths('embedding-models', 'Path of the embedding models', 'C12', [
		'/models/embedding/all',
		'/models/embedding',
	]),
];

function firstModel(ground: Ground): Values {
	const [model] = listOf(ground.reply('models').json);
	if (model === undefined) throw new Error('the list has no model');
	return model;
}

/** A question which of two paths has a list. */
function twoPaths(
	id: string,
	title: string,
	contract: string,
	paths: readonly [string, string],
): Question[] {
	return [
		{
			id,
			title,
			contract,
			sides: paths,
			async ask({ client }) {
				const [a, b] = [
					await client.send('GET', `${paths[0]}?limit=2`),
					await client.send('GET', `${paths[1]}?limit=2`),
				];
				const isList = [a, b].map((reply) => taken(reply) && listOf(reply.json).length > 0);
				return verdict(
					sideOf(isList[0] === true, isList[1] === true),
					`${a.status} and ${b.status}`,
				);
			},
		},
	];
}
