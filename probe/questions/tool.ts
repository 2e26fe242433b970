import { recordOf, type Values } from '../json';
import type { Ask, Subject } from '../question';
import { recordsIn } from '../reply';
import { answerShape, inOrder, outcome, PONG, say } from './shared';
import { typeOf } from './stream';

const GET_TIME = toolWith({
	type: 'object',
	properties: { zone: { type: 'string', description: 'Name of the zone' } },
	required: ['zone'],
});

const REQUEST = { content: 'Call the tool get_time for the zone "UTC".', tools: [GET_TIME] };

const CANCEL = 'POST /threads/{waiting.thread_id}/runs/{waiting.run_id}/cancel';

/** Keywords of JSON schema that the contract does not list, each as a parameter of a tool. */
const KEYWORDS: Readonly<Record<string, Values>> = {
	'keyword-anyof': { anyOf: [{ type: 'string' }, { type: 'number' }] },
	'keyword-list-of-types': { type: ['string', 'null'] },
	'keyword-additionalproperties': { type: 'object', properties: {}, additionalProperties: false },
	'keyword-numbers-in-enum': { type: 'integer', enum: [1, 2] },
	'keyword-minimum-and-format': { type: 'integer', minimum: 1, format: 'int32' },
	'keyword--ref': { $ref: '#/$defs/zone' },
};

/** Rounds of tools. */
export const TOOL: Subject = {
	asks: {
		'tool-call': say(REQUEST, 'waiting'),
		'waiting-thread': [
			'waiting.tool_calls.0.id',
			say({ thread_id: '{waiting.thread_id}', content: PONG }),
		],
		cancel: ['waiting.tool_calls.0.id', CANCEL, CANCEL],
		'tool-outputs': [say(REQUEST, 'round'), submit('round', 'submitted')],
		'tool-outputs-twice': ['submitted', submit('round')],
		'after-tools': say({ thread_id: '{round.thread_id}', content: PONG }),
		'tool-stream': [
			say({ ...REQUEST, stream: true }, 'streamed'),
			submit('streamed', '', '?stream=true'),
		],
		...each(KEYWORDS, askWith),
	},
	shows: {
		'tool-call'(reply) {
			const [call] = recordsIn(reply.answer.tool_calls);
			return `${reply.outcome}; arguments ${JSON.stringify(recordOf(call?.function).arguments)}`;
		},
		'waiting-thread': (_waiting, reply) => [!reply.isTaken(), reply.isTaken(), reply.outcome],
		cancel(_waiting, ...replies) {
			const told = replies.map(
				({ status, record }) => `${status} cancelled ${String(record.cancelled)}`,
			);
			return told.join(', ');
		},
		'tool-outputs'(round, reply) {
			const isSame = round.answer.run_id === reply.answer.run_id;
			return answerShape(reply, `${reply.outcome}, ${isSame ? 'the same run' : 'another run'}`);
		},
		'tool-history'({ messages }) {
			const told = messages.map(({ role, metadata_, metadata }) => {
				const names = Object.keys(recordOf(metadata_ ?? metadata));
				return `${String(role)} {${names.join(', ')}}`;
			});
			return told.join(' → ');
		},
		'after-tools': outcome,
		'tool-stream': ({ events }, next) => inOrder([...events.slice(-1), ...next.events].map(typeOf)),
		...each(KEYWORDS, () => outcome),
	},
};

function each<T, U>(values: Readonly<Record<string, T>>, made: (value: T) => U): Record<string, U> {
	return Object.fromEntries(Object.entries(values).map(([id, value]) => [id, made(value)]));
}

function askWith(zone: Values): Ask {
	const $defs = '$ref' in zone && { $defs: { zone: { type: 'string' } } };
	return say({
		content: PONG,
		tools: [toolWith({ type: 'object', properties: { zone }, ...$defs })],
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
			tools: [GET_TIME],
		},
		as,
	};
}
