import assert from 'node:assert/strict';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Dialect } from '../../../sandbox/dialect';
import type { Harness } from '../../support/harness';
import { items, type Jobs } from './job';

type Ask = (operation: string, more?: INodeParameters) => Promise<IDataObject[]>;

/** The memory operations of a new assistant. */
function memoryOf(harness: Harness): Ask {
	const { assistant_id: assistantId } = harness.sandbox.store.addAssistant({ name: 'Memory' });
	return async (operation, more = {}) =>
		await items({ harness }, { resource: 'memory', operation, assistantId, ...more });
}

/** Where a new memory names an operation, that operation is to say what came of it. */
async function assertWritten(memory: Ask, made: IDataObject, dialect: Dialect): Promise<void> {
	const operationId = made.memory_operation_id;
	assert.equal(operationId !== null, dialect.memoryWithOperation === true);
	if (operationId === null) return;
	const [{ status, memory_ids: changes }] = await memory('getOperation', {
		operationId: String(operationId),
	});
	assert.match(String(status), /^(COMPLETED|SUCCESS|DONE)$/);
	assert.deepEqual(
		(changes as IDataObject[]).map(({ id }) => id),
		[made.memory_id],
	);
}

export const MEMORY_JOBS: Jobs = {
	async memories(harness, dialect) {
		const memory = memoryOf(harness);
		const [made] = await memory('create', {
			content: 'My colour is green.',
			additionalFields: { metadata: '{"kind":"taste","weight":0.5}' },
			options: { waitUntilDone: true },
		});
		const memoryId = String(made.memory_id);
		assert.match(memoryId, /^[0-9a-f-]{36}$/);
		const [read] = await memory('get', { memoryId });
		assert.equal(read.content, 'My colour is green.');
		assert.deepEqual(read.metadata, { kind: 'taste', weight: '0.5' });
		const [found] = await memory('search', { query: 'colour green' });
		assert.equal(found.memory_id, memoryId);
		const all = await memory('getMany', { returnAll: true });
		assert.deepEqual(
			all.map(({ memory_id }) => memory_id),
			[memoryId],
		);
		const [stats] = await memory('getStats');
		assert.equal(stats.total_memories, 1);
		await assertWritten(memory, made, dialect);
		await memory('delete', { memoryId });
		assert.equal(harness.sandbox.store.memories.size, 0);
	},

	async failedMemory(harness, { memoryWithOperation }) {
		const memory = memoryOf(harness);
		harness.sandbox.faults.add({ method: 'POST', path: 'memories$', operation: 'ERROR' });
		const options = { waitUntilDone: true, timeout: 1 };
		const made = memory('create', { content: 'Lost.', options });
		// Nothing tells of the failure where no operation is named: the memory never comes.
		const reason = memoryWithOperation
			? /could not write the memory/
			: /was not written within 1 s/;
		await assert.rejects(made, reason);
	},

	async numbers(harness, { noMemoryNumbers }) {
		const memory = memoryOf(harness);
		const made = memory('create', {
			content: 'The sky is blue.',
			additionalFields: { metadata: '{"level":3}' },
			options: { waitUntilDone: true },
		});
		if (noMemoryNumbers) {
			await assert.rejects(made, ({ description }: Error & { description: string }) => {
				assert.match(description, /numbers in Metadata/);
				return true;
			});
			return;
		}
		const [{ memory_id: memoryId }] = await made;
		const [{ metadata }] = await memory('get', { memoryId: String(memoryId) });
		assert.deepEqual(metadata, { level: 3 });
	},

	async pages(harness) {
		const { store } = harness.sandbox;
		const { assistant_id: assistantId } = store.addAssistant({ name: 'Much' });
		const memory = (operation: string, more: INodeParameters) =>
			items({ harness }, { resource: 'memory', operation, assistantId, ...more });
		for (let number = 0; number < 130; number += 1) {
			const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
			const created_at = store.now();
			const content = `Fact ${number}`;
			store.memories.set(id, {
				...{ id, assistant_id: assistantId, content },
				...{ metadata: null, created_at, updated_at: null },
			});
		}
		assert.equal((await memory('getMany', { returnAll: true })).length, 130);
		await memory('deleteAll', { confirmation: 'DELETE ALL' });
		assert.equal(store.memories.size, 0);
	},
};
