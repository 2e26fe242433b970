import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeListSearchResult } from 'n8n-workflow-oldest';

import { prepareN8n } from '../installation';
import { unpackTarball } from '../tarball';
import { OLDEST } from '../version';
import type { Answer, Job, Loaded, RunJob, RunOutcome, SearchJob } from './protocol';

const ROOT = join(__dirname, '..', '..');

/** Where n8n 1.123 keeps files of items: in the item, which is its default, or in a folder. */
export type BinaryMode = 'default' | 'filesystem';

/** The package, from its tarball, in the engine of n8n 1.123 on Node 20, in a process of its own. */
export class OldestProcess {
	private constructor(
		private readonly child: ChildProcess,
		/** Where the tarball was unpacked. */
		readonly packageFolder: string,
		readonly loaded: Loaded,
	) {}

	/**
	 * Installs that n8n first, if it is not there; that takes some minutes.
	 *
	 * @param folder gets the unpacked package and the home of n8n; to be removed by the caller
	 */
	static async start(
		tarball: string,
		folder: string,
		binaryMode: BinaryMode,
	): Promise<OldestProcess> {
		const { folder: core, node } = await prepareN8n(OLDEST);
		const home = realpathSync(mkdtempSync(join(folder, 'home-')));
		// The place that n8n's installer gives a package.
		const packageFolder = join(home, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-backboard');
		mkdirSync(packageFolder, { recursive: true });
		await unpackTarball(tarball, packageFolder);
		const child = fork(join(__dirname, 'main.ts'), [core, packageFolder], {
			cwd: ROOT,
			execPath: node,
			execArgv: ['--import', 'tsx'],
			serialization: 'advanced',
			env: { ...process.env, ...environment(core, home, binaryMode) },
		});
		const { loaded } = await nextAnswer(child, 'loaded');
		return new OldestProcess(child, packageFolder, loaded);
	}

	async run(job: RunJob): Promise<RunOutcome> {
		return (await this.ask(job, 'outcome')).outcome;
	}

	async search(job: SearchJob): Promise<INodeListSearchResult> {
		return (await this.ask(job, 'found')).found;
	}

	async stop(): Promise<void> {
		const gone = once(this.child, 'exit');
		this.child.disconnect();
		await gone;
	}

	private async ask<K extends string>(
		job: Job,
		key: K,
	): Promise<Extract<Answer, Record<K, unknown>>> {
		const answer = nextAnswer(this.child, key);
		this.child.send(job);
		return await answer;
	}
}

function environment(core: string, home: string, binaryMode: BinaryMode): NodeJS.ProcessEnv {
	return {
		// As in n8n's image; under test n8n loads nodes in another way.
		NODE_ENV: 'production',
		// In this way n8n lets packages find the copy of n8n-workflow that it works with itself.
		NODE_PATH: join(core, 'node_modules'),
		N8N_USER_FOLDER: home,
		N8N_ENCRYPTION_KEY: 'only for this process',
		N8N_LOG_LEVEL: 'silent',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_DEFAULT_BINARY_DATA_MODE: binaryMode,
	};
}

async function nextAnswer<K extends string>(
	child: ChildProcess,
	key: K,
): Promise<Extract<Answer, Record<K, unknown>>> {
	const done = new AbortController();
	const { signal } = done;
	const answer = (await Promise.race([
		once(child, 'message', { signal }).then(([message]) => message as Answer),
		once(child, 'exit', { signal }).then(([code]) => ({ failed: `it ended with code ${code}` })),
	]).finally(() => done.abort())) as Answer;
	if ('failed' in answer) throw new Error(`The engine of n8n 1.123: ${answer.failed}`);
	if (key in answer) return answer as Extract<Answer, Record<K, unknown>>;
	throw new Error(`The engine of n8n 1.123 answered ${Object.keys(answer).join()}, not ${key}`);
}
