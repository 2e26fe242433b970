import { setTimeout as delay } from 'node:timers/promises';

/** An ID that nothing has. */
export const UNKNOWN = '00000000-0000-4000-8000-000000000000';

export const TOOL = {
	type: 'function',
	function: {
		name: 'get_weather',
		parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
	},
};

interface ToolCall {
	readonly id: string;
}

/** Plain requests to a sandbox, without any client of ours or the vendor's between. */
export class SandboxClient {
	/** @param server looked at with each request: it may start later */
	constructor(private readonly server: { readonly url: string; readonly apiKey: string }) {}

	/** An object goes out as JSON; a form, a text or nothing as it is. */
	async send(
		method: string,
		path: string,
		body?: FormData | URLSearchParams | string | object,
		headers: Record<string, string> = {},
	): Promise<Response> {
		const isRaw =
			body === undefined ||
			typeof body === 'string' ||
			body instanceof FormData ||
			body instanceof URLSearchParams;
		return await fetch(this.server.url + path, {
			method,
			headers: {
				'x-api-key': this.server.apiKey,
				...(!isRaw && { 'content-type': 'application/json' }),
				...headers,
			},
			body: isRaw ? body : JSON.stringify(body),
		});
	}

	async upload(path: string, name: string): Promise<Response> {
		const form = new FormData();
		form.append('file', new File([`The content of ${name}.`], name, { type: 'text/plain' }));
		return await this.send('POST', path, form);
	}

	async assistant(): Promise<string> {
		const { assistant_id } = await this.created('/assistants', { name: 'Ada', tools: [TOOL] });
		return assistant_id;
	}

	async thread(assistant?: string): Promise<string> {
		const owner = assistant ?? (await this.assistant());
		return (await this.created(`/assistants/${owner}/threads`, {})).thread_id;
	}

	/** A message as a form, with or without a file. */
	async message(
		thread: string,
		content: string,
		{ file, ...fields }: Record<string, string> = {},
	): Promise<Response> {
		const form = new FormData();
		for (const [name, value] of Object.entries({ content, ...fields })) form.append(name, value);
		if (file) form.append('files', new File([`The content of ${file}.`], file));
		return await this.send('POST', `/threads/${thread}/messages`, form);
	}

	/** A run that waits for the outputs of its tool calls. */
	async waitingRun(thread: string): Promise<{ run_id: string; tool_calls: ToolCall[] }> {
		const response = await this.message(thread, 'Use get_weather for "Paris"');
		return (await response.json()) as { run_id: string; tool_calls: ToolCall[] };
	}

	async toolOutputs(thread: string, run: string, calls: ToolCall[]): Promise<Response> {
		return await this.send('POST', `/threads/${thread}/runs/${run}/submit-tool-outputs`, {
			tool_outputs: calls.map(({ id }) => ({ tool_call_id: id, output: 'Sunny' })),
		});
	}

	async document(): Promise<string> {
		const response = await this.upload(`/threads/${await this.thread()}/documents`, 'a.txt');
		return ((await response.json()) as { document_id: string }).document_id;
	}

	async memory(): Promise<{ assistant: string; path: string }> {
		const assistant = await this.assistant();
		const list = `/assistants/${assistant}/memories`;
		const { memory_id } = await this.created(list, { content: 'Green', metadata: { n: 1 } });
		return { assistant, path: `${list}/${memory_id}` };
	}

	/** Long enough for indexing and remembering, which take 20 ms here. */
	async untilIndexed(): Promise<void> {
		await delay(100);
	}

	private async created(path: string, body: object): Promise<Record<string, string>> {
		return (await (await this.send('POST', path, body)).json()) as Record<string, string>;
	}
}
