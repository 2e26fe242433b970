import type { INode, INodeParameters } from 'n8n-workflow';

import { MESSAGE } from './measure';
import { OPEN_AI } from './aiNode';

/** Text of a message, and in which binary field its file is, if it has one. */
export const CONTENT = '={{ $json.text }}';
export const FILE_FIELD = 'data';

/** A node as a user would set it for the same job: one message for each item. */
export interface Contestant {
	readonly name: string;
	/** Whose API it speaks. */
	readonly api: 'backboard' | 'openAi';
	/** @param url base URL of that API */
	node(url: string): Partial<INode> & Pick<INode, 'type'>;
}

interface Given {
	/** What the user changes, as the table says it; nothing by default. */
	readonly setting?: string;
	readonly withFile?: boolean;
}

/** @param given batching: values of the node's Batching collection; parameters: what else is set */
export function backboard({
	setting = 'as it is',
	withFile,
	batching = {},
	parameters: more,
}: Given & {
	readonly batching?: INodeParameters;
	readonly parameters?: INodeParameters;
} = {}): Contestant {
	const parameters: INodeParameters = { content: CONTENT, batching, ...more };
	if (withFile) parameters.attachments = FILE_FIELD;
	return {
		name: `Backboard Message, ${setting}`,
		api: 'backboard',
		node: () => ({ type: MESSAGE, parameters }),
	};
}

/** @param given batch: how many items at which interval in ms; all at once by default */
export function httpRequest({
	setting = 'as it is',
	withFile,
	batch,
}: Given & { readonly batch?: { batchSize: number; batchInterval: number } } = {}): Contestant {
	return {
		name: `HTTP Request, ${setting}`,
		api: 'backboard',
		node: (url) => ({
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.5,
			parameters: {
				method: 'POST',
				url: `${url}/threads/messages`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'backboardApi',
				sendBody: true,
				...(withFile ? FORM : JSON_BODY),
				options: batch ? { batching: { batch } } : {},
			},
		}),
	};
}

const JSON_BODY = {
	specifyBody: 'json',
	jsonBody: '={{ JSON.stringify({ content: $json.text, memory: "off", stream: false }) }}',
};

const FORM = {
	contentType: 'multipart-form-data',
	bodyParameters: {
		parameters: [
			{ name: 'content', value: CONTENT },
			{ name: 'memory', value: 'off' },
			{ name: 'stream', value: 'false' },
			{ parameterType: 'formBinaryData', name: 'files', inputDataFieldName: FILE_FIELD },
		],
	},
};

/** It has no setting for many items. */
export function openAi({
	setting = 'as it is',
	withFile,
	options = {},
}: Given & { readonly options?: INodeParameters } = {}): Contestant {
	const values: INodeParameters[] = [{ type: 'text', role: 'user', content: CONTENT }];
	const image = { type: 'image', role: 'user', imageType: 'base64' };
	if (withFile) values.push({ ...image, binaryPropertyName: FILE_FIELD });
	return {
		name: `OpenAI, ${setting}`,
		api: 'openAi',
		node: () => ({
			...OPEN_AI,
			parameters: {
				resource: 'text',
				operation: 'response',
				modelId: { __rl: true, mode: 'id', value: 'gpt-4o-mini' },
				responses: { values },
				options,
			},
			credentials: { openAiApi: { id: '2', name: 'OpenAI' } },
		}),
	};
}
