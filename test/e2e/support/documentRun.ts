import { setTimeout as delay } from 'node:timers/promises';

import type { JournalEntry } from '../../../sandbox/journal';
import type { Credential } from '../../../n8n/workspace';
import type { RestClient } from '../../../n8n/rest';
import type { SandboxProcess } from '../../support/sandboxProcess';
import { documentBatch, messagesByDocument, upload, type TestDocument } from './documentBatch';
import { documentWorkflow } from './documentWorkflow';
import { finished, type Execution } from './execution';
import { executionsOf, publish, type ExecutionSummary } from './publishedWorkflow';
import type { QueueMode } from './queueMode';

/** How often is looked whether something has come, in ms. */
const POLL = 300;

export interface DocumentRunOptions {
	/** Tells the documents, the workflow and its webhook from those of other runs. */
	readonly label: string;
	readonly executions: number;
	/** Documents of each execution, and so its items. */
	readonly items: number;
	/** Of the node; 5 unless given, as in the node itself. */
	readonly maxConcurrent?: number;
	/** Another Backboard than the queue's sandbox. */
	readonly backboard?: { readonly sandbox: SandboxProcess; readonly credential: Credential };
	/** ID of the workflow that n8n runs when an execution fails. */
	readonly errorWorkflow?: string;
	/** Whether each document is asked about once, also when the executions are started again. */
	readonly isOnce?: boolean;
}

/** Several executions of one workflow, started at once. */
export class DocumentRun {
	private constructor(
		private readonly rest: RestClient,
		private readonly sandbox: SandboxProcess,
		private readonly workflowId: string,
		private readonly webhook: string,
		/** The documents of each execution, in order. */
		readonly batches: readonly TestDocument[][],
	) {}

	/** Saves and activates the workflow, and starts all executions by its webhook. */
	static async start(queue: QueueMode, options: DocumentRunOptions): Promise<DocumentRun> {
		const { label, executions, items, maxConcurrent = 5, errorWorkflow, isOnce } = options;
		const { sandbox, credential } = options.backboard ?? queue;
		const workflow = documentWorkflow({ name: label, credential, maxConcurrent, isOnce });
		const settings = { ...workflow.settings, ...(errorWorkflow && { errorWorkflow }) };
		const id = await publish(queue.rest, { ...workflow, settings });
		const batches = Array.from({ length: executions }, (_, batch) =>
			documentBatch(label, batch, items),
		);
		const url = `${queue.main.url}/webhook/${label}`;
		const run = new DocumentRun(queue.rest, sandbox, id, url, batches);
		await run.upload();
		return run;
	}

	private async upload(): Promise<void> {
		const { webhook, batches } = this;
		await Promise.all(batches.map(async (documents) => await upload(webhook, documents)));
	}

	/** Starts all executions once more, with the same documents, and waits until these have ended. */
	async again(): Promise<Execution[]> {
		const before = new Set((await this.executions()).map(({ id }) => id));
		await this.upload();
		const started = (await this.executions()).filter(({ id }) => !before.has(id));
		return await Promise.all(started.map(async ({ id }) => await finished(this.rest, id)));
	}

	get documents(): TestDocument[] {
		return this.batches.flat();
	}

	async executions(): Promise<ExecutionSummary[]> {
		return await executionsOf(this.rest, this.workflowId);
	}

	/** Waits until every execution has ended. Throws when one has not after `limit` ms. */
	async ended(limit = 90_000): Promise<Execution[]> {
		const until = Date.now() + limit;
		for (;;) {
			const found = await this.executions();
			const ended = found.filter(({ stoppedAt }) => stoppedAt !== null);
			if (ended.length === this.batches.length) {
				return await Promise.all(ended.map(async ({ id }) => await finished(this.rest, id)));
			}
			if (Date.now() > until) throw new Error(`Not ended: ${JSON.stringify(found)}`);
			await delay(POLL);
		}
	}

	/** Waits until the answered messages, by execution, are as `isReached` wants them. */
	async answered(isReached: (batches: JournalEntry[][]) => boolean): Promise<void> {
		const until = Date.now() + 60_000;
		for (;;) {
			const batches = await this.messages();
			if (isReached(batches.map((batch) => answeredIn(batch.flat())))) return;
			if (Date.now() > until) throw new Error('The answers that were waited for did not come');
			await delay(POLL);
		}
	}

	/** Messages that have arrived, by execution, and by document in the order of its batch. */
	async messages(): Promise<JournalEntry[][][]> {
		const all = messagesByDocument(await this.sandbox.requests());
		return this.batches.map((batch) => batch.map(({ name }) => all.get(name) ?? []));
	}
}

/** The requests that got their answer. */
export function answeredIn(requests: readonly JournalEntry[]): JournalEntry[] {
	return requests.filter(({ status }) => status === 200);
}
