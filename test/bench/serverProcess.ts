import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** A server in a process of its own: its work is not the caller's. */
export interface ServerProcess {
	readonly url: string;
	stop(): Promise<void>;
}

/**
 * Starts a script of this folder that prints its address as its first line.
 *
 * @param options command-line options of the script
 */
export async function startServer(script: string, ...options: string[]): Promise<ServerProcess> {
	const child = spawn(
		process.execPath,
		['--import', 'tsx', join(__dirname, `${script}.ts`), ...options],
		{ stdio: ['ignore', 'pipe', 'inherit'] },
	);
	const stop = async () => {
		if (child.exitCode !== null) return;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.kill();
		await gone;
	};
	for await (const url of createInterface({ input: child.stdout })) return { url, stop };
	throw new Error(`${script} did not start`);
}
