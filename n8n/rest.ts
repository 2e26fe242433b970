/** Who logs in. n8n wants eight characters with a capital letter and a digit. */
export interface Owner {
	readonly email: string;
	readonly password: string;
}

/** n8n binds a session to the browser that asks. */
const BROWSER_ID = 'n8n-nodes-backboard';

/** The endpoints that n8n's editor uses, as the owner who is logged in. */
export class RestClient {
	private cookie = '';

	/** @param url address of the editor, without a slash at the end */
	constructor(readonly url: string) {}

	/** Makes the owner's account if n8n has none, and logs in. */
	async logIn({ email, password }: Owner): Promise<void> {
		const settings = await this.get<{ userManagement: { showSetupOnFirstLoad: boolean } }>(
			'/settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad) {
			await this.post('/owner/setup', {
				email,
				password,
				firstName: 'Backboard',
				lastName: 'User',
			});
		} else {
			await this.post('/login', { emailOrLdapLoginId: email, password });
		}
	}

	async get<T>(path: string): Promise<T> {
		return await this.send<T>('GET', path);
	}

	async post<T>(path: string, body: unknown = {}): Promise<T> {
		return await this.send<T>('POST', path, body);
	}

	async patch<T>(path: string, body: unknown): Promise<T> {
		return await this.send<T>('PATCH', path, body);
	}

	async delete<T>(path: string): Promise<T> {
		return await this.send<T>('DELETE', path);
	}

	/** Name and value of the session's cookie, for a browser. */
	get session(): { name: string; value: string } {
		const [name, value] = this.cookie.split(/=(.*)/s);
		return { name, value };
	}

	/** A path of the server that is not of the editor's endpoints, as it comes. */
	async raw(path: string, init: RequestInit = {}): Promise<Response> {
		return await fetch(this.url + path, {
			...init,
			headers: { cookie: this.cookie, 'browser-id': BROWSER_ID, ...init.headers },
		});
	}

	/** What the answer has under `data`. Throws method, path, status and text of a refusal. */
	private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await this.raw(`/rest${path}`, {
			method,
			...(body !== undefined && {
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			}),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} /rest${path}: ${response.status} ${text}`);
		for (const cookie of response.headers.getSetCookie()) {
			if (cookie.startsWith('n8n-auth=')) this.cookie = cookie.split(';')[0];
		}
		return (JSON.parse(text) as { data: T }).data;
	}
}
