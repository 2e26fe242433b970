import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { Sandbox } from '../../sandbox/server';

/** What only a process has: signals, and a death in the middle. */
describe('The process of the probe', () => {
	const out = mkdtempSync(join(tmpdir(), 'probe-'));
	afterAll(() => rmSync(out, { recursive: true, force: true }));

	function start(url: string, ...args: string[]): ChildProcess {
		const env = { ...process.env, BACKBOARD_API_KEY: 'espr_sandbox_key', BACKBOARD_BASE_URL: url };
		const script = ['--import', 'tsx', 'probe/main.ts', '--out', out, ...args];
		return spawn(process.execPath, script, { env });
	}

	async function finished(child: ChildProcess) {
		const texts = { stdout: '', stderr: '' };
		child.stdout?.on('data', (data: Buffer) => (texts.stdout += data.toString()));
		child.stderr?.on('data', (data: Buffer) => (texts.stderr += data.toString()));
		const [code] = (await once(child, 'close')) as [number | null];
		return { code, ...texts };
	}

	/** Until the sandbox has taken so many messages. */
	async function messages(sandbox: Sandbox, count: number): Promise<void> {
		while (sandbox.journal.messages().length < count) await delay(10);
	}

	it('leaves nothing behind after a death in the middle and a second start', async () => {
		const sandbox = await Sandbox.start({ latency: 15 });
		const killed = start(sandbox.url, '--yes');
		await messages(sandbox, 3);
		killed.kill('SIGKILL');
		await once(killed, 'close');
		expect(sandbox.store.assistants.size).toBeGreaterThan(0);
		expect(readdirSync(out).filter((name) => name.startsWith('made-'))).toHaveLength(1);
		const { code, stdout } = await finished(start(sandbox.url, '--clean'));
		expect({ code, stdout }).toEqual({ code: 0, stdout: 'Nothing is left behind.\n' });
		expect(sandbox.store.assistants.size + sandbox.store.threads.size).toBe(0);
		expect(readdirSync(out).filter((name) => name.startsWith('made-'))).toEqual([]);
		await sandbox.close();
	});

	it('is the only one of its account', async () => {
		const sandbox = await Sandbox.start({ latency: 15 });
		const child = start(sandbox.url, '--yes');
		const end = finished(child);
		await messages(sandbox, 1);
		const { code, stderr } = await finished(start(sandbox.url, '--clean'));
		expect(code).toBe(1);
		expect(stderr).toContain(`Another probe of this account is running (process ${child.pid})`);
		expect(sandbox.store.assistants.size).toBeGreaterThan(0);
		child.kill('SIGINT');
		await end;
		expect(readdirSync(out).filter((name) => name.startsWith('running-'))).toEqual([]);
		await sandbox.close();
	});

	it('stops and deletes when nobody reads its output any more', async () => {
		const sandbox = await Sandbox.start({ latency: 15 });
		const child = start(sandbox.url, '--yes');
		await messages(sandbox, 3);
		child.stdout?.destroy();
		await once(child, 'exit');
		expect(sandbox.store.assistants.size + sandbox.store.threads.size).toBe(0);
		await sandbox.close();
	});

	it('deletes what it made after Ctrl-C, which terminal and npm both hand on, and keeps the answers so far', async () => {
		const sandbox = await Sandbox.start({ latency: 15 });
		const child = start(sandbox.url, '--yes');
		const end = finished(child);
		await messages(sandbox, 3);
		child.kill('SIGINT');
		await delay(60);
		child.kill('SIGINT');
		const { code, stdout, stderr } = await end;
		expect({ code, stderr }).toEqual({
			code: 1,
			stderr: 'Stopping, and deleting what was made …\nStopped.\n',
		});
		const [, file = ''] = /^Report: (.+)$/m.exec(stdout) ?? [];
		expect(readFileSync(file, 'utf8')).toContain('The questions ended early: Stopped.');
		expect(sandbox.store.assistants.size + sandbox.store.threads.size).toBe(0);
		await sandbox.close();
	});
});
