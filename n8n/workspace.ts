import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { INode } from 'n8n-workflow';

import type { WorkflowJson } from '../engine/engine';
import type { RestClient } from './rest';

const EXAMPLES = join(__dirname, '..', 'examples');

/** What the examples call their credential. */
const CREDENTIAL_NAME = 'Backboard API';

/** Folder that the batch example reads when nobody has changed it; the official image has it. */
const DOCUMENTS_OF_IMAGE = '/home/node/.n8n-files/';

export interface Credential {
	readonly id: string;
	readonly name: string;
}

/** What the credential type asks for. */
export interface BackboardAccess {
	readonly apiKey: string;
	readonly baseUrl: string;
}

/** Makes the credential, or gives the one that is there this key and address. */
export async function saveCredential(
	rest: RestClient,
	{ apiKey, baseUrl }: BackboardAccess,
): Promise<Credential> {
	const wanted = { name: CREDENTIAL_NAME, type: 'backboardApi', data: { apiKey, baseUrl } };
	const saved = await rest.get<Array<Credential & { type: string }>>('/credentials');
	const found = saved.find(({ name, type }) => name === wanted.name && type === wanted.type);
	return found
		? await rest.patch<Credential>(`/credentials/${found.id}`, wanted)
		: await rest.post<Credential>('/credentials', wanted);
}

export interface SavedWorkflow {
	readonly id: string;
	readonly name: string;
	readonly versionId: string;
}

/** Saves a workflow as the editor saves a new one. */
export async function saveWorkflow(
	rest: RestClient,
	workflow: WorkflowJson,
): Promise<SavedWorkflow> {
	// n8n 1 takes none that does not say whether it is active.
	return await rest.post<SavedWorkflow>('/workflows', { settings: {}, active: false, ...workflow });
}

export interface ImportedExample {
	readonly id: string;
	readonly name: string;
	/** Its file below `examples`, without `.json`. */
	readonly file: string;
}

/**
 * Imports every example that n8n does not have under its name yet; one that the user has changed
 * stays as it is.
 *
 * @param documents folder that the batch example reads its documents from
 */
export async function importExamples(
	rest: RestClient,
	credential: Credential,
	documents: string,
): Promise<ImportedExample[]> {
	const present = await rest.get<Array<{ id: string; name: string }>>('/workflows');
	const imported: ImportedExample[] = [];
	for (const entry of (await readdir(EXAMPLES)).filter((name) => name.endsWith('.json')).sort()) {
		const text = await readFile(join(EXAMPLES, entry), 'utf8');
		const workflow = withCredential(JSON.parse(text) as WorkflowJson, credential, documents);
		const there = present.find(({ name }) => name === workflow.name);
		const { id, name } = there ?? (await saveWorkflow(rest, workflow));
		imported.push({ id, name, file: entry.replace(/\.json$/, '') });
	}
	return imported;
}

/** What a user does after an import: choose the credential, and say where the documents are. */
function withCredential(
	workflow: WorkflowJson,
	{ id, name }: Credential,
	documents: string,
): WorkflowJson {
	const nodes = workflow.nodes.map((node): INode => {
		const parameters = JSON.parse(
			JSON.stringify(node.parameters).replaceAll(DOCUMENTS_OF_IMAGE, jsonText(`${documents}/`)),
		) as INode['parameters'];
		return {
			...node,
			parameters,
			...(node.credentials && { credentials: { backboardApi: { id, name } } }),
		};
	});
	return { ...workflow, nodes };
}

/** A text as it stands between the quotes of JSON. */
function jsonText(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}
