import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import type { Harness, NodeOptions, NodeRun } from '../../support/harness';
import { items, type Jobs } from './job';

async function upload(
	harness: Harness,
	file: { assistantId: string; name: string; bytes: string },
	options: NodeOptions & { parameters?: INodeParameters } = {},
): Promise<NodeRun> {
	const { assistantId, name, bytes } = file;
	const { parameters = { waitUntilIndexed: true }, ...rest } = options;
	const data = { name, type: 'application/octet-stream', bytes };
	return await harness.backboard(
		{ resource: 'document', operation: 'upload', assistantId, options: parameters },
		{ items: [await harness.itemWithFiles({ data })], ...rest },
	);
}

const OKAPI = { name: 'okapi.txt', bytes: 'The okapi lives in the rain forest.' };

export const DOCUMENT_JOBS: Jobs = {
	async documents(harness, { internalFileNames }) {
		const { assistant_id: assistantId } = harness.sandbox.store.addAssistant({ name: 'Docs' });
		const good = await upload(harness, { assistantId, ...OKAPI });
		assert.equal(good.error, undefined);
		assert.ok(good.items[0].json.document_id);
		const bad = await upload(
			harness,
			{ assistantId, name: 'bad.docx', bytes: 'no document' },
			{ onError: 'continueRegularOutput' },
		);
		assert.match(String(bad.items[0].json.error), /could not index the document "bad.docx"/);
		const again = await upload(
			harness,
			{ assistantId, ...OKAPI },
			{ parameters: { waitUntilIndexed: true, skipExisting: true } },
		);
		assert.ok(again.items[0].json.document_id);
		const listed = await items(
			{ harness },
			{ resource: 'document', operation: 'getMany', assistantId, returnAll: true },
		);
		const names = listed.map(({ filename }) => filename);
		assert.deepEqual([...new Set(names)].sort(), ['bad.docx', 'okapi.txt']);
		const answer = await harness.send({ assistantId, content: 'Where does the okapi live?' });
		assert.match(String(answer.output), /rain forest/);
		const [file] = answer.retrieved_files as string[];
		assert.match(file, internalFileNames ? /^[0-9a-f]+\.bin$/ : /okapi\.txt/);
		const documentId = String(good.items[0].json.document_id);
		await items({ harness }, { resource: 'document', operation: 'delete', documentId });
		assert.equal(harness.sandbox.store.documents.has(documentId), false);
	},

	/** A message that comes while a document is being indexed: until Backboard has seen it. */
	async haste(harness, { messagesWhileIndexing }) {
		const { store, journal } = harness.sandbox;
		const { assistant_id: assistantId } = store.addAssistant({ name: 'Haste' });
		const uploaded = await upload(harness, { assistantId, ...OKAPI });
		const document = store.document(String(uploaded.items[0].json.document_id));
		document.status = 'processing';
		const sent = harness.send({ assistantId, content: 'Where does the okapi live?' });
		while (journal.messages().every(({ status }) => status === 0)) await delay(2);
		document.status = 'indexed';
		const answer = await sent;
		assert.equal(answer.status, 'COMPLETED');
		if (!messagesWhileIndexing) assert.match(String(answer.output), /rain forest/);
	},
};
