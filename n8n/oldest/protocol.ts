import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	StructuredChunk,
} from 'n8n-workflow-oldest';

/** Sent once, when the package is loaded. */
export interface Loaded {
	/** `process.version`. */
	readonly node: string;
	/** Folders from which n8n-core and n8n-workflow were loaded. */
	readonly n8nFolders: readonly string[];
	/** What n8n's loader tells the editor about the package. */
	readonly nodes: readonly LoadedNode[];
	readonly credentials: readonly LoadedType[];
}

export interface LoadedType {
	readonly name: string;
	readonly displayName: string;
	/** Paths below `icons/<package>/`. */
	readonly iconUrl?: string | { light: string; dark: string };
}

export interface LoadedNode extends LoadedType {
	readonly codex?: { categories?: string[] };
}

/** An input item, and files that are put into n8n's binary store for it. */
export interface JobItem {
	readonly json?: IDataObject;
	readonly files?: Readonly<Record<string, { name: string; type: string; bytes: Uint8Array }>>;
}

/** The node to work with, and with which Backboard. */
export interface NodeOfJob {
	readonly type: 'backboard' | 'backboardMessage';
	readonly parameters?: INodeParameters;
	readonly onError?: INode['onError'];
	readonly baseUrl: string;
	readonly apiKey: string;
}

/** A workflow of a trigger and the node, to be run once. */
export interface RunJob extends NodeOfJob {
	/** What the trigger sends. */
	readonly items?: readonly JobItem[];
	/** Whether somebody reads along. */
	readonly streaming?: boolean;
}

/** A searchable list of the node, to be filled. */
export interface SearchJob extends NodeOfJob {
	readonly search: string;
}

export interface RunOutcome {
	readonly status: string;
	/** Items by output of the node. */
	readonly outputs: ReadonlyArray<readonly INodeExecutionData[]>;
	readonly chunks: readonly StructuredChunk[];
	/** What stopped the workflow. */
	readonly error?: { message: string; description?: string };
}

export type Job = RunJob | SearchJob;

export type Answer =
	| { readonly loaded: Loaded }
	| { readonly outcome: RunOutcome }
	| { readonly found: INodeListSearchResult }
	| { readonly failed: string };
