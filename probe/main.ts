import { createInterface } from 'node:readline/promises';

import { runProbe } from './run';

/** Npm hands a Ctrl-C on to a process that has it from the terminal already: within this many ms it is one. */
const SAME_PRESS = 1000;

/** The first Ctrl-C ends the questions and tidies up; the second ends at once. */
function stopSignal(): AbortSignal {
	const stop = new AbortController();
	let first = 0;
	const onSignal = () => {
		if (!stop.signal.aborted) {
			first = performance.now();
			console.error('Stopping, and deleting what was made …');
			stop.abort();
		} else if (performance.now() - first > SAME_PRESS) {
			console.error('Ended. What is left is deleted by the next run, or by --clean.');
			process.exit(130);
		}
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
	// Who reads the output may go away (| head): that is a stop, too, and no crash.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop.abort());
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
