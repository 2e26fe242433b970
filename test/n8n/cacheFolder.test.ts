import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cacheFolder, filledFolder } from '../../n8n/cacheFolder';

describe('A folder of the cache', () => {
	const before = process.env.XDG_CACHE_HOME;
	let home: string;

	beforeEach(() => {
		home = mkdtempSync(join(tmpdir(), 'cache-folder-'));
		process.env.XDG_CACHE_HOME = home;
	});
	afterEach(() => {
		if (before === undefined) delete process.env.XDG_CACHE_HOME;
		else process.env.XDG_CACHE_HOME = before;
		rmSync(home, { recursive: true, force: true });
	});

	it('is filled once, also when it is asked for twice at the same time', async () => {
		let fills = 0;
		const fill = async (folder: string) => {
			fills += 1;
			writeFileSync(join(folder, 'file'), 'text');
		};
		const folders = await Promise.all([filledFolder('n8n', fill), filledFolder('n8n', fill)]);
		folders.push(await filledFolder('n8n', fill));
		expect(folders).toEqual(Array(3).fill(cacheFolder('n8n')));
		expect(fills).toBe(1);
		expect(readdirSync(cacheFolder('n8n'))).toEqual(['file']);
		expect(readdirSync(cacheFolder(''))).toEqual(['n8n']);
	});

	it('is not there when filling it failed, and can be filled again', async () => {
		const failing = filledFolder('n8n', async (folder) => {
			writeFileSync(join(folder, 'half'), '');
			throw new Error('no network');
		});
		await expect(failing).rejects.toThrow('no network');
		expect(readdirSync(cacheFolder(''))).toEqual([]);
		await filledFolder('n8n', async (folder) => writeFileSync(join(folder, 'all'), ''));
		expect(readdirSync(cacheFolder('n8n'))).toEqual(['all']);
	});

	it('takes away what a process that has ended left, and nothing of one that works', async () => {
		const { pid: ended } = spawnSync(process.execPath, ['--version']);
		for (const pid of [ended, process.ppid]) {
			mkdirSync(cacheFolder(`unfinished-${pid}/n8n`), { recursive: true });
		}
		await filledFolder('n8n', async () => {});
		expect(existsSync(cacheFolder(`unfinished-${ended}`))).toBe(false);
		expect(existsSync(cacheFolder(`unfinished-${process.ppid}/n8n`))).toBe(true);
	});
});
