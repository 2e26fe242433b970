import { createInterface } from 'node:readline/promises';

import { runProbe } from './run';

/** The first Ctrl-C ends the questions and tidies up; the second ends at once. */
function stopSignal(): AbortSignal {
	const stop = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => {
			if (stop.signal.aborted) process.exit(130);
			console.error('Stopping, and deleting what was made …');
			stop.abort();
		});
	}
	return stop.signal;
}

async function agreed(): Promise<boolean> {
	const line = createInterface({ input: process.stdin, output: process.stdout });
	const answer = await line.question('Begin? (y/n) ');
	line.close();
	return /^y/i.test(answer);
}

void runProbe({
	args: process.argv.slice(2),
	env: process.env,
	print: console.log,
	complain: console.error,
	agreed,
	signal: stopSignal(),
}).then((code) => {
	process.exitCode = code;
});
