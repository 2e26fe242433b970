import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import getPort from 'get-port';

import { n8nEnvironment } from '../../n8n/environment';
import { RestClient } from '../../n8n/rest';
import { Sandbox } from '../../sandbox/server';
import { itemsOf, runWorkflow } from './support/execution';

const ROOT = join(__dirname, '..', '..');

/** What `npm run n8n` prints when it is ready, as far as the next step of a user needs it. */
interface Start {
	readonly child: ChildProcess;
	readonly printed: string;
	readonly rest: RestClient;
	readonly seconds: number;
}

const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((file) => file.endsWith('.json'));

describe('npm run n8n', () => {
	let home: string;
	let port: number;
	const children: ChildProcess[] = [];

	beforeAll(async () => {
		home = await mkdtemp(join(tmpdir(), 'n8n-command-'));
	});

	afterAll(async () => {
		for (const child of children.filter(({ exitCode }) => exitCode === null)) child.kill('SIGKILL');
		await rm(home, { recursive: true, force: true, maxRetries: 3 });
	});

	/** The command below `npm run n8n`, without its build: that would take `dist` from other tests. */
	const start = async (options: string[] = [], environment: Record<string, string> = {}) => {
		const started = performance.now();
		const child = spawn(
			process.execPath,
			['--import', 'tsx', 'n8n/main.ts', '--home', home, '--port', String(port), ...options],
			{ cwd: ROOT, env: n8nEnvironment(environment), stdio: ['ignore', 'pipe', 'pipe'] },
		);
		children.push(child);
		let printed = '';
		child.stderr.on('data', (text) => (printed += text));
		for await (const line of createInterface({ input: child.stdout })) {
			printed += `${line}\n`;
			if (line.includes('Ctrl-C stops everything')) break;
		}
		return { child, printed, seconds: (performance.now() - started) / 1000 };
	};

	const ready = async (...how: Parameters<typeof start>): Promise<Start> => {
		port = await getPort();
		const run = await start(...how);
		const found = /ready at (\S+)\nLog in as +(\S+)\nwith password +(\S+)/.exec(run.printed);
		if (!found) throw new Error(`npm run n8n did not get ready:\n${run.printed}`);
		const rest = new RestClient(found[1]);
		await rest.logIn({ email: found[2], password: found[3] });
		return { ...run, rest };
	};

	const ctrlC = async (child: ChildProcess) => {
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGINT');
		await gone;
		return child.exitCode;
	};

	const listens = async (url: string) =>
		await fetch(url).then(
			() => true,
			() => false,
		);

	it('prints address and login, and the examples run as they are', async () => {
		const { child, rest, printed } = await ready();
		const workflows = await rest.get<Array<{ id: string; name: string }>>('/workflows');
		expect(workflows).toHaveLength(EXAMPLES.length);
		for (const { id, name } of workflows) {
			expect(printed).toContain(`${name}: ${rest.url}/workflow/${id}`);
		}
		const idOf = (name: string) => workflows.find((workflow) => workflow.name === name)!.id;
		const summary = await runWorkflow(rest, idOf('Summarize documents with Backboard'));
		expect(summary.status).toBe('success');
		expect(itemsOf(summary, 'Summaries')).toHaveLength(12);
		expect(itemsOf(summary, 'Failed documents')).toEqual([]);

		const sandboxUrl = /(http:\S+\/api)/.exec(printed)![1];
		expect(await listens(sandboxUrl)).toBe(true);
		expect(await ctrlC(child)).toBe(0);
		expect(await listens(sandboxUrl)).toBe(false);
		expect(await listens(rest.url)).toBe(false);
	});

	it('is there again within seconds, with the same login and no second examples', async () => {
		const { child, rest, seconds } = await ready();
		const workflows = await rest.get<unknown[]>('/workflows');
		expect(workflows).toHaveLength(EXAMPLES.length);
		const credentials = await rest.get<unknown[]>('/credentials');
		expect(credentials).toHaveLength(1);
		// Nothing is installed anew: that takes minutes.
		expect(seconds).toBeLessThan(90);
		expect(await ctrlC(child)).toBe(0);
	});

	it('talks to BACKBOARD_BASE_URL with BACKBOARD_API_KEY when it is called with --live', async () => {
		const backboard = await Sandbox.start({ apiKey: 'espr_live_of_this_test' });
		try {
			const { child, rest, printed } = await ready(['--live'], {
				BACKBOARD_API_KEY: 'espr_live_of_this_test',
				BACKBOARD_BASE_URL: backboard.url,
			});
			expect(printed).toContain(`Messages go to Backboard at ${backboard.url}.`);
			expect(printed).not.toContain('espr_live');
			const workflows = await rest.get<Array<{ id: string; name: string }>>('/workflows');
			const { id } = workflows.find(({ name }) => name.startsWith('Answer the tool calls'))!;
			expect((await runWorkflow(rest, id)).status).toBe('success');
			expect(backboard.journal.messages()).toHaveLength(1);
			expect(await ctrlC(child)).toBe(0);
		} finally {
			await backboard.close();
		}
	});

	it('says what is missing for --live, and what a port may be', async () => {
		port = await getPort();
		expect((await start(['--live'])).printed).toContain('--live needs BACKBOARD_API_KEY');
		port = 70_000;
		expect((await start()).printed).toContain('--port 70000: enter a whole number');
	});

	it('leaves nothing running when it is stopped before n8n is ready', async () => {
		port = await getPort();
		const args = ['--import', 'tsx', 'n8n/main.ts', '--home', home, '--port', String(port)];
		const child = spawn(process.execPath, args, {
			cwd: ROOT,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		children.push(child);
		for await (const line of createInterface({ input: child.stdout })) {
			if (line.startsWith('Starting n8n')) break;
		}
		await new Promise((resolve) => setTimeout(resolve, 500));
		await ctrlC(child);
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(await listens(`http://127.0.0.1:${port}`)).toBe(false);
	});
});
