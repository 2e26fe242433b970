import { parse } from 'flatted';

import type { RestClient } from '../../../n8n/rest';
import { eventually } from './eventually';

/** Fills in the form that an execution waits for, as a browser does. */
export async function submitForm(
	rest: RestClient,
	executionId: string,
	values: readonly string[],
): Promise<void> {
	let token: string | undefined;
	await eventually('the execution waits for its form', async () => {
		const { status, data } = await rest.get<{ status: string; data: string }>(
			`/executions/${executionId}`,
		);
		// Newer n8ns take nobody who does not have the address from them.
		({ resumeToken: token } = (parse(data) ?? {}) as { resumeToken?: string });
		return status === 'waiting';
	});
	const form = new FormData();
	for (const [index, value] of values.entries()) form.append(`field-${index}`, value);
	const query = token === undefined ? '' : `?signature=${token}`;
	const path = `/form-waiting/${executionId}${query}`;
	const response = await rest.raw(path, { method: 'POST', body: form });
	if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
}
