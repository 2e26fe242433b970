import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { WorkflowJson } from '../../../engine/engine';
import { installPackage } from '../../../n8n/community';
import { prepareN8n } from '../../../n8n/installation';
import { N8nProcess } from '../../../n8n/process';
import { RestClient } from '../../../n8n/rest';
import { packTarball } from '../../../n8n/tarball';
import { NEWEST, type Release } from '../../../n8n/version';
import { saveCredential, saveWorkflow, type Credential } from '../../../n8n/workspace';
import { SandboxProcess } from '../../support/sandboxProcess';
import { logFile } from './logFile';

export const OWNER = { email: 'owner@example.com', password: 'Backboard1' };

export interface TestN8nOptions {
	/** Names the log file. */
	readonly name: string;
	/** Which n8n; by default the newest. */
	readonly release?: Release;
	/** Command-line options of the sandbox. */
	readonly sandbox?: readonly string[];
	readonly environment?: Readonly<Record<string, string>>;
	/** Brings the package to n8n before it starts; by default with npm, as the README says. */
	readonly install?: (userFolder: string) => Promise<void>;
}

/** A real n8n for one test file, with the packed package, the sandbox, an owner and a credential. */
export class TestN8n {
	private constructor(
		readonly userFolder: string,
		readonly process: N8nProcess,
		readonly sandbox: SandboxProcess,
		readonly rest: RestClient,
		readonly credential: Credential,
	) {}

	static async start(options: TestN8nOptions): Promise<TestN8n> {
		const { release = NEWEST } = options;
		const userFolder = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
		await mkdir(join(userFolder, 'files'));
		const sandbox = await SandboxProcess.start(...(options.sandbox ?? []));
		const started: { n8n?: N8nProcess } = {};
		try {
			await (options.install ?? installWithNpm)(userFolder);
			started.n8n = await N8nProcess.start({
				installation: await prepareN8n(release),
				userFolder,
				environment: {
					N8N_RESTRICT_FILE_ACCESS_TO: join(userFolder, 'files'),
					N8N_LOG_LEVEL: 'info',
					...options.environment,
				},
				logFile: await logFile(`${options.name}-${release.version}`),
			});
			const rest = new RestClient(started.n8n.url);
			await rest.logIn(OWNER);
			const access = { apiKey: sandbox.apiKey, baseUrl: sandbox.url };
			const credential = await saveCredential(rest, access);
			return new TestN8n(userFolder, started.n8n, sandbox, rest, credential);
		} catch (error) {
			await started.n8n?.kill();
			await sandbox.stop();
			throw error;
		}
	}

	/** A folder that n8n's file nodes may read. */
	get files(): string {
		return join(this.userFolder, 'files');
	}

	/** Saves a workflow and returns its ID. */
	async save(workflow: WorkflowJson): Promise<string> {
		return (await saveWorkflow(this.rest, workflow)).id;
	}

	async stop(): Promise<void> {
		await this.process.stop();
		await this.sandbox.stop();
		await rm(this.userFolder, { recursive: true, force: true, maxRetries: 3 });
	}
}

async function installWithNpm(userFolder: string): Promise<void> {
	await installPackage(userFolder, await packTarball(userFolder));
}
