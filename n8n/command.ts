import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';

/** How much of a failed command's log is shown. */
const SHOWN_LINES = 15;

export interface Command {
	readonly program: string;
	readonly arguments: readonly string[];
	readonly folder: string;
	readonly environment?: NodeJS.ProcessEnv;
	/** Receives everything that the command prints. */
	readonly logFile: string;
}

/** Runs a command to its end. Throws what it printed last when it fails. */
export async function runCommand(command: Command): Promise<void> {
	const log = createWriteStream(command.logFile, { flags: 'a' });
	const child = spawn(command.program, command.arguments, {
		cwd: command.folder,
		env: command.environment ?? process.env,
		stdio: ['ignore', 'pipe', 'pipe'],
		// On Windows npm is a script, and only a shell starts those.
		shell: process.platform === 'win32',
	});
	child.stdout.pipe(log, { end: false });
	child.stderr.pipe(log, { end: false });
	const stop = () => child.kill();
	process.once('exit', stop);
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	process.off('exit', stop);
	log.end();
	await finished(log);
	if (code === 0) return;
	const printed = (await readFile(command.logFile, 'utf8')).trimEnd().split('\n');
	const title = [command.program, ...command.arguments].join(' ');
	throw new Error(
		`"${title}" failed with code ${code}. It said:\n${printed.slice(-SHOWN_LINES).join('\n')}\n` +
			`All of it is in ${command.logFile}`,
	);
}
