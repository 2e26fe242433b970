import type { Rows } from '../question';
import { namesOf, recordsIn, type Reply } from '../reply';
import { inOrder, json, named, say, secondsOf, store } from './ask';

const UNDER_WAY = /pending|progress|processing|queued|running/i;

const FACT = 'The favourite animal of the probe is the okapi.';

const WHICH = 'I live in Porto. Which is the favourite animal of the probe? Answer with one word.';

const MEMORIES = '/assistants/{assistant}/memories';
const MEMORY = `${MEMORIES}/{memory.memory_id|memory.id}`;
const OPERATION = '{extracted.memory_operation_id|memory.memory_operation_id}';

/** Memories as records, and the modes of memory. */
export const MEMORY_ROWS: Rows = {
	'memory-create | ID of a new memory | 1.7 | memory_id | id': [
		{ line: `POST ${MEMORIES}`, body: { content: FACT }, as: 'memory' },
		(reply) => named(reply.good().record, 'memory_id', 'id'),
	],
	'memory-searchable | Time until a new memory is found by a search | 4': [
		[
			'memory',
			{
				line: `POST ${MEMORIES}/search`,
				body: { query: 'Which is the favourite animal?', limit: 5 },
				until: ({ list, status }) => list.length > 0 || status >= 400,
				most: 60,
			},
		],
		(_memory, ...looks) => {
			const { status, list: [found] = [] } = looks.at(-1) ?? {};
			if (found !== undefined) return `${secondsOf(looks)} s; ${namesOf(found)}`;
			return Number(status) >= 400 ? `refused with ${status}` : `not within ${secondsOf(looks)} s`;
		},
	],
	'memory-operation | States of a memory operation | C10, C28 | ends as COMPLETED | ends with another word or case':
		[
			[
				store({ content: 'My car is red, and my bicycle is blue.', memory: 'Auto' }, 'extracted'),
				{
					line: `GET /assistants/memories/operations/${OPERATION}`,
					until: (reply) => !UNDER_WAY.test(operationState(reply)),
					most: 60,
				},
			],
			(_stored, ...looks) => {
				const states = looks.map(operationState);
				const last = states.at(-1) ?? '';
				const text = `${inOrder(states)}; memory_ids ${json(looks.at(-1)?.record.memory_ids, 100)}`;
				return [last === 'COMPLETED', last !== 'COMPLETED' && !UNDER_WAY.test(last), text];
			},
		],
	'memory-list | List of memories, whole and by pages | 1.7': [
		[`GET ${MEMORIES}`, `GET ${MEMORIES}?page=1&page_size=1`],
		({ shape, list }, page) =>
			`${shape} of ${list.length}, a page has ${page.list.length}; ${namesOf(list[0])}`,
	],
	'memory-record | A memory read and changed | 1.7': [
		[
			`GET ${MEMORY}`,
			{ line: `PUT ${MEMORY}`, body: { content: `${FACT} It lives in the forest.` } },
		],
		(read, changed) => `${read.status}; ${changed.said}`,
	],
	'memory-stats | Statistics of memories | C9 | total_memories | total_count': [
		`GET ${MEMORIES}/stats`,
		(reply) => named(reply.good().record, 'total_memories', 'total_count'),
	],
	'memory-numbers | Numbers in the metadata of a memory | C21 | whole ones are taken, fractions refused | all are refused':
		[
			[{ count: 3 }, { share: 0.5 }].map((metadata) => ({
				line: `POST ${MEMORIES}`,
				body: { content: 'A probe with numbers.', metadata },
			})),
			({ status: whole }, { status: fraction }) => [
				whole < 300 && fraction >= 400,
				whole >= 400 && fraction >= 400,
				`whole ${whole}, fraction ${fraction}`,
			],
		],
	'memory-length | A memory of more than 4,096 bytes | 3': [
		{ line: `POST ${MEMORIES}`, body: { content: 'probe '.repeat(700) } },
		({ said }) => said,
	],
	...modes(),
	'memory-delete | Deleting one memory, then all | 1.7': [
		[`DELETE ${MEMORY}`, `DELETE ${MEMORIES}`],
		(one, all) => `${one.said}; ${all.said}`,
	],
};

/** What each value of `memory` does: whether it searches, and whether it writes. */
function modes(): Rows {
	const rows = ['off', 'Auto', 'Readonly', 'On', 'auto', 'Off', 'readonly'].map((memory) => [
		`memory-mode-${memory} | memory: ${memory} | C3 | no memory | memory`,
		[say({ content: WHICH, memory }), modeOf],
	]);
	return Object.fromEntries(rows) as Rows;
}

function modeOf(reply: Reply) {
	if (!reply.isTaken()) return [false, false, reply.said] as const;
	const { retrieved_memories, memory_operation_id } = reply.finished();
	const searches = recordsIn(retrieved_memories).length > 0;
	const writes = typeof memory_operation_id === 'string';
	const text = `${searches ? 'searches' : 'does not search'}, ${writes ? 'writes' : 'does not write'}`;
	return [!searches && !writes, searches || writes, `${reply.outcome}; ${text}`] as const;
}

/** One that is not there yet counts as pending. */
function operationState(reply: Reply): string {
	return String((reply.isTaken() && reply.record.status) || 'pending');
}
