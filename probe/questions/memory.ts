import type { Shown, Subject } from '../question';
import { namesOf, recordsIn, type Reply } from '../reply';
import { inOrder, json, named, say, secondsOf, store } from './shared';

const UNDER_WAY = /pending|progress|processing|queued|running/i;

const FACT = 'The favourite animal of the probe is the okapi.';

const MEMORIES = '/assistants/{assistant}/memories';
const ONE = `${MEMORIES}/{memory.memory_id|memory.id}`;

/** What each value of `memory` does: whether it searches, and whether it writes. */
const MODES = ['off', 'Auto', 'Readonly', 'On', 'auto', 'Off', 'readonly'];

/** Memories as records, and the modes of memory. */
export const MEMORY: Subject = {
	asks: {
		'memory-create': { ...add({ content: FACT }), as: 'memory' },
		'memory-searchable': [
			'memory',
			{
				line: `POST ${MEMORIES}/search`,
				body: { query: 'Which is the favourite animal?', limit: 5 },
				until: ({ list, status }) => list.length > 0 || status >= 400,
				most: 60,
			},
		],
		'memory-operation': [
			store({ content: 'My car is red, and my bicycle is blue.', memory: 'Auto' }, 'taught'),
			{
				line: 'GET /assistants/memories/operations/{taught.memory_operation_id|memory.memory_operation_id}',
				until: (reply) => !UNDER_WAY.test(stateOf(reply)),
				most: 60,
			},
		],
		'memory-list': [`GET ${MEMORIES}`, `GET ${MEMORIES}?page=1&page_size=1`],
		'memory-record': [
			`GET ${ONE}`,
			{ line: `PUT ${ONE}`, body: { content: `${FACT} It lives in the forest.` } },
		],
		'memory-numbers': [
			add({ content: 'A probe with numbers.', metadata: { count: 3 } }),
			add({ content: 'A probe with numbers.', metadata: { share: 0.5 } }),
		],
		'memory-length': add({ content: 'probe '.repeat(700) }),
		...Object.fromEntries(MODES.map((memory) => [`memory-mode-${memory}`, askIn(memory)])),
		'memory-delete': [`DELETE ${ONE}`, `DELETE ${MEMORIES}`],
	},
	shows: {
		'memory-create': (reply) => named(reply.good().record, 'memory_id', 'id'),
		'memory-searchable'(_memory, ...looks) {
			const { status = 0, list: [found] = [] } = looks.at(-1) ?? {};
			const seconds = secondsOf(looks);
			if (found !== undefined) return `${seconds} s; ${namesOf(found)}`;
			return status >= 400 ? `refused with ${status}` : `not within ${seconds} s`;
		},
		'memory-operation'(_taught, ...looks) {
			const states = looks.map(stateOf);
			const last = states.at(-1) ?? '';
			const text = `${inOrder(states)}; memory_ids ${json(looks.at(-1)?.record.memory_ids, 100)}`;
			return [last === 'COMPLETED', last !== 'COMPLETED' && !UNDER_WAY.test(last), text];
		},
		'memory-list': ({ shape, list }, page) =>
			`${shape} of ${list.length}, a page has ${page.list.length}; ${namesOf(list[0])}`,
		'memory-record': (read, changed) => `${read.status}; ${changed.said}`,
		'memory-stats': (reply) => named(reply.good().record, 'total_memories', 'total_count'),
		'memory-numbers'({ status: whole }, { status: fraction }) {
			const isFractionRefused = fraction >= 400;
			const text = `whole ${whole}, fraction ${fraction}`;
			return [whole < 300 && isFractionRefused, whole >= 400 && isFractionRefused, text];
		},
		...Object.fromEntries(MODES.map((memory) => [`memory-mode-${memory}`, modeOf])),
		'memory-delete': (one, all) => `${one.said}; ${all.said}`,
	},
};

function add(body: object) {
	return { line: `POST ${MEMORIES}`, body };
}

function askIn(memory: string) {
	const question = 'Which is the favourite animal of the probe?';
	return say({ content: `I live in Porto. ${question} Answer with one word.`, memory });
}

function modeOf(reply: Reply): Shown {
	if (!reply.isTaken()) return [false, false, reply.said];
	const { retrieved_memories, memory_operation_id } = reply.finished();
	const searches = recordsIn(retrieved_memories).length > 0;
	const writes = typeof memory_operation_id === 'string';
	const text = `${searches ? 'searches' : 'does not search'}, ${writes ? 'writes' : 'does not write'}`;
	return [!searches && !writes, searches || writes, `${reply.outcome}; ${text}`];
}

/** Of an operation; one that is not there yet counts as pending. */
function stateOf(reply: Reply): string {
	return String((reply.isTaken() && reply.record.status) || 'pending');
}
