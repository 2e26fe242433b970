import { createRequire } from 'node:module';
import { join } from 'node:path';

import type * as N8nWorkflow from 'n8n-workflow-oldest';
import type {
	IBinaryData,
	ICredentialType,
	ILoadOptionsFunctions,
	INode,
	INodeType,
	INodeTypeDescription,
	IPinData,
	IRun,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	StructuredChunk,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow-oldest';

/** What n8n-core 1.122 exports and the engine uses: the types installed here are those of a newer one. */
interface N8nCore {
	readonly PackageDirectoryLoader: new (folder: string) => PackageLoader;
	readonly BinaryDataService: new (...services: never[]) => BinaryStore;
	readonly ExecutionLifecycleHooks: new (
		mode: WorkflowExecuteMode,
		executionId: string,
		workflow: IWorkflowBase,
	) => { addHandler(hook: 'sendChunk', handler: (chunk: StructuredChunk) => void): void };
	readonly LoadOptionsContext: new (
		workflow: Workflow,
		node: INode,
		additionalData: IWorkflowExecuteAdditionalData,
		path: string,
	) => ILoadOptionsFunctions;
	readonly WorkflowExecute: new (
		additionalData: IWorkflowExecuteAdditionalData,
		mode: WorkflowExecuteMode,
	) => {
		run(
			workflow: Workflow,
			startNode: undefined,
			destinationNode: undefined,
			pinData: IPinData,
		): Promise<IRun>;
	};
}

export interface PackageLoader {
	readonly types: {
		readonly nodes: INodeTypeDescription[];
		readonly credentials: ICredentialType[];
	};
	loadAll(): Promise<void>;
	getNode(name: string): { type: INodeType };
	getCredential(name: string): { type: ICredentialType };
}

interface BinaryStore {
	init(): Promise<void>;
	store(
		location: { type: 'execution'; workflowId: string; executionId: string },
		bytes: Buffer,
		data: IBinaryData,
	): Promise<IBinaryData>;
}

interface N8nDi {
	readonly Container: { get<T>(type: new (...services: never[]) => T): T };
}

/** n8n's core with its own n8n-workflow, as nodes get it, and its services. */
export interface Core extends N8nCore, N8nDi {
	readonly workflow: typeof N8nWorkflow;
}

/** @param folder the one whose `node_modules` has n8n-core */
export function loadCore(folder: string): Core {
	const requireThere = createRequire(join(folder, 'package.json'));
	return {
		...(requireThere('n8n-core') as N8nCore),
		...(requireThere('@n8n/di') as N8nDi),
		workflow: requireThere('n8n-workflow') as typeof N8nWorkflow,
	};
}
