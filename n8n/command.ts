import { createWriteStream } from 'node:fs';

import execa from 'execa';

/** How much of what a failed command printed is shown. */
const SHOWN_LINES = 15;

export interface Command {
	readonly program: string;
	readonly arguments: readonly string[];
	readonly folder: string;
	/** The whole of it. */
	readonly environment: NodeJS.ProcessEnv;
	/** Receives everything that the command prints. */
	readonly logFile: string;
}

/** Runs a command to its end. Throws what it printed last when it fails. */
export async function runCommand(command: Command): Promise<void> {
	const { program, folder: cwd, environment: env, logFile } = command;
	const options = { cwd, env, extendEnv: false, all: true, stdin: 'ignore' } as const;
	const child = execa(program, command.arguments, options);
	child.all?.pipe(createWriteStream(logFile, { flags: 'a' }));
	await child.catch(({ shortMessage, all = '' }: execa.ExecaError) => {
		const printed = all.split('\n').slice(-SHOWN_LINES).join('\n');
		throw new Error(`${shortMessage}. It said:\n${printed}\nAll of it is in ${logFile}`);
	});
}
