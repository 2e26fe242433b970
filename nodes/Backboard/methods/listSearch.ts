import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { PAGE_SIZE } from '../transport/paging';
import { path } from '../transport/path';
import { requestJson } from '../transport/request';
import { editorCaller } from './editorCaller';
import { dateLabel, shortened, threadLabel } from './label';
import { chosen, matches, searchList } from './search';

type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** Threads of the chosen assistant, else of the account. */
const searchThreads: Search = async function (filter, paginationToken) {
	const assistantId = chosen(this, 'assistantId');
	const list = {
		path: assistantId ? path`/assistants/${assistantId}/threads` : path`/threads`,
		// Without their messages, where Backboard can: they may be megabytes.
		query: { include_messages: false },
		pageSize: PAGE_SIZE.threads,
		listKey: 'threads',
		entry: (thread: object) => {
			const { thread_id } = thread as { thread_id: string };
			return { name: threadLabel(thread as never), value: thread_id };
		},
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
			entry: ({ assistant_id, name, created_at }) => ({
				name: `${shortened(String(name))} (${dateLabel(created_at)})`,
				value: String(assistant_id),
			}),
		},
		filter,
		paginationToken,
	);
};

/** Providers come all at once. */
const searchProviders: Search = async function (filter) {
	const answer = (await requestJson(editorCaller(this), {
		method: 'GET',
		path: path`/models/providers`,
	})) as { providers?: string[] };
	const results = (answer.providers ?? []).map((name) => ({ name, value: name }));
	return { results: results.filter((entry) => matches(entry, filter)) };
};

/** Chat models of the chosen provider, else of the one that Backboard takes by default. */
const searchModels: Search = async function (filter, paginationToken) {
	return await searchList(
		this,
		{
			path: path`/models`,
			query: { provider: chosen(this, 'provider') || 'openai', model_type: 'llm' },
			pageSize: PAGE_SIZE.models,
			listKey: 'models',
			entry: ({ name, display_name }) => ({
				name:
					display_name && display_name !== name
						? `${String(display_name)} (${String(name)})`
						: String(name),
				value: String(name),
			}),
		},
		filter,
		paginationToken,
	);
};

/** What fills the lists of the locator fields. */
export const listSearch = { searchAssistants, searchModels, searchProviders, searchThreads };
