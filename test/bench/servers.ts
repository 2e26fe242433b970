import type { JournalEntry } from '../../sandbox/journal';
import { SandboxProcess } from '../support/sandboxProcess';
import type { Contestant } from './contestants';
import { startServer } from './serverProcess';

type Api = Contestant['api'];

/** The sandbox and the stand-in for OpenAI, with the same delay and limit. */
export interface Servers {
	readonly sandbox: SandboxProcess;
	readonly url: Readonly<Record<Api, string>>;
	readonly credentials: Readonly<Record<string, Readonly<Record<string, string>>>>;
	forgetRequests(api: Api): Promise<void>;
	requests(api: Api): Promise<JournalEntry[]>;
}

/**
 * Works with both servers, and stops them at the end.
 *
 * @param options command-line options of both
 * @param stubOptions more of them for the stand-in for OpenAI
 */
export async function withServers<T>(
	options: readonly string[],
	work: (servers: Servers) => Promise<T>,
	stubOptions: readonly string[] = [],
): Promise<T> {
	const sandbox = await SandboxProcess.start(...options);
	const stub = await startServer('openAiServer', ...options, ...stubOptions);
	const openAi = `${stub.url}/v1`;
	const log: Record<Api, string> = {
		backboard: sandbox.url.replace(/\/api$/, '/_sandbox/requests'),
		openAi: `${stub.url}/requests`,
	};
	try {
		return await work({
			sandbox,
			url: { backboard: sandbox.url, openAi },
			credentials: {
				backboardApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
				openAiApi: { apiKey: 'sk-stub', url: openAi, organizationId: '' },
			},
			forgetRequests: async (api) => void (await fetch(log[api], { method: 'DELETE' })),
			requests: async (api) => (await (await fetch(log[api])).json()) as JournalEntry[],
		});
	} finally {
		await Promise.all([sandbox.stop(), stub.stop()]);
	}
}
