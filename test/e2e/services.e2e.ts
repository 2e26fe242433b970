import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import { logFile } from './support/logFile';
import { Postgres } from './support/postgres';
import { Redis } from './support/redis';
import { systemProgram } from './support/systemProgram';

const REDIS = require.resolve('./support/redis');

/** A program that starts Redis, tells where it writes, and goes on. */
const OWNER = `
	const { Redis } = require(process.argv[1]);
	Redis.start(process.argv[2]).then(({ folder }) => console.log(folder));
	setInterval(() => {}, 1000);
`;

describe('The servers that queue mode needs', () => {
	it('answer when they are started, and leave nothing behind when they are stopped', async () => {
		const postgres = await Postgres.start(await logFile('postgres'));
		const redis = await Redis.start(await logFile('redis'));
		const folders = [postgres.folder, redis.folder];
		try {
			expect(await postgres.query('SELECT 1 + 1, current_user')).toEqual([['2', 'postgres']]);
			expect(folders.map((folder) => existsSync(folder))).toEqual([true, true]);
		} finally {
			await redis.stop();
			await postgres.stop();
		}
		expect(folders.map((folder) => existsSync(folder))).toEqual([false, false]);
		await expect(postgres.query('SELECT 1')).rejects.toThrow('Connection refused');
	});

	it('end with the process that started them, even when it is killed', async () => {
		const args = ['--import', 'tsx', '-e', OWNER, REDIS, await logFile('redis-killed')];
		const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
		const lines = createInterface({ input: owner.stdout })[Symbol.asyncIterator]();
		const folder = String((await lines.next()).value);
		expect(existsSync(folder)).toBe(true);
		owner.kill('SIGKILL');
		const until = Date.now() + 10_000;
		while (existsSync(folder) && Date.now() < until) await delay(50);
		expect(existsSync(folder)).toBe(false);
	});

	it('are told with the command that installs them when they are missing', () => {
		expect(() => systemProgram('no-such-server', 'some-package')).toThrow(
			'The program no-such-server is not installed. On Debian: sudo apt-get install -y some-package',
		);
	});
});
