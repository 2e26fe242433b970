import type { SandboxProcess } from '../../support/sandboxProcess';

interface Thread {
	readonly thread_id: string;
	readonly messages: ReadonlyArray<{ readonly role: string; readonly content: string }>;
}

/** Largest page of the list of threads. */
const PAGE = 200;

/** What was asked and answered in every thread, by thread ID. */
export async function threadTexts(
	sandbox: SandboxProcess,
): Promise<Map<string, { asked?: string; answered?: string }>> {
	const threads: Thread[] = [];
	for (;;) {
		const response = await fetch(`${sandbox.url}/threads?limit=${PAGE}&skip=${threads.length}`, {
			headers: { 'x-api-key': sandbox.apiKey },
		});
		const page = (await response.json()) as Thread[];
		threads.push(...page);
		if (page.length < PAGE) break;
	}
	return new Map(
		threads.map(({ thread_id, messages }) => {
			const said = (role: string) => messages.find((message) => message.role === role)?.content;
			return [thread_id, { asked: said('user'), answered: said('assistant') }];
		}),
	);
}
