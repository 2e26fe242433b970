import type { IDataObject } from 'n8n-workflow';

import { buildForm, urlEncoded, type FileSource } from '../../transport/multipart';
import { path } from '../../transport/path';
import { asText } from '../../transport/text';
import type { RunRequest } from './runRequest';

/** A message that is to be sent. */
export interface Message {
	/** The thread that it continues; undefined stands for a new one. */
	readonly threadId: string | undefined;
	/** In the words of a request, `stream` among them. */
	readonly fields: IDataObject;
	readonly files: FileSource[];
	readonly stream: boolean;
	readonly expectsReply: boolean;
	/** In ms; 0 = none. */
	readonly timeout: number;
}

/**
 * A new thread takes JSON; an existing one a form, which without files is url-encoded: less work than
 * parts, and line breaks stay as they are. Files need parts in both.
 */
export function messageRequest(message: Message): RunRequest {
	const { threadId, files, stream, expectsReply, timeout } = message;
	const fields = { ...message.fields, stream };
	const textBody = () => (threadId === undefined ? fields : urlEncoded(fields));
	return {
		method: 'POST',
		path: threadId === undefined ? path`/threads/messages` : path`/threads/${threadId}/messages`,
		body: () => (files.length > 0 ? buildForm(fields, 'files', files) : textBody()),
		subject: { thread_id: threadId },
		text: asText(message.fields.content),
		stream,
		expectsReply,
		timeout,
	};
}
