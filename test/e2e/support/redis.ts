import { connect } from 'node:net';

import getPort from 'get-port';

import { GuardedServer, serverFolder } from './guardedServer';
import { systemProgram } from './systemProgram';

const HOST = '127.0.0.1';

/** A Redis server of its own, on loopback, which keeps everything in memory. */
export class Redis {
	readonly host = HOST;

	private constructor(
		private readonly server: GuardedServer,
		readonly port: number,
	) {}

	/** @param logFile where the server's output goes */
	static async start(logFile: string): Promise<Redis> {
		const program = systemProgram('redis-server', 'redis-server');
		const port = await getPort();
		const folder = await serverFolder('redis');
		const settings = { bind: HOST, port, dir: folder, save: '', appendonly: 'no' };
		const server = await GuardedServer.start({
			program,
			args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
			folder,
			logFile,
			stopSignal: 'TERM',
			isReady: async () => await answersPing(port),
		});
		return new Redis(server, port);
	}

	/** Where the server writes; gone when it has stopped. */
	get folder(): string {
		return this.server.folder;
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}
}

async function answersPing(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, HOST, () => socket.write('PING\r\n'));
		const end = (answered: boolean) => {
			socket.destroy();
			resolve(answered);
		};
		socket.once('data', (answer) => end(answer.toString().startsWith('+PONG')));
		socket.once('error', () => end(false));
		socket.setTimeout(1000, () => end(false));
	});
}
