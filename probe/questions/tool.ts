import type { Reply } from '../client';
import type { Ground } from '../ground';
import { sideOf, verdict, type Question } from '../question';
import {
	answerOf,
	eventsOf,
	good,
	listOf,
	outcome,
	recordOf,
	said,
	taken,
	type Values,
} from '../reading';

const TOOL = {
	type: 'function',
	function: {
		name: 'get_time',
		description: 'Tells the time in a zone.',
		parameters: {
			type: 'object',
			properties: { zone: { type: 'string', description: 'Name of the zone' } },
			required: ['zone'],
		},
	},
};
const REQUEST = { content: 'Call the tool get_time for the zone "UTC".', tools: [TOOL] };

/** Rounds of tools. */
export const TOOL_QUESTIONS: readonly Question[] = [
	{
		id: 'tool-call',
		title: 'A call of a tool',
		contract: '1.4',
		costs: 1,
		async ask(ground) {
			const reply = ground.keep('waiting', await ground.say(REQUEST));
			const [call = {}] = listOf(answerOf(reply).tool_calls);
			return `${outcome(reply)}; arguments ${JSON.stringify(recordOf(call.function).arguments)}`;
		},
	},
	{
		id: 'waiting-thread',
		title: 'A message to a thread that waits for tool outputs',
		contract: '6, open questions',
		sides: ['refused', 'taken'],
		costs: 1,
		async ask(ground) {
			waitingRun(ground);
			const thread_id = ground.threadOf('waiting');
			const reply = await ground.say({ thread_id, content: 'Answer with the one word: pong' });
			return verdict(taken(reply) ? 'B' : 'A', outcome(reply));
		},
	},
	{
		id: 'cancel',
		title: 'Cancelling that run, twice',
		contract: '1.5',
		async ask(ground) {
			const path = `/threads/${ground.threadOf('waiting')}/runs/${waitingRun(ground).run}/cancel`;
			const first = await ground.client.send('POST', path);
			const second = await ground.client.send('POST', path);
			return `${first.status} cancelled ${String(recordOf(first.json).cancelled)}, ${second.status} cancelled ${String(recordOf(second.json).cancelled)}`;
		},
	},
	{
		id: 'tool-outputs',
		title: 'Answer to tool outputs',
		contract: '1.5',
		sides: ['flat', 'envelope with messages'],
		costs: 2,
		async ask(ground) {
			ground.keep('round', await ground.say(REQUEST));
			const reply = ground.keep('submitted', await submit(ground));
			const isEnvelope = Array.isArray(recordOf(good(reply).json).messages);
			const isFlat = !isEnvelope && 'content' in recordOf(reply.json);
			const run =
				answerOf(reply).run_id === waitingRun(ground, 'round').run ? 'the same run' : 'another run';
			return verdict(sideOf(isFlat, isEnvelope), `${outcome(reply)}, ${run}`);
		},
	},
	{
		id: 'tool-outputs-twice',
		title: 'The same tool outputs again',
		contract: '3',
		costs: 1,
		async ask(ground) {
			ground.reply('submitted');
			return said(await submit(ground));
		},
	},
	{
		id: 'tool-history',
		title: 'A round of tools in its thread',
		contract: 'G',
		async ask(ground) {
			const { json } = await ground.client.send('GET', `/threads/${ground.threadOf('round')}`);
			const messages = listOf(recordOf(json).messages).map(({ role, metadata_, metadata }) => {
				const names = Object.keys(recordOf(metadata_ ?? metadata));
				return `${String(role)} {${names.join(', ')}}`;
			});
			return messages.join(' → ');
		},
	},
	{
		id: 'after-tools',
		title: 'The next message after a round of tools',
		contract: '4',
		costs: 1,
		async ask(ground) {
			const thread_id = ground.threadOf('round');
			return outcome(await ground.say({ thread_id, content: 'Answer with the one word: pong' }));
		},
	},
	{
		id: 'tool-stream',
		title: 'A round of tools as streams',
		contract: '2',
		costs: 2,
		async ask(ground) {
			const reply = await ground.say({ ...REQUEST, stream: true });
			const events = eventsOf(reply);
			const last = events.at(-1) ?? {};
			const [call = {}] = listOf(last.tool_calls);
			const thread = events.find(({ thread_id }) => thread_id)?.thread_id;
			if (typeof call.id !== 'string') return `no call: ends with ${String(last.type)}`;
			const path = `/threads/${String(thread)}/runs/${String(last.run_id)}/submit-tool-outputs?stream=true`;
			const next = await ground.client.send('POST', path, outputs(call.id));
			return [last, ...eventsOf(next)]
				.map(({ type }) => String(type))
				.filter((type, index, all) => type !== all[index - 1])
				.join(' → ');
		},
	},
	...keywords(),
];

/** Keywords of JSON schema that the contract does not list, each as a parameter of a tool. */
function keywords(): Question[] {
	const parameters: Record<string, Values> = {
		anyOf: { anyOf: [{ type: 'string' }, { type: 'number' }] },
		'list of types': { type: ['string', 'null'] },
		additionalProperties: { type: 'object', properties: {}, additionalProperties: false },
		'numbers in enum': { type: 'integer', enum: [1, 2] },
		'minimum and format': { type: 'integer', minimum: 1, format: 'int32' },
		$ref: { $ref: '#/$defs/zone' },
	};
	return Object.entries(parameters).map(([keyword, zone]) => ({
		id: `keyword-${keyword.replace(/\W+/g, '-').toLowerCase()}`,
		title: `Tool schema: ${keyword}`,
		contract: '1.1, G',
		costs: 1,
		async ask(ground) {
			const schema = { type: 'object', properties: { zone }, $defs: { zone: { type: 'string' } } };
			const { $defs, ...plain } = schema;
			const definition = {
				...TOOL.function,
				parameters: '$ref' in zone ? { ...plain, $defs } : plain,
			};
			const reply = await ground.say({
				content: 'Answer with the one word: pong',
				tools: [{ type: 'function', function: definition }],
			});
			return outcome(reply);
		},
	}));
}

function waitingRun(ground: Ground, name = 'waiting'): { run: string; call: string } {
	const answer = answerOf(ground.reply(name));
	const [call = {}] = listOf(answer.tool_calls);
	if (typeof answer.run_id !== 'string' || typeof call.id !== 'string') {
		throw new Error('the model called no tool');
	}
	return { run: answer.run_id, call: call.id };
}

async function submit(ground: Ground): Promise<Reply> {
	const { run, call } = waitingRun(ground, 'round');
	const path = `/threads/${ground.threadOf('round')}/runs/${run}/submit-tool-outputs`;
	return await ground.client.send('POST', path, outputs(call));
}

function outputs(call: string) {
	return { tool_outputs: [{ tool_call_id: call, output: 'It is noon.' }], tools: [TOOL] };
}
