import { mkdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

import { fileSelectors } from '../../demo/fileSelector';
import { Engine, outputOf, singleNodeWorkflow } from '../../engine/engine';
import { TestFolder } from './demoCommand';

/** Each is the name of a folder and of a file. */
const NAMES = [
	'plain',
	'with space',
	'[a-z]',
	'(a|b)',
	'+(a)',
	'!(a)',
	'@scope',
	'a+b',
	'{a,b}',
	'{1..3}',
	'*',
	'**',
	'?',
	'!a',
	'it\'s "quoted" `so`',
	'one \\ two',
	'Ärger – naïve 日本',
	'a\nb',
];

describe('the pattern by which n8n reads a file', () => {
	const folder = new TestFolder();

	afterAll(() => folder.remove());

	it('stands for this file and no other', async () => {
		const files = NAMES.map((name) => {
			mkdirSync(folder.file(name));
			const file = folder.file(`${name}/${name}.md`);
			writeFileSync(file, name);
			return file;
		});
		const links = new TestFolder();
		const selectors = await fileSelectors(files, () => links.path);
		const engine = await Engine.start();
		const run = await engine.run(
			singleNodeWorkflow({
				type: 'n8n-nodes-base.readWriteFile',
				parameters: { fileSelector: '={{ $json.path }}' },
			}),
			{
				credentials: {},
				pinData: { Start: selectors.map((path) => ({ json: { path } })) },
			},
		);

		const items = outputOf(run, 'Node');
		expect(items.map(({ json }) => json.fileName)).toEqual(files.map((file) => basename(file)));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(NAMES.map((_, item) => ({ item })));
		expect(items.map(({ binary }) => binary?.data.mimeType)).toEqual(
			NAMES.map(() => 'text/markdown'),
		);
		links.remove();
	});
});
