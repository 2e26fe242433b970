import { setTimeout as delay } from 'node:timers/promises';

import type { Ground } from '../ground';
import { named, sideOf, verdict, type Question } from '../question';
import {
	answerOf,
	filled,
	finished,
	good,
	listOf,
	listShape,
	outcome,
	recordOf,
	said,
	taken,
} from '../reading';

/** Looks at something that takes time, at the most. */
const LOOKS = 60;

const UNDER_WAY = /pending|progress|processing|queued|running/i;

const FACT = 'The favourite animal of the probe is the okapi.';

/** Memories as records, and the modes of memory. */
export const MEMORY_QUESTIONS: readonly Question[] = [
	{
		id: 'memory-create',
		title: 'ID of a new memory',
		contract: '1.7',
		sides: ['memory_id', 'id'],
		costs: 1,
		async ask(ground) {
			const path = `${memories(ground)}`;
			const reply = ground.keep(
				'memory',
				await ground.client.send('POST', path, { content: FACT }),
			);
			return named(recordOf(good(reply).json), 'memory_id', 'id');
		},
	},
	{
		id: 'memory-searchable',
		title: 'Time until a new memory is found by a search',
		contract: '4',
		async ask(ground) {
			ground.reply('memory');
			const start = performance.now();
			const query = { query: 'Which is the favourite animal?', limit: 5 };
			for (let look = 0; look < LOOKS; look++) {
				const { status, json } = await ground.client.send(
					'POST',
					`${memories(ground)}/search`,
					query,
				);
				const [found] = listOf(json);
				const seconds = ((performance.now() - start) / 1000).toFixed(1);
				if (found !== undefined) return `${seconds} s; ${Object.keys(found).join(', ')}`;
				if (status >= 400) return `refused with ${status}`;
				await delay(ground.interval);
			}
			return `not within ${(LOOKS * ground.interval) / 1000} s`;
		},
	},
	{
		id: 'memory-operation',
		title: 'States of a memory operation',
		contract: 'C10, C28',
		sides: ['ends as COMPLETED', 'ends with another word or case'],
		costs: 1,
		async ask(ground) {
			const content = 'My car is red, and my bicycle is blue.';
			const stored = answerOf(await ground.store({ content, memory: 'Auto' }));
			const operation =
				stored.memory_operation_id ?? recordOf(ground.reply('memory').json).memory_operation_id;
			if (typeof operation !== 'string') throw new Error('no answer names an operation');
			const states = [];
			let shape = '';
			for (let look = 0; look < LOOKS; look++) {
				const path = `/assistants/memories/operations/${operation}`;
				const reply = await ground.client.send('GET', path);
				// One that is not there yet counts as pending.
				const { status = 'pending', memory_ids } = recordOf(taken(reply) ? reply.json : {});
				states.push(String(status));
				shape = JSON.stringify(memory_ids ?? null).slice(0, 100);
				if (!UNDER_WAY.test(String(status))) break;
				await delay(ground.interval);
			}
			const last = states.at(-1) ?? '';
			const side = sideOf(last === 'COMPLETED', last !== 'COMPLETED' && !UNDER_WAY.test(last));
			return verdict(side, `${[...new Set(states)].join(' → ')}; memory_ids ${shape}`);
		},
	},
	{
		id: 'memory-list',
		title: 'List of memories, whole and by pages',
		contract: '1.7',
		async ask(ground) {
			const all = await ground.client.send('GET', memories(ground));
			const page = await ground.client.send('GET', `${memories(ground)}?page=1&page_size=1`);
			const [first = {}] = listOf(all.json);
			return `${listShape(all.json)} of ${listOf(all.json).length}, a page has ${listOf(page.json).length}; ${Object.keys(first).join(', ')}`;
		},
	},
	{
		id: 'memory-record',
		title: 'A memory read and changed',
		contract: '1.7',
		costs: 1,
		async ask(ground) {
			const path = `${memories(ground)}/${memoryId(ground)}`;
			const read = await ground.client.send('GET', path);
			const changed = await ground.client.send('PUT', path, {
				content: `${FACT} It lives in the forest.`,
			});
			return `${read.status}; ${said(changed)}`;
		},
	},
	{
		id: 'memory-stats',
		title: 'Statistics of memories',
		contract: 'C9',
		sides: ['total_memories', 'total_count'],
		async ask(ground) {
			const reply = await ground.client.send('GET', `${memories(ground)}/stats`);
			return named(recordOf(good(reply).json), 'total_memories', 'total_count');
		},
	},
	{
		id: 'memory-numbers',
		title: 'Numbers in the metadata of a memory',
		contract: 'C21',
		sides: ['whole ones are taken, fractions refused', 'all are refused'],
		costs: 2,
		async ask(ground) {
			const send = async (metadata: object) =>
				await ground.client.send('POST', memories(ground), {
					content: 'A probe with numbers.',
					metadata,
				});
			const [whole, fraction] = [
				(await send({ count: 3 })).status,
				(await send({ share: 0.5 })).status,
			];
			const text = `whole ${whole}, fraction ${fraction}`;
			return verdict(sideOf(whole < 300 && fraction >= 400, whole >= 400 && fraction >= 400), text);
		},
	},
	{
		id: 'memory-length',
		title: 'A memory of more than 4,096 bytes',
		contract: '3',
		costs: 1,
		ask: async (ground) =>
			said(await ground.client.send('POST', memories(ground), { content: 'probe '.repeat(700) })),
	},
	...modes(),
	{
		id: 'memory-delete',
		title: 'Deleting one memory, then all',
		contract: '1.7',
		async ask(ground) {
			const one = await ground.client.send('DELETE', `${memories(ground)}/${memoryId(ground)}`);
			const all = await ground.client.send('DELETE', memories(ground));
			return `${said(one)}; ${said(all)}`;
		},
	},
];

/** What each value of `memory` does: whether it searches, and whether it writes. */
function modes(): Question[] {
	return ['off', 'Auto', 'Readonly', 'On', 'auto', 'Off', 'readonly'].map((memory) => ({
		id: `memory-mode-${memory}`,
		title: `memory: ${memory}`,
		contract: 'C3',
		sides: ['no memory', 'memory'] as const,
		costs: 1,
		async ask(ground) {
			const content =
				'I live in Porto. Which is the favourite animal of the probe? Answer with one word.';
			const reply = await ground.say({ content, memory });
			if (!taken(reply)) return verdict('neither', said(reply).slice(0, 160));
			const answer = finished(reply);
			const searched = listOf(answer.retrieved_memories).length > 0;
			const written = typeof answer.memory_operation_id === 'string';
			const text = `${outcome(reply)}; ${searched ? 'searches' : 'does not search'}, ${written ? 'writes' : 'does not write'}`;
			return verdict(sideOf(!searched && !written, searched || written), text);
		},
	}));
}

function memories({ assistantId }: Ground): string {
	return `/assistants/${assistantId}/memories`;
}

function memoryId(ground: Ground): string {
	const { memory_id, id } = recordOf(ground.reply('memory').json);
	const found = memory_id ?? id;
	if (typeof found !== 'string')
		throw new Error(`a new memory has ${filled({ memory_id, id }, ['memory_id', 'id'])}`);
	return found;
}
