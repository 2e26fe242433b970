import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { chown, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const GUARD = join(__dirname, 'guard.sh');
const START_LIMIT = 60_000;

/** A user of the system, by number. */
export interface SystemUser {
	readonly uid: number;
	readonly gid: number;
}

export interface ServerOptions {
	readonly program: string;
	readonly args: readonly string[];
	/** Everything the server writes; removed when it ends. */
	readonly folder: string;
	readonly logFile: string;
	readonly stopSignal: 'TERM' | 'INT';
	readonly user?: SystemUser;
	/** Whether it answers. Asked again until it does. */
	isReady(): Promise<boolean>;
}

/** A server in a process of its own, which is stopped with `stop` or with the process that started it. */
export class GuardedServer {
	private constructor(
		private readonly guard: ChildProcess,
		readonly folder: string,
	) {}

	/** Resolves when the server answers; throws when it ends or does not answer within a minute. */
	static async start(options: ServerOptions): Promise<GuardedServer> {
		const { program, args, folder, logFile, stopSignal, user } = options;
		mkdirSync(dirname(logFile), { recursive: true });
		const log = openSync(logFile, 'w');
		const guard = spawn('sh', [GUARD, folder, stopSignal, program, ...args], {
			cwd: folder,
			stdio: ['pipe', log, log],
			// Ctrl-C reaches the whole group of the terminal; the guard stops the server in order instead.
			detached: true,
			...user,
		});
		closeSync(log);
		const server = new GuardedServer(guard, folder);
		const end = Date.now() + START_LIMIT;
		while (!(await options.isReady())) {
			if (server.isGone() || Date.now() > end) {
				await server.stop();
				throw new Error(`${program} did not start. Its log: ${logFile}`);
			}
			await delay(50);
		}
		return server;
	}

	/** Stops the server and removes its folder. */
	async stop(): Promise<void> {
		if (this.isGone()) return;
		const gone = new Promise((resolve) => this.guard.once('exit', resolve));
		this.guard.stdin?.end();
		await gone;
	}

	private isGone(): boolean {
		return this.guard.exitCode !== null || this.guard.signalCode !== null;
	}
}

/** A temporary folder for a server, which belongs to the user that the server runs as. */
export async function serverFolder(name: string, user?: SystemUser): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), `${name}-e2e-`));
	if (user) await chown(folder, user.uid, user.gid);
	return folder;
}
