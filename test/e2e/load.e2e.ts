import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';

import { cacheFolder } from '../../n8n/cacheFolder';
import { RELEASES } from '../../n8n/version';
import { installAsEditor } from './support/editorInstall';
import { TestN8n } from './support/testN8n';

const NODES = join(__dirname, '..', '..', 'nodes', 'Backboard');

type LoadedNode = INodeTypeDescription & {
	iconUrl?: string | { light: string; dark: string };
};

describe.each(RELEASES)('n8n $version, after an installation as the editor does it', (release) => {
	let n8n: TestN8n;
	let nodes: LoadedNode[];

	const json = async <T>(path: string) => (await (await n8n.rest.raw(path)).json()) as T;
	const node = (name: string) => {
		const found = nodes.find((candidate) => candidate.name === `n8n-nodes-backboard.${name}`);
		if (!found) throw new Error(`n8n did not load ${name}. Look into ${n8n.process.logFile}`);
		return found;
	};

	beforeAll(async () => {
		n8n = await TestN8n.start({ name: 'load', release, install: installAsEditor });
		nodes = await json<LoadedNode[]>('/types/nodes.json');
	});

	afterAll(async () => await n8n?.stop());

	it('loads both nodes and a tool variant of each, and nothing else of this package', () => {
		const names = nodes.map(({ name }) => name).filter((name) => /backboard/i.test(name));
		expect(names.sort()).toEqual([
			'n8n-nodes-backboard.backboard',
			'n8n-nodes-backboard.backboardMessage',
			'n8n-nodes-backboard.backboardMessageTool',
			'n8n-nodes-backboard.backboardTool',
		]);
	});

	it('shows every parameter of the interface on Backboard Message', () => {
		const names = new Set(node('backboardMessage').properties.map(({ name }) => name));
		for (const name of ['operation', 'conversation', 'threadId', 'assistantId', 'content']) {
			expect(names).toContain(name);
		}
		for (const name of ['provider', 'model', 'memory', 'attachments', 'output', 'options']) {
			expect(names).toContain(name);
		}
	});

	it('gives the tool variants an output for an AI agent', () => {
		for (const name of ['backboardTool', 'backboardMessageTool']) {
			expect(node(name).outputs).toEqual(['ai_tool']);
		}
	});

	it('loads the credential with a test and both fields', async () => {
		const types = await json<ICredentialType[]>('/types/credentials.json');
		const credential = types.find(({ name }) => name === 'backboardApi')!;
		expect(credential.displayName).toBe('Backboard API');
		expect(credential.properties.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['apiKey', 'baseUrl']),
		);
		expect(credential.test).toBeDefined();
	});

	it('serves the icons, light and dark, as the files are', async () => {
		for (const name of ['backboard', 'backboardMessage', 'backboardTool', 'backboardMessageTool']) {
			const { light, dark } = node(name).iconUrl as { light: string; dark: string };
			for (const [url, file] of [
				[light, 'backboard.svg'],
				[dark, 'backboard.dark.svg'],
			]) {
				const response = await n8n.rest.raw(`/${url}`);
				expect(response.headers.get('content-type')).toContain('image/svg+xml');
				expect(await response.text()).toBe(readFileSync(join(NODES, file), 'utf8'));
			}
		}
	});

	it('puts both nodes into the category AI and finds them by other words', () => {
		for (const name of ['backboard', 'backboardMessage']) {
			const { codex } = node(name);
			expect(codex?.categories).toContain('AI');
			expect(codex?.alias).toEqual(expect.arrayContaining(['llm', 'assistant', 'memory']));
		}
	});

	it.each(outputPreviews())('previews the output of %s', async (file, path) => {
		const expected: unknown = JSON.parse(
			readFileSync(join(NODES, '__schema__', 'v1.0.0', file), 'utf8'),
		);
		expect(await json(path)).toEqual(expected);
	});

	it('says nothing about a problem with the package', async () => {
		const lines = (await n8n.process.log()).replaceAll(cacheFolder(''), '').split('\n');
		expect(lines.filter((line) => /backboard/i.test(line))).toEqual([]);
	});
});

/** Each preview's file, and where the editor asks for it. */
function outputPreviews(): Array<[file: string, path: string]> {
	const files = readdirSync(join(NODES, '__schema__', 'v1.0.0'), { recursive: true })
		.map((entry) => String(entry).replaceAll('\\', '/'))
		.filter((entry) => entry.endsWith('.json'))
		.sort();
	return files.map((file) => {
		const type = file.includes('/') ? 'backboard' : 'backboardMessage';
		return [file, `/schemas/n8n-nodes-backboard.${type}/1.0.0/${file}`];
	});
}
