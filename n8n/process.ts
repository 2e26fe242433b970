import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import getPort from 'get-port';

import { n8nEnvironment } from './environment';
import type { Installation } from './installation';

const END_WITH_PARENT = join(__dirname, 'endWithParent.cjs');

const LOOPBACK = { host: '127.0.0.1' };

/** How long n8n may take to get ready, in ms; the first start also makes the database. */
const START_LIMIT = 120_000;

/** How long n8n may take to stop before it is killed, in ms. */
const STOP_LIMIT = 40_000;

export interface N8nOptions {
	readonly installation: Installation;
	/** `worker` takes executions from the queue and serves nothing but its health. */
	readonly command?: 'start' | 'worker';
	readonly arguments?: readonly string[];
	/** n8n keeps everything below `<userFolder>/.n8n`. */
	readonly userFolder: string;
	/** Where the editor is served; without it on a free port. */
	readonly port?: number;
	readonly environment?: Readonly<Record<string, string>>;
	readonly logFile: string;
}

/** A running n8n, with all the processes that it starts itself. */
export class N8nProcess {
	private constructor(
		private readonly child: ChildProcess,
		/** Address of the editor, or of a worker's health check. */
		readonly url: string,
		readonly logFile: string,
	) {}

	/** Starts n8n on loopback and waits until it is ready. Throws what it printed when it ends before. */
	static async start(options: N8nOptions): Promise<N8nProcess> {
		const { installation, command = 'start', logFile } = options;
		const port = options.port ?? (await getPort(LOOPBACK));
		const child = spawn(
			installation.node,
			['--require', END_WITH_PARENT, installation.program, command, ...(options.arguments ?? [])],
			{
				cwd: options.userFolder,
				env: n8nEnvironment({
					...(await ports(command, port)),
					N8N_USER_FOLDER: options.userFolder,
					ENDS_WITH: String(process.pid),
					...installation.environment,
					...options.environment,
				}),
				stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
				// A process group of its own, so that task runners end with it.
				detached: process.platform !== 'win32',
			},
		);
		(child.stdio[3] as Socket).unref();
		const log = createWriteStream(logFile);
		child.stdout?.pipe(log, { end: false });
		child.stderr?.pipe(log, { end: false });
		child.once('close', () => log.end());
		const n8n = new N8nProcess(child, `http://127.0.0.1:${port}`, logFile);
		process.once('exit', n8n.killNow);
		await n8n.ready(command).catch(async (error: Error) => {
			await n8n.kill();
			throw error;
		});
		return n8n;
	}

	get id(): number {
		return this.child.pid as number;
	}

	get running(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	/** Everything that n8n has printed. */
	async log(): Promise<string> {
		return await readFile(this.logFile, 'utf8');
	}

	/** Lets n8n end in good order; after a while, and for what it leaves behind, the hard way. */
	async stop(): Promise<void> {
		if (this.running) this.child.kill('SIGTERM');
		await Promise.race([this.gone(), delay(STOP_LIMIT, undefined, { ref: false })]);
		await this.kill();
	}

	/** Ends n8n at once, as a power cut would. */
	async kill(): Promise<void> {
		this.killNow();
		await this.gone();
		process.off('exit', this.killNow);
	}

	private readonly killNow = () => {
		try {
			if (process.platform === 'win32') this.child.kill('SIGKILL');
			else process.kill(-this.id, 'SIGKILL');
		} catch {
			// The whole group has gone already.
		}
	};

	private async gone(): Promise<void> {
		if (this.running) await new Promise((resolve) => this.child.once('exit', resolve));
	}

	private async answers(paths: readonly string[]): Promise<boolean> {
		for (const path of paths) {
			const answer = await fetch(this.url + path).catch(() => undefined);
			if (!answer?.ok) return false;
		}
		return true;
	}

	private async ready(command: string): Promise<void> {
		// n8n 1 calls itself ready before it has its endpoints.
		const paths = command === 'worker' ? ['/healthz'] : ['/healthz/readiness', '/rest/settings'];
		const until = Date.now() + START_LIMIT;
		while (this.running && Date.now() < until) {
			if (await this.answers(paths)) return;
			await delay(250);
		}
		const printed = (await this.log()).trimEnd().split('\n').slice(-20).join('\n');
		throw new Error(`n8n ${command} did not get ready. It said:\n${printed}\n(${this.logFile})`);
	}
}

/** Every n8n process listens for its task runners, on a port of its own. */
async function ports(command: string, port: number): Promise<Record<string, string>> {
	const own = { N8N_RUNNERS_BROKER_PORT: String(await getPort(LOOPBACK)) };
	if (command === 'start') return { ...own, N8N_PORT: String(port) };
	return { ...own, QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port) };
}
