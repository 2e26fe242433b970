import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';
import { NEWEST, OLDEST } from '../../n8n/version';
import { EXAMPLES, readExample } from '../examples/exampleWorkflow';

const page = (path: string) => readFileSync(join(PACKAGE_FOLDER, path), 'utf8');
const PAGES = readdirSync(join(PACKAGE_FOLDER, 'docs'))
	.filter((name) => name.endsWith('.md'))
	.map((name) => `docs/${name}`);
const text = page('README.md');
const manifest = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as {
	scripts: Record<string, string>;
	devDependencies: Record<string, string>;
};

const CI = '.github/workflows/ci.yml';

/** What runs each command of README.md, and the words in it by which it does. */
const RUN_BY: Readonly<Record<string, readonly [file: string, words: string]>> = {
	'npm run build': [CI, '- run: npm run build\n'],
	'npm pack': ['n8n/tarball.ts', "['pack', "],
	'npm install --omit=peer /path/to/n8n-nodes-backboard-0.1.0.tgz': [
		'n8n/community.ts',
		"'install', '--omit=peer'",
	],
	'npm ci': [CI, '- run: npm ci\n'],
	'npm run n8n': ['test/e2e/command.e2e.ts', "'n8n/main.ts'"],
	'npm run demo': [CI, '- run: npm run demo\n'],
	'npm test': [CI, '- run: npm test\n'],
	'npm run demo -- report.pdf notes/*.md --out results.json': [
		'test/demo/givenDocuments.test.ts',
		"demo([...files, '--out'",
	],
	'BACKBOARD_API_KEY=espr_… npm run demo -- report.pdf': [
		'test/demo/liveRun.test.ts',
		'BACKBOARD_API_KEY: KEY',
	],
};

/** The commands in the code blocks of a page. */
function commandsIn(content: string): string[] {
	const blocks = [...content.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
	const lines = blocks.flatMap((block) => block.split(/\n|&&/));
	return [...new Set(lines.map((line) => line.trim()).filter((line) => line !== ''))];
}

/** The anchors of a page's headings, as GitHub makes them. */
function headingsOf(content: string): string[] {
	return [...content.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\w -]/g, '')
			.replace(/ /g, '-'),
	);
}

describe('README.md', () => {
	it('names the versions of n8n that the tests run on', () => {
		const compatibility = page('docs/compatibility.md');
		const core = manifest.devDependencies['n8n-core'];
		const workflow = manifest.devDependencies['n8n-workflow'];
		for (const named of [
			`${NEWEST.version}, one process`,
			`${NEWEST.version}, queue mode`,
			`${OLDEST.version}, one process`,
			`n8n-core ${core}, n8n-workflow ${workflow}`,
		]) {
			expect(compatibility).toContain(named);
		}
	});

	it('and its pages show every screenshot once, light and dark, and no other picture', () => {
		const shown = ['README.md', ...PAGES].flatMap((path) =>
			[...page(path).matchAll(/(?:srcset|src)="([^"]+)"/g)].map(([, file]) =>
				join(dirname(path), file),
			),
		);
		const folder = join('docs', 'screenshots');
		const files = readdirSync(join(PACKAGE_FOLDER, folder));
		expect(shown.sort()).toEqual(files.map((file) => join(folder, file)).sort());
	});

	it('has at most 1,500 words', () => {
		expect(text.split(/\s+/).length).toBeLessThanOrEqual(1500);
	});

	it('has only commands that tests or the checks of every push run', () => {
		expect(commandsIn(text).sort()).toEqual(Object.keys(RUN_BY).sort());
		const idle = Object.values(RUN_BY).filter(([file, words]) => !page(file).includes(words));
		expect(idle).toEqual([]);
	});

	it('lists every template by the title that the editor shows, in the order of npm run n8n', () => {
		const listed = [...text.matchAll(/^\| \[([^\]]+)\]\(examples\/([\w-]+)\.json\)/gm)];
		expect(listed.map(([, title, name]) => [name, title])).toEqual(
			[...EXAMPLES].sort().map((name) => [name, readExample(name).name]),
		);
	});

	it('leads to every page of docs/', () => {
		const linked = PAGES.filter((path) => text.includes(`](${path})`));
		expect(linked).toEqual(PAGES);
	});

	it.each(['README.md', ...PAGES])(
		'and its pages lead to files and headings that exist: %s',
		(path) => {
			const links = [...page(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
			const broken = links.filter((target) => {
				if (/^https?:/.test(target)) return false;
				const [file, heading] = target.split('#');
				const linked = file === '' ? path : join(dirname(path), file);
				if (!existsSync(join(PACKAGE_FOLDER, linked))) return true;
				return heading !== undefined && !headingsOf(page(linked)).includes(heading);
			});
			expect(broken).toEqual([]);
		},
	);

	it.each(['README.md', ...PAGES])('and its pages have no heading twice: %s', (path) => {
		const headings = headingsOf(page(path));
		expect(headings.filter((heading, index) => headings.indexOf(heading) !== index)).toEqual([]);
	});

	it('and its pages name commands that exist', () => {
		const named = [...[text, ...PAGES.map(page)].join('\n').matchAll(/npm run ([\w:]+)/g)].map(
			([, script]) => script,
		);
		expect(named).toEqual(expect.arrayContaining(['n8n', 'demo', 'sandbox', 'e2e']));
		expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
	});
});
