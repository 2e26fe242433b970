import type {
	INode,
	INodeExecutionData,
	INodeParameters,
	IRun,
	IWorkflowSettings,
} from 'n8n-workflow';

import { Engine, outputOf, singleNodeWorkflow, type RunOptions } from '../../engine/engine';
import { Sandbox, type SandboxOptions } from '../../sandbox/server';
import { withSubNodes, type SubNode } from './subNode';

export interface NodeRun {
	/** Output of the node: its items, or those of its success branch. */
	readonly items: INodeExecutionData[];
	/** Items of the error branch. */
	readonly failed: INodeExecutionData[];
	readonly run: IRun;
	/** The error that stopped the workflow. */
	readonly error: (Error & { description?: string; context?: Record<string, unknown> }) | undefined;
}

export interface NodeOptions extends Partial<Omit<RunOptions, 'credentials' | 'pinData'>> {
	/** Input items; a JSON object stands for an item. */
	readonly items?: INodeExecutionData[];
	readonly onError?: INode['onError'];
	readonly retryOnFail?: boolean;
	readonly baseUrl?: string;
	readonly apiKey?: string;
	/** Nodes below the node under test, by the name of their type. */
	readonly subNodes?: readonly SubNode[];
	/** Settings of the workflow. */
	readonly settings?: IWorkflowSettings;
}

/** A sandbox and n8n's engine, and the one node under test between them. */
export class Harness {
	private constructor(
		readonly sandbox: Sandbox,
		readonly engine: Engine,
	) {}

	/** @param engine one that several sandboxes share; a new one where none is given */
	static async start(options: SandboxOptions = {}, engine?: Engine): Promise<Harness> {
		const both = [Sandbox.start(options), engine ?? Engine.start()] as const;
		return new Harness(...(await Promise.all(both)));
	}

	async stop(): Promise<void> {
		await this.sandbox.close();
	}

	/** To be called before each test: no faults, nothing recorded. */
	reset(): void {
		this.sandbox.faults.clear();
		this.sandbox.journal.clear();
	}

	/** Runs Backboard Message with these parameters, once, for all items. */
	async message(parameters: INodeParameters, options: NodeOptions = {}): Promise<NodeRun> {
		return await this.node('n8n-nodes-backboard.backboardMessage', parameters, options);
	}

	/** The same for Backboard: `parameters` name resource and operation. */
	async backboard(parameters: INodeParameters, options: NodeOptions = {}): Promise<NodeRun> {
		return await this.node('n8n-nodes-backboard.backboard', parameters, options);
	}

	private async node(
		type: string,
		parameters: INodeParameters,
		options: NodeOptions,
	): Promise<NodeRun> {
		const {
			items = [{ json: {} }],
			onError,
			retryOnFail,
			baseUrl,
			apiKey,
			settings,
			subNodes = [],
			...rest
		} = options;
		// n8n itself waits a second between tries, where nothing else is set.
		const again = { retryOnFail, waitBetweenTries: retryOnFail ? 1 : undefined };
		const node = singleNodeWorkflow({ type, parameters, onError, ...again });
		const workflow = { ...withSubNodes(node, subNodes), settings };
		const run = await this.engine.run(workflow, {
			...rest,
			credentials: {
				backboardApi: {
					apiKey: apiKey ?? this.sandbox.apiKey,
					baseUrl: baseUrl ?? this.sandbox.url,
				},
			},
			pinData: { Start: items },
		});
		return {
			items: outputOf(run, 'Node'),
			failed: outputOf(run, 'Node', 1),
			run,
			error: run.data.resultData.error as NodeRun['error'],
		};
	}

	/** Sends one message and returns the JSON of its item; throws what stopped the workflow. */
	async send(
		parameters: INodeParameters,
		options: NodeOptions = {},
	): Promise<Record<string, unknown>> {
		const { items, error } = await this.message(parameters, options);
		if (error) throw Object.assign(new Error(error.message), { description: error.description });
		return items[0].json;
	}

	/** An item with files in n8n's binary store, by field name. */
	async itemWithFiles(
		files: Record<string, { name: string; type: string; bytes: Buffer | string }>,
	): Promise<INodeExecutionData> {
		const binary: INodeExecutionData['binary'] = {};
		for (const [field, { name, type, bytes }] of Object.entries(files)) {
			binary[field] = await this.engine.storeBinary(Buffer.from(bytes), name, type);
		}
		return { json: {}, binary };
	}
}
