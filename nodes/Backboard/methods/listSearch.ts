import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { recordsIn } from '../base/record';
import { asText, cutText } from '../base/text';
import { PAGE_SIZE } from '../transport/paging';
import { inputError } from '../transport/error';
import { path } from '../transport/path';
import { requestList, requestTexts } from '../transport/reading';
import { cannotWriteJson, modelEntry } from './modelEntry';
import { chosen, chosenFirst, editorCaller, matches, searchList } from './search';

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
		one: (id: string) => path`/threads/${id}`,
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
			one: (id) => path`/assistants/${id}`,
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
		one: (id: string) => path`/assistants/${assistantId}/memories/${id}`,
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

/** Providers come all at once, behind an entry that leaves the choice to Backboard. */
const searchProviders: Search = async function (filter = '') {
	const request = { method: 'GET', path: path`/models/providers` } as const;
	const providers = await requestTexts(await editorCaller(this), request, 'providers');
	const results = [...new Set(providers)].map((name) => entryOf(name, [])).filter(isEntry);
	const found = results.filter((entry) => matches(entry, filter));
	// As a filter of the other node, an empty provider stands for all of them.
	const isChoice = /backboardMessage/.test(this.getNode().type) && filter.trim() === '';
	return { results: isChoice ? [{ name: "Backboard's Choice", value: '' }, ...found] : found };
};

/** Chat models of the chosen provider. Where the answer is to be JSON, models that cannot write it come last. */
const searchModels: Search = async function (filter, paginationToken) {
	const provider = chosen(this, 'provider');
	if (provider === '') {
		throw inputError(
			this.getNode(),
			'Choose the provider first',
			'The list shows the models of one provider. If the provider comes from an expression, enter the model by ID.',
		);
	}
	const answerFormat = chosen(this, 'answerFormat');
	const found = await searchList(
		this,
		{
			path: path`/models`,
			query: { provider, model_type: 'llm' },
			pageSize: PAGE_SIZE.models,
			listKey: 'models',
			entry: modelEntry,
			...(!['', 'text'].includes(answerFormat) && { comesLast: cannotWriteJson }),
		},
		filter,
		paginationToken,
	);
	const isEmpty = found.results.length === 0 && !filter?.trim() && !paginationToken;
	if (!isEmpty) return found;
	throw inputError(
		this.getNode(),
		`The provider "${provider}" has no chat models`,
		'Choose another provider, or enter the model by ID.',
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

const LONGEST_LABEL = 60;

/** A text on one line, short enough for a list. */
function shortened(text: string): string {
	const line = text.replace(/\s+/g, ' ').trim();
	return line.length > LONGEST_LABEL ? `${cutText(line, LONGEST_LABEL - 1).trimEnd()}…` : line;
}

/** `2026-02-05 02:15` of an ISO 8601 time; empty for anything else. */
function dateLabel(time: unknown): string {
	const [, day, minute] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(String(time)) ?? [];
	return day === undefined ? '' : `${day} ${minute}`;
}

/**
 * An entry of a list: the first of the texts that says something, else the ID, and in brackets what
 * distinguishes it from equal ones: dates, statuses. Undefined for a record without an ID, which nothing
 * could be done with.
 */
function entryOf(
	id: unknown,
	texts: readonly unknown[],
	...more: readonly string[]
): INodeListSearchItems | undefined {
	if (!isWords(id)) return undefined;
	const text = shortened(texts.find(isWords) ?? id);
	const shown = more.filter((part) => part !== '');
	return { name: shown.length > 0 ? `${text} (${shown.join(', ')})` : text, value: id };
}

function isWords(text: unknown): text is string {
	return typeof text === 'string' && text.trim() !== '';
}

/** A thread by its title, else the first words of its user, with its date. */
function threadEntry(thread: IDataObject): INodeListSearchItems | undefined {
	const { title, first_user_message, messages, created_at } = thread;
	const id = thread.thread_id ?? thread.id;
	const texts = [title, first_user_message, firstUserMessage(messages), `Thread ${String(id)}`];
	return entryOf(id, texts, dateLabel(created_at));
}

function firstUserMessage(messages: unknown): unknown {
	return recordsIn(messages).find(({ role }) => role === 'user')?.content;
}
