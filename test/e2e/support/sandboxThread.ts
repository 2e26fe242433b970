import type { SandboxProcess } from '../../support/sandboxProcess';

interface Message {
	readonly role: string;
	readonly content: string;
	readonly status: string;
	readonly metadata_: { readonly n8n_answer_key?: string } | null;
}

interface Thread {
	readonly thread_id: string;
	readonly messages: readonly Message[];
}

/** Largest page of the list of threads. */
const PAGE = 200;

/** What was asked and answered in every thread, by thread ID. */
export async function threadTexts(
	sandbox: SandboxProcess,
): Promise<Map<string, { asked?: string; answered?: string }>> {
	return new Map(
		(await threadsOf(sandbox)).map(({ thread_id, messages }) => {
			const said = (role: string) => messages.find((message) => message.role === role)?.content;
			return [thread_id, { asked: said('user'), answered: said('assistant') }];
		}),
	);
}

/** The answer keys of all messages that have one, each with the number of completed answers in its thread. */
export async function keyedMessages(
	sandbox: SandboxProcess,
): Promise<Array<{ key: string; answers: number }>> {
	return (await threadsOf(sandbox)).flatMap(({ messages }) => {
		const answers = messages.filter(
			({ role, status }) => role === 'assistant' && status === 'COMPLETED',
		).length;
		return messages.flatMap(({ role, metadata_ }) => {
			const key = role === 'user' ? metadata_?.n8n_answer_key : undefined;
			return key === undefined ? [] : [{ key, answers }];
		});
	});
}

async function threadsOf(sandbox: SandboxProcess): Promise<Thread[]> {
	const threads: Thread[] = [];
	for (;;) {
		const response = await fetch(`${sandbox.url}/threads?limit=${PAGE}&skip=${threads.length}`, {
			headers: { 'x-api-key': sandbox.apiKey },
		});
		const page = (await response.json()) as Thread[];
		threads.push(...page);
		if (page.length < PAGE) return threads;
	}
}
