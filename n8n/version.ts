/** An n8n that is installed as a whole, from npm. */
export interface Release {
	readonly version: string;
	/** Major version of the Node that it runs on in the tests. */
	readonly nodeMajor: number;
	/** Folders at the top of its node_modules, for the progress bar. */
	readonly topFolders: number;
	/** What npm has to take in place of what n8n names. */
	readonly overrides: Readonly<Record<string, string>>;
	/** Settings that it needs and another one may not know. */
	readonly environment: Readonly<Record<string, string>>;
}

/** The n8n that `npm run n8n` starts, and on which all end-to-end tests run. */
export const NEWEST: Release = {
	version: '2.41.1',
	nodeMajor: 24,
	topFolders: 1110,
	overrides: {},
	// The module asks n8n's servers for a list on every start.
	environment: { N8N_DISABLED_MODULES: 'mcp-registry' },
};

/** The oldest n8n that is supported, on the oldest Node that it runs on. */
export const OLDEST: Release = {
	version: '1.123.0',
	nodeMajor: 20,
	topFolders: 980,
	overrides: {
		// The one that n8n names is not in the registry.
		xlsx: '0.18.5',
		// Newer ones, which n8n allows, do not load.
		'@langchain/langgraph-checkpoint': '1.0.0',
	},
	environment: {},
};

export const RELEASES = [NEWEST, OLDEST] as const;

/** The driver for SQLite that every release has. */
export const DRIVER_VERSION = '5.1.7';
