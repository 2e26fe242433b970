import type { IDataObject } from 'n8n-workflow';

import type { Subject } from '../../../transport/error';
import { buildForm, type FileSource, urlEncoded } from '../../../transport/multipart';
import { path } from '../../../transport/path';
import type { ApiRequest } from '../../../transport/request';

/** Where a message goes. */
export interface Destination {
	/** The thread to continue; undefined stands for a new one, or for that of the key. */
	readonly threadId: string | undefined;
	/** Whose thread a new one is; empty for Backboard's default assistant. */
	readonly assistantId: string;
}

/** Which thread a message goes to, as far as the fields say. */
export interface Conversation extends Destination {
	/** The thread is that of this key; null when no key is asked for. */
	readonly threadKey: string | null;
}

/** A model and who runs it; undefined stands for Backboard's own choice. */
export type Model = { readonly provider: string; readonly model: string } | undefined;

/** A message that is to be sent. */
export interface Message {
	readonly destination: Destination;
	readonly model: Model;
	readonly content: string;
	readonly files: FileSource[];
	/** Memory and options, in the words of a request. */
	readonly fields: IDataObject;
	readonly metadata: IDataObject | undefined;
	/** Definitions; undefined leaves the choice to the assistant. */
	readonly tools: readonly IDataObject[] | undefined;
	/** Whether Backboard's JSON mode is wanted. */
	readonly jsonMode: boolean;
	readonly stream: boolean;
	readonly expectsReply: boolean;
	/** In ms; 0 = none. */
	readonly timeout: number;
	/** How long to wait for documents that are being indexed, in ms; 0 = not at all. */
	readonly documentTimeout: number;
}

/**
 * The request of a message, the one place where its body is made. A new thread takes JSON; an existing
 * one a form, which without files is url-encoded: less work than parts, and line breaks stay as they are.
 * Files need parts in both.
 */
export function messageRequest(message: Message): RunRequest {
	const { destination, model, content, files, metadata, tools, stream, documentTimeout } = message;
	const { threadId, assistantId } = destination;
	const isNew = threadId === undefined;
	const body: IDataObject = {
		...(content !== '' && { content }),
		...(isNew && assistantId !== '' && { assistant_id: assistantId }),
		...(model && { llm_provider: model.provider, model_name: model.model }),
		...message.fields,
		...(message.jsonMode && { json_output: true }),
		...(metadata && { metadata }),
		...(tools && { tools: [...tools] }),
		stream,
	};
	const textBody = () => (isNew ? body : urlEncoded(body));
	return {
		method: 'POST',
		path: isNew ? path`/threads/messages` : path`/threads/${threadId}/messages`,
		body: () => (files.length > 0 ? buildForm(body, 'files', files) : textBody()),
		subject: { thread_id: threadId },
		text: content,
		documents: documentTimeout > 0 ? { destination, limit: documentTimeout } : undefined,
		stream,
		expectsReply: message.expectsReply,
		timeout: message.timeout,
	};
}

/** Outputs of tools that are to be given to a waiting run. */
export interface Submission {
	readonly threadId: string;
	readonly runId: string;
	/** In Backboard's shape, one for each call of the run. */
	readonly toolOutputs: readonly IDataObject[];
	/** Sent again each time: Backboard does not remember those of a message. */
	readonly tools: readonly IDataObject[] | undefined;
	readonly stream: boolean;
	/** In ms; 0 = none. */
	readonly timeout: number;
}

export function submitRequest(submission: Submission): RunRequest {
	const { threadId, runId, toolOutputs, tools, stream, timeout } = submission;
	return {
		method: 'POST',
		path: path`/threads/${threadId}/runs/${runId}/submit-tool-outputs`,
		query: { stream },
		body: () => ({ tool_outputs: [...toolOutputs], ...(tools && { tools: [...tools] }) }),
		subject: { thread_id: threadId, run_id: runId },
		answeredCalls: toolOutputs.map(({ tool_call_id }) => String(tool_call_id)),
		stream,
		expectsReply: true,
		timeout,
	};
}

/** A request that starts or continues a run. */
export interface RunRequest extends ApiRequest {
	/** Whether it asks for events. */
	readonly stream: boolean;
	/** Whether an answer was asked for: without one, the message is stored and that is all. */
	readonly expectsReply: boolean;
	/** Time limit in ms; 0 = none. */
	readonly timeout: number;
	/** IDs that the answer brings are added to it. */
	readonly subject: Subject;
	/** The text of the message that it sends. */
	readonly text?: string;
	/** Whose documents it waits for while they are being indexed, and how long at most, in ms. */
	readonly documents?: { readonly destination: Destination; readonly limit: number };
	/** IDs of the tool calls that it brings the outputs of. */
	readonly answeredCalls?: readonly string[];
}

/** How long to wait for what the request has started, in ms. */
export function waitFor({ timeout }: RunRequest): number {
	return timeout > 0 ? timeout : Infinity;
}
