import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

const DEFAULT_BASE_URL = 'https://app.backboard.io/api';

/** API key and address of Backboard. */
export class BackboardApi implements ICredentialType {
	name = 'backboardApi';

	displayName = 'Backboard API';

	icon = {
		light: 'file:../nodes/Backboard/backboard.svg',
		dark: 'file:../nodes/Backboard/backboard.dark.svg',
	} as const;

	documentationUrl = 'https://app.backboard.io/docs';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Create one in Backboard under API Keys',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			description: 'Change it only if your Backboard runs at another address',
		},
	];

	/**
	 * Adds the key and the address to a request, so that the key goes where the credential says.
	 * Requests of the HTTP Request node bring an address of their own, partly under another name.
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => ({
		...options,
		...(options.url?.startsWith('/') && { url: baseUrlOf(credentials) + options.url }),
		headers: { ...options.headers, 'X-API-Key': apiKeyOf(credentials) },
	});

	test: ICredentialTestRequest = {
		request: {
			url: '/assistants',
			qs: { limit: 1 },
			disableFollowRedirect: true,
			// As text, so that its first character shows whether it is a web page or a list.
			encoding: 'text',
			timeout: 30_000,
		},
		rules: [
			...refusals(
				'Backboard refused the API key. Enter a valid one; Backboard shows it under API Keys.',
				[401, 403],
			),
			...refusals(
				`There is no Backboard API at this Base URL. It is normally ${DEFAULT_BASE_URL}.`,
				[301, 302, 303, 307, 308, 404, 405, 410],
			),
			...refusals(
				'Backboard is not available at the moment. Try again later.',
				[500, 502, 503, 504],
			),
			...['<', '\n', '\r', ' ', '\t'].map((value) => ({
				type: 'responseSuccessBody' as const,
				properties: {
					key: '0',
					value,
					message: `The Base URL leads to a web page, not to Backboard's API. It is normally ${DEFAULT_BASE_URL}.`,
				},
			})),
		] as ICredentialTestRequest['rules'],
	};
}

function refusals(message: string, statuses: number[]) {
	return statuses.map((value) => ({
		type: 'responseCode' as const,
		properties: { value, message },
	}));
}

/** A key never has white space around it, but what is pasted often has. */
function apiKeyOf({ apiKey }: ICredentialDataDecryptedObject): string {
	const key = String(apiKey ?? '').trim();
	if (key === '')
		throw new UserError('The API Key of the Backboard credential is empty. Enter it.');
	if (/[^\x21-\x7e]/.test(key)) {
		throw new UserError(
			'The API Key of the Backboard credential has characters that no key has. Copy it again from Backboard.',
		);
	}
	return key;
}

function baseUrlOf({ baseUrl }: ICredentialDataDecryptedObject): string {
	const address = String(baseUrl || DEFAULT_BASE_URL)
		.trim()
		.replace(/(?<!\/)\/+$/, '');
	if (!/^https?:\/\/[^/?#\s@]+(\/[^?#\s]*)?$/i.test(address)) {
		throw new UserError(
			`The Base URL of the Backboard credential is not an http(s) address such as ${DEFAULT_BASE_URL}. Correct it.`,
		);
	}
	return address;
}
