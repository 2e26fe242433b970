import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installPackage } from '../../../n8n/community';
import { prepareN8n } from '../../../n8n/installation';
import { N8nProcess, type N8nOptions } from '../../../n8n/process';
import { RestClient } from '../../../n8n/rest';
import { packTarball } from '../../../n8n/tarball';
import { NEWEST } from '../../../n8n/version';
import type { Credential } from '../../../n8n/workspace';
import { SandboxProcess } from '../../support/sandboxProcess';
import { RECORDS } from './logFile';
import { Postgres } from './postgres';
import { Redis } from './redis';
import { OWNER } from './testN8n';

const LOGS = join(RECORDS, 'queue');

type Environment = Readonly<Record<string, string>>;
type StartProcess = (
	name: string,
	options: Pick<N8nOptions, 'command' | 'arguments' | 'environment'>,
) => Promise<N8nProcess>;

/**
 * n8n in queue mode: a main process, and workers that share nothing with it but Postgres, Redis and
 * the encryption key, as if each were on a machine of its own.
 */
export interface QueueMode {
	readonly postgres: Postgres;
	readonly sandbox: SandboxProcess;
	readonly main: N8nProcess;
	readonly rest: RestClient;
	readonly credential: Credential;
	/** Starts one more worker, with n8n's default settings unless `environment` has others. */
	startWorker(name: string, concurrency: number, environment?: Environment): Promise<N8nProcess>;
	/** Makes a credential for another Backboard than the sandbox of this queue mode. */
	addCredential(name: string, sandbox: SandboxProcess): Promise<Credential>;
	/** Stops everything, workers included. */
	stop(): Promise<void>;
}

/**
 * Starts services and main process; what runs is stopped again when a part fails.
 *
 * @param sandboxOptions command-line options of the sandbox
 */
export async function startQueueMode(...sandboxOptions: string[]): Promise<QueueMode> {
	const running: Array<{ stop(): Promise<void> }> = [];
	const stop = async () => {
		for (const part of running.splice(0).reverse()) await part.stop();
	};
	const keep = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
		const part = await starting;
		running.push(part);
		return part;
	};
	try {
		await rm(LOGS, { recursive: true, force: true });
		await mkdir(LOGS, { recursive: true });
		const folder = await keep(temporaryFolder());
		const postgres = await keep(Postgres.start(join(LOGS, 'postgres.log')));
		const redis = await keep(Redis.start(join(LOGS, 'redis.log')));
		const sandbox = await keep(SandboxProcess.start(...sandboxOptions));
		const startProcess = await machines(folder.path, sharedEnvironment(postgres, redis));
		const main = await keep(startProcess('main', {}));
		const rest = new RestClient(main.url);
		await rest.logIn(OWNER);
		const addCredential: QueueMode['addCredential'] = async (name, { apiKey, url }) =>
			await rest.post('/credentials', {
				name,
				type: 'backboardApi',
				data: { apiKey, baseUrl: url },
			});
		const credential = await addCredential('Sandbox', sandbox);
		const startWorker: QueueMode['startWorker'] = async (name, concurrency, environment) =>
			await keep(
				startProcess(name, {
					command: 'worker',
					arguments: [`--concurrency=${concurrency}`],
					environment,
				}),
			);
		return { postgres, sandbox, main, rest, credential, startWorker, addCredential, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

async function temporaryFolder(): Promise<{ path: string; stop(): Promise<void> }> {
	const path = await mkdtemp(join(tmpdir(), 'queue-e2e-'));
	const stop = async () => await rm(path, { recursive: true, force: true, maxRetries: 3 });
	return { path, stop };
}

/** Starts processes with a folder and an installed package each. */
async function machines(folder: string, shared: Environment): Promise<StartProcess> {
	const tarball = await packTarball(folder);
	return async (name, { environment, ...options }) => {
		const userFolder = join(folder, name);
		await mkdir(userFolder);
		await installPackage(userFolder, tarball);
		return await N8nProcess.start({
			...options,
			installation: await prepareN8n(NEWEST),
			userFolder,
			environment: { ...shared, ...environment },
			logFile: join(LOGS, `${name}.log`),
		});
	};
}

function sharedEnvironment(postgres: Postgres, redis: Redis): Environment {
	return {
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: 'a key that main and workers share',
		N8N_DEFAULT_BINARY_DATA_MODE: 'database',
		N8N_LOG_LEVEL: 'info',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: postgres.host,
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_USER: postgres.user,
		DB_POSTGRESDB_DATABASE: postgres.database,
		QUEUE_BULL_REDIS_HOST: redis.host,
		QUEUE_BULL_REDIS_PORT: String(redis.port),
	};
}
