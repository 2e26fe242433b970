import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';

import { CREDENTIAL } from './exchange';

/** The API key of the node's credential, trimmed as it is sent; empty when there is none. */
export async function secretOf(
	context: IExecuteFunctions | ILoadOptionsFunctions,
): Promise<string> {
	try {
		const { apiKey } = await context.getCredentials(CREDENTIAL);
		return String(apiKey ?? '').trim();
	} catch {
		// The request itself will report what is wrong with the credential.
		return '';
	}
}
