import { parseArgs } from 'node:util';

import { Sandbox } from './server';

const USAGE = `Starts a local stand-in for Backboard's API, for trying things out. It is not Backboard.

  npm run sandbox -- [--port 3100]

It listens on 127.0.0.1 only, keeps everything in memory and stops with Ctrl-C.`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
	});
	if (values.help) {
		console.log(USAGE);
		return;
	}
	const port = Number(values.port ?? 3100);
	if (!Number.isInteger(port) || port < 0 || port > 65535) {
		throw new Error(`--port ${values.port} is not a port: enter a number from 0 to 65535.`);
	}
	const sandbox = await Sandbox.start({ port });
	console.log(`Sandbox (a stand-in, not Backboard) at ${sandbox.url}`);
	console.log(`In n8n, enter as Base URL ${sandbox.url} and as API Key ${sandbox.apiKey}`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
	}
}

main().catch((error: NodeJS.ErrnoException) => {
	const text =
		error.code === 'EADDRINUSE' ? 'The port is in use: choose another with --port.' : error.message;
	console.error(text);
	process.exitCode = 1;
});
