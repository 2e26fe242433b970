import { execFile, execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import getPort from 'get-port';

import { GuardedServer, serverFolder, type SystemUser } from './guardedServer';
import { systemProgram } from './systemProgram';

const run = promisify(execFile);

const DEBIAN_PACKAGE = 'postgresql';
const HOST = '127.0.0.1';
const USER = 'postgres';

/** A PostgreSQL server of its own, on loopback, without a password. */
export class Postgres {
	readonly host = HOST;
	readonly user = USER;
	readonly database = 'postgres';

	private constructor(
		private readonly server: GuardedServer,
		readonly port: number,
	) {}

	/** @param logFile where the server's output goes */
	static async start(logFile: string): Promise<Postgres> {
		const program = systemProgram('postgres', DEBIAN_PACKAGE);
		const user = serverUser();
		const folder = await serverFolder('postgres', user);
		const data = join(folder, 'data');
		try {
			const initialize = ['-D', data, '-U', USER, '--auth=trust', '--no-sync', '-E', 'UTF8'];
			const initdb = systemProgram('initdb', DEBIAN_PACKAGE);
			await run(initdb, [...initialize, '--locale=C.UTF-8'], { cwd: folder, ...user });
		} catch (error) {
			await rm(folder, { recursive: true, force: true });
			throw error;
		}
		const port = await getPort();
		const server = await GuardedServer.start({
			program,
			// Nothing here has to survive a crash of the machine; sockets stay in the server's own folder.
			args: ['-D', data, '-h', HOST, '-p', String(port), '-k', folder, '-c', 'fsync=off'],
			folder,
			logFile,
			// What PostgreSQL calls fast shutdown: it does not wait for clients to leave.
			stopSignal: 'INT',
			user,
			isReady: async () => await answers(port),
		});
		return new Postgres(server, port);
	}

	/** The rows of a query, each with its columns as texts. */
	async query(sql: string): Promise<string[][]> {
		const psql = systemProgram('psql', DEBIAN_PACKAGE);
		const target = ['-h', HOST, '-p', String(this.port), '-U', USER, '-d', this.database];
		const { stdout } = await run(psql, [...target, '-AtX', '-v', 'ON_ERROR_STOP=1', '-c', sql]);
		return stdout
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => line.split('|'));
	}

	/** Where the server writes; gone when it has stopped. */
	get folder(): string {
		return this.server.folder;
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package has made for it. */
function serverUser(): SystemUser | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const id = (option: string) => Number(execFileSync('id', [option, USER], { encoding: 'utf8' }));
	return { uid: id('-u'), gid: id('-g') };
}

async function answers(port: number): Promise<boolean> {
	const isReady = systemProgram('pg_isready', DEBIAN_PACKAGE);
	try {
		await run(isReady, ['-h', HOST, '-p', String(port)]);
		return true;
	} catch {
		return false;
	}
}
