import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

import type { Fault } from '../../sandbox/fault';
import type { JournalEntry } from '../../sandbox/journal';

const ROOT = join(__dirname, '..', '..');
const END_WITH_PARENT = join(ROOT, 'n8n', 'endWithParent.cjs');

/** The sandbox in a process of its own: its work and memory are not the caller's. */
export class SandboxProcess {
	private constructor(
		private readonly process: ChildProcess,
		readonly url: string,
		readonly apiKey: string,
	) {}

	/** @param options command-line options of the sandbox */
	static async start(...options: string[]): Promise<SandboxProcess> {
		const child = spawn(
			process.execPath,
			[
				'--require',
				END_WITH_PARENT,
				'--import',
				'tsx',
				join(ROOT, 'sandbox', 'main.ts'),
				'--port',
				'0',
				...options,
			],
			{
				cwd: ROOT,
				env: { ...process.env, ENDS_WITH: String(process.pid) },
				stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
			},
		);
		(child.stdio[3] as Socket).unref();
		for await (const line of createInterface({ input: child.stdout as Readable })) {
			const found = /Base URL (\S+) and as API Key (\S+)/.exec(line);
			if (found) return new SandboxProcess(child, found[1], found[2]);
		}
		throw new Error('The sandbox did not start');
	}

	/** Requests that it has received. */
	async requests(): Promise<JournalEntry[]> {
		const response = await fetch(this.url.replace(/\/api$/, '/_sandbox/requests'));
		return (await response.json()) as JournalEntry[];
	}

	async forgetRequests(): Promise<void> {
		await fetch(this.url.replace(/\/api$/, '/_sandbox/requests'), { method: 'DELETE' });
	}

	/** Orders what is to go wrong with coming requests. */
	async order(...faults: Fault[]): Promise<void> {
		await fetch(this.url.replace(/\/api$/, '/_sandbox/faults'), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(faults),
		});
	}

	async clearFaults(): Promise<void> {
		await fetch(this.url.replace(/\/api$/, '/_sandbox/faults'), { method: 'DELETE' });
	}

	async stop(): Promise<void> {
		const gone = new Promise((resolve) => this.process.once('exit', resolve));
		this.process.kill();
		await gone;
	}
}
