import { basename } from 'node:path';

import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeListSearchResult,
	INodeTypes,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	StructuredChunk,
} from 'n8n-workflow-oldest';

import { loadCore, type Core, type PackageLoader } from './core';
import type {
	JobItem,
	Loaded,
	LoadedType,
	NodeOfJob,
	RunJob,
	RunOutcome,
	SearchJob,
} from './protocol';
import { NODE, nodeOf, TRIGGER, trigger, TRIGGER_TYPE, workflowOf } from './workflow';

/** The workflow engine of n8n 1.123 and the package in it. */
export class OldestEngine {
	private readonly nodeTypes: INodeTypes;

	private constructor(
		private readonly core: Core,
		private readonly loader: PackageLoader,
	) {
		const find = (type: string) =>
			type === TRIGGER_TYPE ? trigger : loader.getNode(type.split('.')[1]).type;
		this.nodeTypes = { getByName: find, getByNameAndVersion: find, getKnownTypes: () => ({}) };
	}

	/**
	 * @param coreFolder the one whose `node_modules` has n8n-core
	 * @param packageFolder the unpacked package
	 */
	static async start(coreFolder: string, packageFolder: string): Promise<OldestEngine> {
		const core = loadCore(coreFolder);
		const loader = new core.PackageDirectoryLoader(packageFolder);
		await Promise.all([core.Container.get(core.BinaryDataService).init(), loader.loadAll()]);
		return new OldestEngine(core, loader);
	}

	get loaded(): Loaded {
		const { nodes, credentials } = this.loader.types;
		const told = ({ name, displayName, iconUrl }: LoadedType) => ({ name, displayName, iconUrl });
		return {
			node: process.version,
			n8nFolders: n8nFolders(),
			nodes: nodes.map(({ codex, ...type }) => ({ ...told(type), codex })),
			credentials: credentials.map(told),
		};
	}

	/** Runs trigger and node. What went wrong is in the outcome; nothing is thrown. */
	async run(job: RunJob): Promise<RunOutcome> {
		const chunks: StructuredChunk[] = [];
		const json = workflowOf(job);
		const hooks = new this.core.ExecutionLifecycleHooks('manual', '1', json);
		if (job.streaming) hooks.addHandler('sendChunk', (chunk) => void chunks.push(chunk));
		const additionalData = this.additionalData(job, hooks);
		const items = await Promise.all((job.items ?? [{}]).map(async (item) => await this.item(item)));
		const { status, data } = await new this.core.WorkflowExecute(additionalData, 'manual').run(
			this.workflow(json),
			undefined,
			undefined,
			{ [TRIGGER]: items },
		);
		const { error, runData } = data.resultData;
		return {
			status,
			outputs: (runData[NODE]?.at(-1)?.data?.main ?? []).map((output) => output ?? []),
			chunks,
			error: error && { message: error.message, description: error.description ?? undefined },
		};
	}

	/** Fills a searchable list as the editor has it filled. */
	async search(job: SearchJob): Promise<INodeListSearchResult> {
		const node = nodeOf(job);
		const context = new this.core.LoadOptionsContext(
			this.workflow(workflowOf(job)),
			node,
			{ ...this.additionalData(job), currentNodeParameters: node.parameters },
			'',
		);
		const search = this.loader.getNode(job.type).type.methods?.listSearch?.[job.search];
		if (search === undefined) throw new Error(`The node has no list "${job.search}"`);
		return await search.call(context);
	}

	private workflow(json: IWorkflowBase) {
		const { nodeTypes } = this;
		return new this.core.workflow.Workflow({ ...json, nodeTypes });
	}

	private async item({ json = {}, files = {} }: JobItem): Promise<INodeExecutionData> {
		const binary: INodeExecutionData['binary'] = {};
		for (const [field, { name, type, bytes }] of Object.entries(files)) {
			binary[field] = await this.core.Container.get(this.core.BinaryDataService).store(
				{ type: 'execution', workflowId: 'workflow', executionId: 'stored' },
				Buffer.from(bytes),
				{ data: '', fileName: name, mimeType: type },
			);
		}
		return { json, binary };
	}

	private additionalData(
		{ apiKey, baseUrl }: NodeOfJob,
		hooks?: object,
	): IWorkflowExecuteAdditionalData {
		const { authenticate } = this.loader.getCredential('backboardApi').type;
		return {
			executionId: '1',
			hooks,
			streamingEnabled: true,
			currentNodeExecutionIndex: 0,
			variables: {},
			credentialsHelper: {
				getParentTypes: () => [],
				getDecrypted: async () => ({ apiKey, baseUrl }),
				preAuthentication: async () => undefined,
				authenticate: async (
					data: ICredentialDataDecryptedObject,
					_typeName: string,
					options: IHttpRequestOptions,
				) => {
					if (typeof authenticate !== 'function') throw new Error('No function authenticates');
					return await authenticate(data, options);
				},
			},
		} as unknown as IWorkflowExecuteAdditionalData;
	}
}

/** Where the loaded modules of n8n's core are. Two folders of one name would be two copies. */
function n8nFolders(): string[] {
	const folders = Object.keys(require.cache)
		.map((path) => /^.*?[\\/]n8n-(core|workflow)(?=[\\/])/.exec(path)?.[0])
		.filter((folder) => folder !== undefined);
	return [...new Set(folders)].sort((a, b) => basename(a).localeCompare(basename(b)));
}
