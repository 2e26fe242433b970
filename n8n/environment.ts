/** What npm tells the scripts it runs about their package; another package must not take it for its own. */
const OF_CALLING_NPM = /^npm_(?!config_(registry|proxy|https_proxy|noproxy|cafile|cache)$)/i;

/** n8n's own settings and those of the tool that calls: what is started here must not inherit them. */
const FOREIGN =
	/^(N8N_|DB_|QUEUE_|EXECUTIONS_|CREDENTIALS_|ENGINE_|JEST_|NODE_OPTIONS$|NODE_ENV$|BACKBOARD_)/i;

/** An n8n that talks to nobody but the services it is told to, and only on loopback. */
const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	N8N_SECURE_COOKIE: 'false',
};

/** The environment for an n8n process: this process's without foreign settings, quiet, plus `own`. */
export function n8nEnvironment(own: Readonly<Record<string, string>>): Record<string, string> {
	return { ...without(FOREIGN, npmEnvironment()), ...QUIET, ...own };
}

/** The environment for an npm that works on another package than the one whose script is running. */
export function npmEnvironment(): Record<string, string> {
	return without(OF_CALLING_NPM, process.env);
}

function without(names: RegExp, environment: NodeJS.ProcessEnv): Record<string, string> {
	return Object.fromEntries(
		Object.entries(environment).filter(
			(entry): entry is [string, string] => entry[1] !== undefined && !names.test(entry[0]),
		),
	);
}
