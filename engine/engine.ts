import './settings';

import { Container } from '@n8n/di';
import { BinaryDataService, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	IBinaryData,
	IDataObject,
	INode,
	INodeExecutionData,
	IPinData,
	IRun,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	StructuredChunk,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { MemoryCredentials, type CredentialData } from './credentials';
import { EngineNodeTypes } from './nodeTypes';

/** Addresses of the server that this engine does without; expressions want to see valid ones. */
const ADDRESSES = {
	restApiUrl: 'http://localhost/rest',
	instanceBaseUrl: 'http://localhost',
	webhookBaseUrl: 'http://localhost/webhook',
	webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
	webhookTestBaseUrl: 'http://localhost/webhook-test',
	formBaseUrl: 'http://localhost/form',
	formWaitingBaseUrl: 'http://localhost/form-waiting',
	formTestBaseUrl: 'http://localhost/form-test',
};

/** A workflow as n8n exports it. */
export type WorkflowJson = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections'> &
	Partial<Pick<IWorkflowBase, 'settings'>>;

export interface RunOptions {
	readonly credentials: CredentialData;
	/** Output of nodes that are not run, by node name: above all of the trigger. */
	readonly pinData?: IPinData;
	readonly mode?: WorkflowExecuteMode;
	/** Called with each chunk; without it nothing is streamed. */
	readonly onChunk?: (chunk: StructuredChunk) => void;
	/** Called when a node has run. */
	readonly onNodeDone?: (nodeName: string) => void;
	/** What nodes keep from one execution to the next; it is changed by the execution. */
	readonly staticData?: IDataObject;
	/** Stops the execution, as the Stop button does. */
	readonly signal?: AbortSignal;
}

/** n8n's workflow engine, without its database, server and editor. */
export class Engine {
	private executions = 0;

	private constructor(readonly nodeTypes: EngineNodeTypes) {}

	static async start(): Promise<Engine> {
		await Container.get(BinaryDataService).init();
		return new Engine(await EngineNodeTypes.load());
	}

	/** Runs a workflow to its end. What went wrong is in the result; nothing is thrown. */
	async run(json: WorkflowJson, options: RunOptions): Promise<IRun> {
		const { mode = 'manual', pinData, staticData } = options;
		const workflow = this.workflow(json, staticData);
		const additionalData = this.additionalData(json, mode, options);
		const execution = new WorkflowExecute(additionalData, mode).run({ workflow, pinData });
		options.signal?.addEventListener('abort', () => execution.cancel(), { once: true });
		return await execution;
	}

	workflow(json: WorkflowJson, staticData?: IDataObject): Workflow {
		return new Workflow({
			id: 'workflow',
			name: json.name,
			// The engine fills in defaults: the caller's workflow stays as it is.
			nodes: structuredClone(json.nodes),
			connections: json.connections,
			active: false,
			nodeTypes: this.nodeTypes,
			staticData,
			settings: { executionOrder: 'v1', ...json.settings },
		});
	}

	/** Puts bytes into the binary store, as a node that reads a file does. */
	async storeBinary(bytes: Buffer, fileName: string, mimeType: string): Promise<IBinaryData> {
		return await Container.get(BinaryDataService).store(
			{ type: 'execution', workflowId: 'workflow', executionId: 'stored' },
			bytes,
			{ data: '', fileName, mimeType },
		);
	}

	/** Copies a file into the binary store without reading it. */
	async storeFile(path: string, fileName: string, mimeType: string): Promise<IBinaryData> {
		return await Container.get(BinaryDataService).copyBinaryFile(
			{ type: 'execution', workflowId: 'workflow', executionId: 'stored' },
			{ data: '', fileName, mimeType },
			path,
		);
	}

	/** The bytes of a file that a node sent out. */
	async readBinary(binary: IBinaryData): Promise<Buffer> {
		if (binary.id === undefined) return Buffer.from(binary.data, 'base64');
		return await Container.get(BinaryDataService).getAsBuffer(binary);
	}

	additionalData(
		json: WorkflowJson,
		mode: WorkflowExecuteMode,
		{ credentials, onChunk, onNodeDone }: RunOptions,
	): IWorkflowExecuteAdditionalData {
		const executionId = String((this.executions += 1));
		const hooks = new ExecutionLifecycleHooks(mode, executionId, json as IWorkflowBase);
		if (onChunk) hooks.addHandler('sendChunk', onChunk);
		if (onNodeDone) hooks.addHandler('nodeExecuteAfter', onNodeDone);
		return {
			...ADDRESSES,
			executionId,
			hooks,
			credentialsHelper: new MemoryCredentials(this.nodeTypes.credentialTypes, credentials),
			currentNodeExecutionIndex: 0,
			streamingEnabled: onChunk !== undefined,
			variables: {},
			logAiEvent: () => {},
		} as unknown as IWorkflowExecuteAdditionalData;
	}
}

/** The items that a node sent out; empty when it did not run. */
export function outputOf(run: IRun, nodeName: string, output = 0): INodeExecutionData[] {
	return run.data.resultData.runData[nodeName]?.at(-1)?.data?.main[output] ?? [];
}

/** A workflow of one trigger and one node that gets what the trigger sends. */
export function singleNodeWorkflow(node: Partial<INode> & Pick<INode, 'type'>): WorkflowJson {
	const trigger: INode = {
		id: 'trigger',
		name: 'Start',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const tested: INode = {
		id: 'node',
		name: 'Node',
		typeVersion: 1,
		position: [200, 0],
		parameters: {},
		credentials: { backboardApi: { id: '1', name: 'Backboard' } },
		...node,
	};
	return {
		name: 'Test',
		nodes: [trigger, tested],
		connections: { Start: { main: [[{ node: tested.name, type: 'main', index: 0 }]] } },
	};
}
