import type { Store } from '../sandbox/store';
import { Problem } from './problem';

const DEFAULT_BASE_URL = 'https://app.backboard.io/api';

/** Who answers the messages of a run. */
export interface Backboard {
	/** For the user: who it is and where. */
	readonly title: string;
	readonly isSandbox: boolean;
	readonly apiKey: string;
	readonly baseUrl: string;
	/** What the sandbox holds; Backboard itself shows it by requests alone. */
	readonly store?: Store;
	/** Messages in the sandbox's request log; Backboard itself shows none. */
	messagesReceived?(): number;
	close(): Promise<void>;
}

/** Backboard itself when there is a key, else a sandbox on a free port. */
export async function connect(env: NodeJS.ProcessEnv): Promise<Backboard> {
	const { BACKBOARD_API_KEY: key, BACKBOARD_BASE_URL: address } = env;
	if (key?.trim()) return await connectTo(key.trim(), address?.trim() || DEFAULT_BASE_URL);
	if (address?.trim()) {
		throw new Problem('BACKBOARD_BASE_URL is set but BACKBOARD_API_KEY is not: set both, or none.');
	}
	const { Sandbox } = await import('../sandbox/server');
	const sandbox = await Sandbox.start();
	return {
		title: `the sandbox at ${sandbox.url}, a local stand-in and not Backboard itself`,
		isSandbox: true,
		apiKey: sandbox.apiKey,
		baseUrl: sandbox.url,
		store: sandbox.store,
		messagesReceived: () => sandbox.journal.messages().length,
		close: async () => await sandbox.close(),
	};
}

async function connectTo(apiKey: string, address: string): Promise<Backboard> {
	const baseUrl = address.replace(/\/+$/, '');
	if (!/^https?:\/\/[^/?#\s@]+(\/[^?#\s]*)?$/i.test(baseUrl) || !URL.canParse(baseUrl)) {
		throw new Problem(`BACKBOARD_BASE_URL is not an address such as ${DEFAULT_BASE_URL}.`);
	}
	// Without this, the error about a header that cannot be sent would show the key.
	if (/[^\x21-\x7e]/.test(apiKey)) {
		throw new Problem('BACKBOARD_API_KEY has characters that no key has: copy it again.');
	}
	await assertKeyWorks(apiKey, baseUrl);
	const title = `Backboard at ${baseUrl}`;
	return { title, isSandbox: false, apiKey, baseUrl, close: async () => {} };
}

/** The cheapest request that needs a key, so that a wrong one is found before anything is sent. */
async function assertKeyWorks(apiKey: string, baseUrl: string): Promise<void> {
	const response = await fetch(`${baseUrl}/assistants?limit=1`, {
		headers: { 'X-API-Key': apiKey },
		// A redirect would carry the key elsewhere.
		redirect: 'manual',
		signal: AbortSignal.timeout(30_000),
	}).catch((error: unknown) => {
		throw new Problem(
			`Backboard cannot be reached at ${baseUrl} (${networkReason(error)}): check BACKBOARD_BASE_URL and the network.`,
		);
	});
	const { status } = response;
	const isJson = /^\s*[[{]/.test(await response.text().catch(() => ''));
	if (status === 200 && isJson) return;
	const [what, advice] =
		status === 401 || status === 403
			? [`refused the API key`, 'set BACKBOARD_API_KEY to a valid one']
			: status === 429 || status >= 500
				? ['is not available at the moment', 'try again later']
				: ['has no Backboard API', `check BACKBOARD_BASE_URL, normally ${DEFAULT_BASE_URL}`];
	throw new Problem(`The server at ${baseUrl} ${what} (status ${status}): ${advice}.`);
}

/** Fetch hides the reason one level down, and behind a list where a name has several addresses. */
function networkReason(error: unknown): string {
	const { name, cause } = error as { name?: string; cause?: { code?: string; message?: string } };
	if (name === 'TimeoutError') return 'no answer within 30 s';
	return cause?.code ?? (cause?.message || 'no connection');
}
