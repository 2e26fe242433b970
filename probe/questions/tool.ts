import { recordsIn } from '../reply';
import { recordOf, type Values } from '../json';
import type { Ask, Row, Rows } from '../question';
import { answerShape, inOrder, outcome, PONG, refusedOrTaken, say } from './ask';
import { typeOf } from './stream';

const TOOL = toolWith({
	type: 'object',
	properties: { zone: { type: 'string', description: 'Name of the zone' } },
	required: ['zone'],
});

const REQUEST = { content: 'Call the tool get_time for the zone "UTC".', tools: [TOOL] };

const CANCEL = 'POST /threads/{waiting.thread_id}/runs/{waiting.run_id}/cancel';

/** Rounds of tools. */
export const TOOL_ROUNDS: Rows = {
	'tool-call | A call of a tool | 1.4': [
		say(REQUEST, 'waiting'),
		(reply) => {
			const [call] = recordsIn(reply.answer.tool_calls);
			return `${reply.outcome}; arguments ${JSON.stringify(recordOf(call?.function).arguments)}`;
		},
	],
	'waiting-thread | A message to a thread that waits for tool outputs | 6, open questions | refused | taken':
		[
			['waiting.tool_calls.0.id', say({ thread_id: '{waiting.thread_id}', content: PONG })],
			(_waiting, reply) => refusedOrTaken(reply, reply.outcome),
		],
	'cancel | Cancelling that run, twice | 1.5': [
		['waiting.tool_calls.0.id', CANCEL, CANCEL],
		(_waiting, ...replies) =>
			replies
				.map(({ status, record }) => `${status} cancelled ${String(record.cancelled)}`)
				.join(', '),
	],
	'tool-outputs | Answer to tool outputs | 1.5 | flat | envelope with messages': [
		[say(REQUEST, 'round'), submit('round', 'submitted')],
		(round, reply) => {
			const isSame = round.answer.run_id === reply.answer.run_id;
			return answerShape(reply, `${reply.outcome}, ${isSame ? 'the same run' : 'another run'}`);
		},
	],
	'tool-outputs-twice | The same tool outputs again | 3': [
		['submitted', submit('round')],
		(_submitted, reply) => reply.said,
	],
	'tool-history | A round of tools in its thread | G': [
		'GET /threads/{round.thread_id}',
		({ record }) =>
			recordsIn(record.messages)
				.map(({ role, metadata_, metadata }) => {
					const names = Object.keys(recordOf(metadata_ ?? metadata));
					return `${String(role)} {${names.join(', ')}}`;
				})
				.join(' → '),
	],
	'after-tools | The next message after a round of tools | 4': [
		say({ thread_id: '{round.thread_id}', content: PONG }),
		outcome,
	],
	'tool-stream | A round of tools as streams | 2': [
		[say({ ...REQUEST, stream: true }, 'streamed'), submit('streamed', '', '?stream=true')],
		({ events }, next) => inOrder([...events.slice(-1), ...next.events].map(typeOf)),
	],
	...Object.fromEntries(keywords()),
};

/** Keywords of JSON schema that the contract does not list, each as a parameter of a tool. */
function keywords(): Array<[string, Row]> {
	const parameters: Record<string, Values> = {
		anyOf: { anyOf: [{ type: 'string' }, { type: 'number' }] },
		'list of types': { type: ['string', 'null'] },
		additionalProperties: { type: 'object', properties: {}, additionalProperties: false },
		'numbers in enum': { type: 'integer', enum: [1, 2] },
		'minimum and format': { type: 'integer', minimum: 1, format: 'int32' },
		$ref: { $ref: '#/$defs/zone' },
	};
	return Object.entries(parameters).map(([keyword, zone]) => {
		const schema = { type: 'object', properties: { zone } };
		const tool = toolWith(
			'$ref' in zone ? { ...schema, $defs: { zone: { type: 'string' } } } : schema,
		);
		const id = `keyword-${keyword.replace(/\W+/g, '-').toLowerCase()}`;
		const ask = say({ content: PONG, tools: [tool] });
		return [`${id} | Tool schema: ${keyword} | 1.1, G`, [ask, outcome]];
	});
}

function toolWith(parameters: Values) {
	const description = 'Tells the time in a zone.';
	return { type: 'function', function: { name: 'get_time', description, parameters } };
}

/** @param call the answer that calls the tool */
function submit(call: string, as = '', query = ''): Ask {
	return {
		line: `POST /threads/{${call}.thread_id}/runs/{${call}.run_id}/submit-tool-outputs${query}`,
		body: {
			tool_outputs: [{ tool_call_id: `{${call}.tool_calls.0.id}`, output: 'It is noon.' }],
			tools: [TOOL],
		},
		as,
	};
}
