import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { PAGE_SIZE } from '../transport/paging';
import { path } from '../transport/path';
import { requestList, requestTexts } from '../transport/reading';
import { asText } from '../transport/text';
import { editorCaller } from './editorCaller';
import { dateLabel, entryOf, threadEntry } from './label';
import { cannotWriteJson, modelEntry } from './modelEntry';
import { chosen, chosenFirst, matches, searchList } from './search';

type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

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
		entry: threadEntry,
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
				entryOf(assistant_id ?? id, [name], dateLabel(created_at)),
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
		const state = asText(status).toLowerCase();
		const shown = ['indexed', 'completed'].includes(state) ? '' : state;
		return entryOf(document_id ?? id, [filename], dateLabel(created_at), shown);
	});
	return { results: results.filter(isEntry).filter((entry) => matches(entry, filter)) };
};

const memoryEntry = ({ id, memory_id, content, memory, created_at }: IDataObject) =>
	entryOf(id ?? memory_id, [content, memory], dateLabel(created_at));

/**
 * Memories of the chosen assistant: those that have the words or the ID, then what Backboard finds by
 * meaning.
 */
const searchMemories: Search = async function (filter = '', paginationToken) {
	const assistantId = chosenFirst(this, 'assistantId', 'assistant');
	const list = {
		path: path`/assistants/${assistantId}/memories`,
		pageSize: PAGE_SIZE.memories,
		listKey: 'memories',
		isNumbered: true,
		entry: memoryEntry,
	};
	const found = await searchList(this, list, filter, paginationToken);
	if (filter.trim() === '' || paginationToken) return found;
	const request = {
		method: 'POST',
		path: path`/assistants/${assistantId}/memories/search`,
		body: () => ({ query: filter.trim(), limit: 50 }),
	} as const;
	const memories = await requestList(await editorCaller(this), request, 'memories');
	const alike = memories.map(memoryEntry).filter(isEntry);
	const isNew = ({ value }: INodeListSearchItems) =>
		found.results.every((result) => result.value !== value);
	return { ...found, results: [...found.results, ...alike.filter(isNew)] };
};

/** Providers come all at once. */
const searchProviders: Search = async function (filter) {
	const request = { method: 'GET', path: path`/models/providers` } as const;
	const providers = await requestTexts(await editorCaller(this), request, 'providers');
	const results = [...new Set(providers)].map((name) => entryOf(name, [])).filter(isEntry);
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
