import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { RawServer } from '../support/rawServer';
import { demo, demoProcess, startDemo, TestFolder } from './demoCommand';

/** What only a process has: streams, an exit code, signals. Everything else is tested without one. */
describe('the process of the demo', () => {
	const folder = new TestFolder();
	afterAll(() => folder.remove());

	it('exits with 1 and one line on stderr for a problem of the user', async () => {
		const args = [folder.file('nothing.md')];
		const run = await demoProcess(args);
		expect(run).toEqual({
			code: 1,
			stdout: '',
			problems: [expect.stringContaining('nothing.md" does not exist')],
		});
		expect(run).toEqual(await demo(args));
	});

	it.each<[NodeJS.Signals, number]>([
		['SIGINT', 130],
		['SIGTERM', 143],
	])('that %s stops exits with %i and leaves nothing behind', async (signal, code) => {
		const tmp = folder.file(`tmp-${signal}`);
		const out = folder.file(`${signal}.json`);
		mkdirSync(tmp);
		const silent = await RawServer.start(() => {});
		const live = { BACKBOARD_API_KEY: 'espr_key_of_a_user', BACKBOARD_BASE_URL: silent.url };
		const child = startDemo(['--out', out], { ...live, TMPDIR: tmp });
		// Its README.pdf is written by then, and its key is being tried.
		while (silent.requests.length === 0) await delay(20);
		child.kill(signal);
		const [exitCode] = (await once(child, 'exit')) as [number | null];
		await silent.stop();
		expect(exitCode).toBe(code);
		expect(readdirSync(tmp).filter((name) => /backboard-demo|n8n-engine/.test(name))).toEqual([]);
		expect(existsSync(out)).toBe(false);
	});
});
