import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';
import { N8N_VERSION, OLDEST_CORE, OLDEST_WORKFLOW } from '../../n8n/version';

const text = readFileSync(join(PACKAGE_FOLDER, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as {
	scripts: Record<string, string>;
	devDependencies: Record<string, string>;
};

describe('README.md', () => {
	it('names the versions of n8n that the tests run on', () => {
		const [, compatibility] = /## Compatibility\n([\s\S]*?)\n## /.exec(text) ?? [];
		const core = manifest.devDependencies['n8n-core'];
		const workflow = manifest.devDependencies['n8n-workflow'];
		for (const named of [
			`${N8N_VERSION}, one process`,
			`${N8N_VERSION}, queue mode`,
			`n8n-core ${OLDEST_CORE}, n8n-workflow ${OLDEST_WORKFLOW}`,
			`n8n-core ${core}, n8n-workflow ${workflow}`,
		]) {
			expect(compatibility).toContain(named);
		}
	});

	it('shows every screenshot, light and dark, and no other picture', () => {
		const shown = [...text.matchAll(/(?:srcset|src)="docs\/screenshots\/([^"]+)"/g)];
		const files = readdirSync(join(PACKAGE_FOLDER, 'docs', 'screenshots'));
		expect(shown.map(([, file]) => file).sort()).toEqual(files.sort());
	});

	it('leads to files and headings that exist', () => {
		const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
		const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(
			([, heading]) =>
				`#${heading
					.toLowerCase()
					.replace(/[^\w -]/g, '')
					.replace(/ /g, '-')}`,
		);
		const broken = links.filter((target) =>
			target.startsWith('#')
				? !headings.includes(target)
				: !/^https?:/.test(target) && !existsSync(join(PACKAGE_FOLDER, target)),
		);
		expect(links.length).toBeGreaterThan(10);
		expect(broken).toEqual([]);
	});

	it('names commands that exist', () => {
		const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script);
		expect(named).toEqual(expect.arrayContaining(['n8n', 'demo', 'sandbox', 'e2e']));
		expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
	});
});
