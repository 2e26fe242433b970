import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'yaml';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';

interface Step {
	readonly name?: string;
	readonly uses?: string;
	readonly run?: string;
	readonly with?: Record<string, unknown>;
}

interface Job {
	readonly needs?: string;
	readonly permissions?: Record<string, string>;
	readonly strategy?: { matrix: { node: number[] } };
	readonly container?: { image: string };
	readonly 'timeout-minutes'?: number;
	readonly steps: Step[];
}

interface Workflow {
	readonly on: Record<string, unknown>;
	readonly permissions: Record<string, string>;
	readonly jobs: Record<string, Job>;
}

const read = (path: string) => readFileSync(join(PACKAGE_FOLDER, path), 'utf8');

const manifest = JSON.parse(read('package.json')) as {
	version: string;
	engines: { node: string };
	scripts: Record<string, string>;
	repository: { url: string };
	publishConfig: Record<string, unknown>;
};

const SCRIPTS = Object.keys(manifest.scripts);

const NAMES = readdirSync(join(PACKAGE_FOLDER, '.github/workflows'));
const TEXTS = Object.fromEntries(NAMES.map((name) => [name, read(`.github/workflows/${name}`)]));
const WORKFLOWS = Object.fromEntries(
	NAMES.map((name) => [name, parse(TEXTS[name]) as Workflow] as const),
);

const ci = WORKFLOWS['ci.yml'];
const publish = WORKFLOWS['publish.yml'];
const jobsOf = (name: string) => Object.values(WORKFLOWS[name].jobs);
const stepsOf = (name: string) => jobsOf(name).flatMap(({ steps }) => steps);

describe.each(NAMES)('The workflow %s', (name) => {
	it('runs no action but by its commit, and says which version that is', () => {
		const lines = TEXTS[name].split('\n').filter((line) => /\buses:/.test(line));
		const loose = lines.filter(
			(line) => !/^\s+(- )?uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line),
		);
		expect(loose).toEqual([]);
		// None is written in another way.
		expect(stepsOf(name).filter(({ uses }) => uses !== undefined)).toHaveLength(lines.length);
	});

	it('runs no container but by its digest', () => {
		const images = jobsOf(name).flatMap(({ container }) => container?.image ?? []);
		expect(images.filter((image) => !/:[\w.-]+@sha256:[0-9a-f]{64}$/.test(image))).toEqual([]);
	});

	it('names scripts that exist', () => {
		const named = [...TEXTS[name].matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script);
		expect(named).not.toEqual([]);
		expect(named.filter((script) => !SCRIPTS.includes(script))).toEqual([]);
	});

	it('may read the repository, and no more unless a job says so', () => {
		expect(WORKFLOWS[name].permissions).toEqual({ contents: 'read' });
	});

	it('leaves no token of the repository behind and ends by itself', () => {
		for (const job of jobsOf(name)) expect(job['timeout-minutes']).toBeLessThanOrEqual(45);
		const checkouts = stepsOf(name).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
		expect(checkouts).toHaveLength(jobsOf(name).length);
		for (const step of checkouts) expect(step.with).toEqual({ 'persist-credentials': false });
	});

	it('puts nothing that others can name into a shell', () => {
		expect(stepsOf(name).filter(({ run }) => run?.includes('${{'))).toEqual([]);
		expect(WORKFLOWS[name].on).not.toHaveProperty('pull_request_target');
	});
});

describe('The workflows', () => {
	it('run each action in one version', () => {
		const pins = NAMES.flatMap((name) => [...TEXTS[name].matchAll(/uses: (\S+)@(.+)/g)]);
		const versions = new Map<string, Set<string>>();
		for (const [, action, version] of pins) {
			versions.set(action, (versions.get(action) ?? new Set()).add(version));
		}
		expect([...versions].filter(([, all]) => all.size > 1)).toEqual([]);
	});
});

describe('CI', () => {
	it('runs on main and on every pull request', () => {
		expect(ci.on).toEqual({ push: { branches: ['main'] }, pull_request: null });
	});

	it('runs step by step what .ci/run runs', () => {
		const whole = [...read('.ci/run').matchAll(/^step (.+)$/gm)].map(([, command]) => command);
		expect(whole.length).toBeGreaterThan(5);
		const commands = (job: Job) => job.steps.flatMap(({ run }) => run ?? []);
		expect(whole).toEqual([...commands(ci.jobs.check), commands(ci.jobs.e2e).at(-1)]);
	});

	it('runs on the oldest Node that package.json allows, and on newer ones', () => {
		const [, oldest] = /^>=(\d+)\./.exec(manifest.engines.node) ?? [];
		const nodes = ci.jobs.check.strategy?.matrix.node ?? [];
		expect(Math.min(...nodes)).toBe(Number(oldest));
		expect(nodes.length).toBeGreaterThan(2);
		const [, image] = /^node:(\d+)-/.exec(ci.jobs.e2e.container?.image ?? '') ?? [];
		expect(nodes).toContain(Number(image));
	});

	it('asks for no permission and no secret', () => {
		for (const { permissions } of Object.values(ci.jobs)) expect(permissions).toBeUndefined();
		expect(TEXTS['ci.yml']).not.toContain('secrets.');
	});
});

describe('Publishing', () => {
	it('starts with a version tag and nothing else', () => {
		expect(publish.on).toEqual({ push: { tags: ['*.*.*'] } });
	});

	it('comes after the whole gate', () => {
		expect(publish.jobs.publish.needs).toBe('check');
		expect(publish.jobs.check.steps.map(({ run }) => run)).toContain('.ci/run');
	});

	it('may sign with the identity of the workflow, in the job that publishes alone', () => {
		expect(publish.jobs.publish.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
		expect(publish.jobs.check.permissions).toBeUndefined();
		expect(TEXTS['publish.yml'].match(/secrets\.\w+/g)).toEqual(['secrets.NPM_TOKEN']);
	});

	it('installs what the lock names, through no cache that others have written', () => {
		const setups = stepsOf('publish.yml').filter(({ uses }) => uses?.includes('/setup-node@'));
		expect(setups).toHaveLength(1);
		for (const step of setups) {
			expect(step.with).toMatchObject({ 'package-manager-cache': false });
			expect(step.with).not.toHaveProperty('cache');
		}
		expect(TEXTS['publish.yml']).not.toContain('actions/cache@');
		expect(publish.jobs.publish.steps.flatMap(({ run }) => run ?? [])).toContain('npm ci');
	});

	it('goes by n8n’s release command, public and with provenance', () => {
		expect(manifest.scripts).toMatchObject({
			prepublishOnly: 'n8n-node prerelease',
			release: 'n8n-node release',
		});
		expect(publish.jobs.publish.steps.at(-1)?.run).toBe('npm run release');
		expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
	});

	it('leaves the changelog, which is written by hand, as it is', () => {
		expect(JSON.parse(read('.auto-changelog'))).toEqual({ stdout: true });
		const [, newest] = /^## \[(.+?)\]/m.exec(read('CHANGELOG.md')) ?? [];
		expect(newest).toBe(manifest.version);
	});

	it('has a tag without a v, as `npm version` makes it', () => {
		expect(read('.npmrc')).toMatch(/^tag-version-prefix=""$/m);
	});

	describe.each([
		['its tag is the version', '1.2.3', '1.2.3', '2031-02-03', true],
		['its tag is another version', '1.2.4', '1.2.3', '2031-02-03', false],
		['its tag has a v', 'v1.2.3', '1.2.3', '2031-02-03', false],
		['its changelog has no date yet', '1.2.3', '1.2.3', 'unreleased', false],
		['its changelog has a version like it', '1.2.3', '1.2.3', '2031-02-03', false, '1x2.3'],
	])('when %s', (_, tag, version, date, passes, logged = version) => {
		it(passes ? 'goes on' : 'stops', () => {
			const folder = mkdtempSync(join(tmpdir(), 'release-'));
			try {
				writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
				writeFileSync(join(folder, 'CHANGELOG.md'), `# Changelog\n\n## [${logged}] - ${date}\n`);
				const checks = publish.jobs.check.steps.filter((step) => step.run?.includes('::error::'));
				expect(checks).toHaveLength(2);
				const env = { ...process.env, GITHUB_REF_NAME: tag };
				const run = () => {
					for (const check of checks) {
						execFileSync('bash', ['-e', '-c', check.run ?? ''], {
							cwd: folder,
							env,
							stdio: 'pipe',
						});
					}
				};
				if (passes) expect(run).not.toThrow();
				else expect(run).toThrow(/::error::|Command failed/);
			} finally {
				rmSync(folder, { recursive: true, force: true });
			}
		});
	});
});

describe('The forms for issues', () => {
	const FOLDER = '.github/ISSUE_TEMPLATE';
	const forms = readdirSync(join(PACKAGE_FOLDER, FOLDER)).filter((name) => name !== 'config.yml');

	it('are the only way to open one', () => {
		expect(forms).toEqual(['bug.yml', 'feature.yml', 'probe.yml']);
		expect(parse(read(`${FOLDER}/config.yml`))).toMatchObject({ blank_issues_enabled: false });
	});

	it.each(forms)('have a name, a description, and fields that GitHub knows: %s', (name) => {
		const form = parse(read(`${FOLDER}/${name}`)) as Record<string, unknown> & {
			body: Array<{ type: string; id?: string; attributes: Record<string, unknown> }>;
		};
		expect(form).toMatchObject({
			name: expect.any(String) as string,
			description: expect.any(String) as string,
		});
		const fields = form.body.filter(({ type }) => type !== 'markdown');
		for (const { type, id, attributes } of fields) {
			expect(type).toMatch(/^(input|textarea|dropdown|checkboxes)$/);
			expect(id).toMatch(/^[a-z0-9-]+$/);
			expect(attributes.label).toEqual(expect.any(String));
		}
		expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
	});

	it('ask to keep the key', () => {
		expect(read(`${FOLDER}/bug.yml`)).toContain('Never paste your API key');
	});
});

describe('Where the package lives', () => {
	it('is said in package.json alone', () => {
		const [, coordinates] = /github\.com\/(.+?)\.git$/.exec(manifest.repository.url) ?? [];
		expect(coordinates).toMatch(/^[\w.-]+\/[\w.-]+$/);
		const files = readdirSync(join(PACKAGE_FOLDER, '.github'), {
			recursive: true,
			encoding: 'utf8',
		})
			.filter((path) => /\.(yml|md)$/.test(path))
			.map((path) => join('.github', path));
		const texts = [...files, 'SECURITY.md', 'CONTRIBUTING.md'];
		expect(texts.filter((path) => read(path).includes(coordinates))).toEqual([]);
	});
});
