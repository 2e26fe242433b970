import { parseArgs } from 'node:util';

import { isSwitch, SWITCH_NAMES, type Dialect } from './dialect';
import { Sandbox } from './server';

const USAGE = `Starts a local stand-in for Backboard's API, for trying things out. It is not Backboard.

  npm run sandbox -- [--port 3100] [--latency ms] [--requests-per-second n] [--dialect names]

--dialect takes switches with commas between: ${SWITCH_NAMES.join(', ')}.

It listens on 127.0.0.1 only, keeps everything in memory and stops with Ctrl-C.`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string' },
			latency: { type: 'string' },
			'requests-per-second': { type: 'string' },
			dialect: { type: 'string' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help) {
		console.log(USAGE);
		return;
	}
	const port = number('port', values.port ?? '3100', 65535);
	const latency = number('latency', values.latency ?? '0', 600_000);
	const requests = number('requests-per-second', values['requests-per-second'] ?? '0', 1e6);
	const sandbox = await Sandbox.start({
		port,
		latency,
		dialect: dialectOf(values.dialect ?? ''),
		...(requests > 0 && { rateLimit: { requests, window: 1000, retryAfter: 1 } }),
	});
	console.log(`Sandbox (a stand-in, not Backboard) at ${sandbox.url}`);
	console.log(`In n8n, enter as Base URL ${sandbox.url} and as API Key ${sandbox.apiKey}`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
	}
}

function dialectOf(names: string): Dialect {
	const on = names.split(',').filter(Boolean);
	for (const name of on) if (!isSwitch(name)) throw new Error(`--dialect: no switch ${name}.`);
	return Object.fromEntries(on.map((name) => [name, true]));
}

function number(option: string, text: string, most: number): number {
	const value = Number(text);
	if (text !== '' && Number.isInteger(value) && value >= 0 && value <= most) return value;
	throw new Error(`--${option} ${text}: enter a whole number from 0 to ${most}.`);
}

main().catch((error: NodeJS.ErrnoException) => {
	const text =
		error.code === 'EADDRINUSE' ? 'The port is in use: choose another with --port.' : error.message;
	console.error(text);
	process.exitCode = 1;
});
