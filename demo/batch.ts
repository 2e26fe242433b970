import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { IDataObject, INodeExecutionData, IRun } from 'n8n-workflow';

import { Engine, outputOf, type WorkflowJson } from '../engine/engine';
import type { Backboard } from './backboard';
import type { Document } from './documents';
import { fileSelectors } from './fileSelector';
import { timeMessages } from './messageClock';
import { Problem } from './problem';

const WORKFLOW_FILE = join(__dirname, '..', 'examples', 'batch-summary.json');

/** Names of the example's nodes. */
const DOCUMENT_LIST = 'Documents to read';
const READER = 'Read documents';
const MESSAGE = 'Backboard Message';

/** What became of one document: `answer` or `error` says it, the other is null. */
export interface Result {
	readonly document: string;
	readonly path: string;
	readonly size: number;
	readonly answer: string | null;
	readonly error: string | null;
	readonly thread_id: string | null;
	readonly model_provider: string | null;
	readonly model_name: string | null;
	readonly tokenUsage: IDataObject | null;
	/** From sending the message to its answer; null when there was no answer to measure. */
	readonly seconds: number | null;
}

/** Lets n8n's engine run the example on the documents. Results are in the order of the documents. */
export async function runExample(
	documents: readonly Document[],
	{ apiKey, baseUrl }: Backboard,
	onAnswer: (answered: number) => void,
): Promise<Result[]> {
	const workflow = JSON.parse(await readFile(WORKFLOW_FILE, 'utf8')) as WorkflowJson;
	const selectors = await fileSelectors(documents.map(({ path }) => path));
	const engine = await Engine.start();
	const secondsOf = timeMessages(engine, onAnswer);
	const run = await engine.run(workflow, {
		credentials: { backboardApi: { apiKey, baseUrl } },
		pinData: { [DOCUMENT_LIST]: selectors.map((path) => ({ json: { path } })) },
	});
	const { error } = run.data.resultData;
	if (error) throw new Problem(`n8n stopped the workflow: ${error.message}`);
	const items = itemsByDocument(run);
	return documents.map((document, index) => {
		const result = resultOf(document, items.get(index)?.json);
		return { ...result, seconds: secondsOf(result.thread_id) };
	});
}

/** Output items of the message node, of both branches, by the position of their document. */
function itemsByDocument(run: IRun): Map<number, INodeExecutionData> {
	const read = outputOf(run, READER).map(sourceOf);
	const answered = [...outputOf(run, MESSAGE, 0), ...outputOf(run, MESSAGE, 1)];
	return new Map(answered.map((item) => [read[sourceOf(item)], item]));
}

function sourceOf({ pairedItem }: INodeExecutionData): number {
	return (pairedItem as { item: number }).item;
}

function resultOf({ name, path, size }: Document, json: IDataObject = {}) {
	const details = (json.details ?? {}) as IDataObject;
	const error = failureIn(json);
	return {
		document: name,
		path,
		size,
		answer: error === null ? String(json.content) : null,
		error,
		thread_id: textOrNull(json.thread_id ?? details.thread_id),
		model_provider: textOrNull(json.model_provider),
		model_name: textOrNull(json.model_name),
		tokenUsage: (json.tokenUsage ?? null) as IDataObject | null,
	};
}

/** Why there is no answer about the document; null when there is one. */
function failureIn(json: IDataObject): string | null {
	if (typeof json.error === 'string') return json.error;
	const attachments = (json.attachments ?? []) as IDataObject[];
	if (attachments.some(({ status }) => /^(error|failed)$/i.test(String(status)))) {
		return 'Backboard could not read the document. Its answer is not about the content.';
	}
	if (json.status === undefined) return 'n8n found no file to read: it was removed meanwhile.';
	return typeof json.content === 'string'
		? null
		: `Backboard gave no text (${String(json.status)})`;
}

function textOrNull(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}
