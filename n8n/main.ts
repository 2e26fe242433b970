import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import getPort from 'get-port';

import { connect, type Backboard } from '../demo/backboard';
import { Problem } from '../demo/problem';
import { cacheFolder } from './cacheFolder';
import { copyDocuments, installThisPackage, ownerOf } from './home';
import { prepareN8n } from './installation';
import { N8nProcess } from './process';
import { RestClient, type Owner } from './rest';
import { seed } from './seed';
import { NEWEST } from './version';
import { importExamples, saveCredential } from './workspace';

const USAGE = `Starts a real n8n with this package, a ready credential and all examples.

  npm run n8n -- [--live] [--port 5678] [--home folder]

  --live   talk to Backboard with BACKBOARD_API_KEY, not to the sandbox
  --port   where the editor is served, on 127.0.0.1 (another one if it is in use)
  --home   where n8n keeps workflows and credentials (a folder in the cache)

The first start installs n8n into the cache. Ctrl-C stops everything.`;

/** What there is to stop, once there is something. */
interface Running {
	stop?: () => Promise<void>;
	stopping?: boolean;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			live: { type: 'boolean', default: false },
			port: { type: 'string', default: '5678' },
			home: { type: 'string' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help) {
		console.log(USAGE);
		return;
	}
	const wanted = Number(values.port);
	if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65_535) {
		throw new Problem(`--port ${values.port}: enter a whole number from 1 to 65535.`);
	}
	const running: Running = {};
	stopOnSignal(running);
	const backboard = await connectBackboard(values.live);
	const home = resolve(values.home ?? cacheFolder(values.live ? 'home-live' : 'home'));
	await start(home, await getPort({ port: wanted, host: '127.0.0.1' }), backboard, running);
}

async function connectBackboard(live: boolean): Promise<Backboard> {
	if (!live) return await connect({});
	if (!process.env.BACKBOARD_API_KEY?.trim()) {
		throw new Problem('--live needs BACKBOARD_API_KEY in the environment.');
	}
	return await connect(process.env);
}

/** Everything up to the address that is printed; `home` is kept from start to start. */
async function start(
	home: string,
	port: number,
	backboard: Backboard,
	running: Running,
): Promise<void> {
	const installation = await prepareN8n(NEWEST);
	// Keys are kept in there, encrypted by n8n.
	await mkdir(home, { recursive: true, mode: 0o700 });
	console.log('Installing this package into n8n …');
	await installThisPackage(home);
	const documents = await copyDocuments(home);
	console.log('Starting n8n …');
	const n8n = await N8nProcess.start({
		installation,
		userFolder: home,
		port,
		environment: { N8N_RESTRICT_FILE_ACCESS_TO: documents },
		logFile: join(home, 'n8n.log'),
	});
	running.stop = async () => {
		await n8n.stop();
		await backboard.close();
	};
	if (backboard.store) await seed(backboard, backboard.store);
	const rest = new RestClient(n8n.url);
	const owner = await ownerOf(home);
	await rest.logIn(owner);
	const examples = await importExamples(rest, await saveCredential(rest, backboard), documents);
	console.log(welcome(n8n.url.replace('127.0.0.1', 'localhost'), owner, backboard, home, examples));
}

/**
 * Ctrl-C reaches n8n only through here, since it runs in a process group of its own. Before n8n is
 * up, leaving is enough: what was started meanwhile is killed on exit.
 */
function stopOnSignal(running: Running): void {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			if (running.stop === undefined) process.exit(130);
			// The terminal and tsx may both send it: once is enough.
			if (running.stopping) return;
			running.stopping = true;
			console.log('\nStopping …');
			void running.stop().finally(() => process.exit(0));
		});
	}
}

function welcome(
	url: string,
	{ email, password }: Owner,
	{ title, isSandbox }: Backboard,
	home: string,
	examples: ReadonlyArray<{ id: string; name: string }>,
): string {
	return [
		'',
		`n8n is ready at ${url}`,
		`Log in as      ${email}`,
		`with password  ${password}`,
		'',
		`Messages go to ${title}.`,
		...(isSandbox
			? [
					'It starts anew each time, and calls a tool that a message names, with the values in quotation marks.',
				]
			: [`The API key is kept, encrypted by n8n, in ${home}; delete that folder to forget it.`]),
		'',
		`All workflows are at ${url}/home/workflows. Open one and click "Execute workflow" or "Open chat":`,
		...examples.map(({ id, name }) => `  ${name}: ${url}/workflow/${id}`),
		'',
		`n8n's own messages are in ${join(home, 'n8n.log')}. Ctrl-C stops everything.`,
	].join('\n');
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exit(1);
});
