import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { PAGE_SIZE } from '../transport/paging';
import { path } from '../transport/path';
import { requestList, requestTexts } from '../transport/reading';
import { editorCaller } from './editorCaller';
import { dateLabel, labelled, threadLabel } from './label';
import { cannotWriteJson, modelEntry } from './modelEntry';
import { chosen, chosenFirst, matches, searchList } from './search';

type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** An entry of a list; undefined for a record without an ID, which nothing could be done with. */
function entryOf(name: string, id: unknown): INodeListSearchItems | undefined {
	return typeof id === 'string' && id !== '' ? { name, value: id } : undefined;
}

const isEntry = (entry: INodeListSearchItems | undefined) => entry !== undefined;

/** Threads of the chosen assistant, else of the account. */
const searchThreads: Search = async function (filter, paginationToken) {
	const assistantId = chosen(this, 'assistantId');
	const list = {
		path: assistantId ? path`/assistants/${assistantId}/threads` : path`/threads`,
		// Without their messages, where Backboard can: they may be megabytes.
		query: { include_messages: false },
		pageSize: PAGE_SIZE.threads,
		listKey: 'threads',
		entry: (thread: IDataObject) => entryOf(threadLabel(thread), thread.thread_id ?? thread.id),
	};
	return await searchList(this, list, filter, paginationToken);
};

const searchAssistants: Search = async function (filter, paginationToken) {
	return await searchList(
		this,
		{
			path: path`/assistants`,
			pageSize: PAGE_SIZE.assistants,
			listKey: 'assistants',
			entry: ({ assistant_id, id, name, created_at }) =>
				entryOf(labelled(String(name), dateLabel(created_at)), assistant_id ?? id),
		},
		filter,
		paginationToken,
	);
};

/** Documents of the chosen assistant or thread, all at once. */
const searchDocuments: Search = async function (filter) {
	const owner =
		chosen(this, 'target') === 'thread'
			? path`/threads/${chosenFirst(this, 'threadId', 'thread')}/documents`
			: path`/assistants/${chosenFirst(this, 'assistantId', 'assistant')}/documents`;
	const request = { method: 'GET', path: owner } as const;
	const documents = await requestList(await editorCaller(this), request, 'documents');
	const results = documents.map(({ document_id, id, filename, status, created_at }) => {
		// A document that is ready needs no status.
		const state = /^(indexed|completed)$/i.test(String(status)) ? '' : String(status).toLowerCase();
		const name = labelled(String(filename), dateLabel(created_at), state);
		return entryOf(name, document_id ?? id);
	});
	return { results: results.filter(isEntry).filter((entry) => matches(entry, filter)) };
};

const memoryEntry = ({ id, memory_id, content, memory, created_at }: IDataObject) =>
	entryOf(labelled(String(content ?? memory ?? ''), dateLabel(created_at)), id ?? memory_id);

/**
 * Memories of the chosen assistant. Backboard searches them by meaning; what it does not find by a part
 * of a word or by an ID is looked for in the pages.
 */
const searchMemories: Search = async function (filter = '', paginationToken) {
	const assistantId = chosenFirst(this, 'assistantId', 'assistant');
	if (filter.trim() !== '' && !paginationToken) {
		const request = {
			method: 'POST',
			path: path`/assistants/${assistantId}/memories/search`,
			body: () => ({ query: filter.trim(), limit: 50 }),
		} as const;
		const memories = await requestList(await editorCaller(this), request, 'memories');
		const results = memories.map(memoryEntry).filter(isEntry);
		if (results.length > 0) return { results };
	}
	return await searchList(
		this,
		{
			path: path`/assistants/${assistantId}/memories`,
			pageSize: PAGE_SIZE.memories,
			listKey: 'memories',
			isNumbered: true,
			entry: memoryEntry,
		},
		filter,
		paginationToken,
	);
};

/** Providers come all at once. */
const searchProviders: Search = async function (filter) {
	const request = { method: 'GET', path: path`/models/providers` } as const;
	const providers = await requestTexts(await editorCaller(this), request, 'providers');
	const results = [...new Set(providers)].map((name) => ({ name, value: name }));
	return { results: results.filter((entry) => matches(entry, filter)) };
};

/**
 * Chat models of the chosen provider, else of the one that Backboard takes by default. Where the answer
 * is to be JSON, models that cannot write it come last.
 */
const searchModels: Search = async function (filter, paginationToken) {
	const answerFormat = chosen(this, 'answerFormat');
	return await searchList(
		this,
		{
			path: path`/models`,
			query: { provider: chosen(this, 'provider') || 'openai', model_type: 'llm' },
			pageSize: PAGE_SIZE.models,
			listKey: 'models',
			entry: modelEntry,
			...(!['', 'text'].includes(answerFormat) && { comesLast: cannotWriteJson }),
		},
		filter,
		paginationToken,
	);
};

/** What fills the lists of the locator fields. */
export const listSearch = {
	searchAssistants,
	searchDocuments,
	searchMemories,
	searchModels,
	searchProviders,
	searchThreads,
};
