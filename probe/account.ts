/** Whom the probe speaks to. */
export interface Account {
	readonly apiKey: string;
	readonly baseUrl: string;
}

/** Reads key and address. Throws where no request could carry them; the message repeats neither. */
export function readAccount(env: NodeJS.ProcessEnv): Account {
	const apiKey = (env.BACKBOARD_API_KEY ?? '').trim();
	if (apiKey === '') throw new Error('BACKBOARD_API_KEY is not set.');
	if (!/^[\x20-\x7e]+$/.test(apiKey)) {
		throw new Error('BACKBOARD_API_KEY has characters that no key has.');
	}
	const given = env.BACKBOARD_BASE_URL?.trim() || 'https://app.backboard.io/api';
	const url = URL.canParse(given) ? new URL(given) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		throw new Error('BACKBOARD_BASE_URL: enter an address such as https://app.backboard.io/api.');
	}
	if (url.username + url.password + url.search + url.hash !== '') {
		throw new Error('BACKBOARD_BASE_URL: leave out user, password, ? and #.');
	}
	return { apiKey, baseUrl: url.href.replace(/\/+$/, '') };
}
