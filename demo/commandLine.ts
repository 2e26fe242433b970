import { parseArgs } from 'node:util';

import { Problem } from './problem';

export const USAGE = `Summarizes documents with the workflow examples/batch-summary.json, run by n8n's own engine.

  npm run demo                                       twelve documents that are on every machine
  npm run demo -- report.pdf notes.md --out out.json

  --out <file>   also writes the results as JSON
  --help         shows this text

Without a key the messages go to a sandbox, a local stand-in for Backboard. To use Backboard itself:

  BACKBOARD_API_KEY    your API key
  BACKBOARD_BASE_URL   only if your Backboard is not at https://app.backboard.io/api`;

/** What the user asked for. */
export interface CommandLine {
	readonly help: boolean;
	/** Paths as they were given; none = the documents that are on every machine. */
	readonly files: readonly string[];
	readonly out: string | undefined;
}

/** Reads the arguments of the command. Throws a `Problem` when there is one that it does not know. */
export function readCommandLine(args: string[]): CommandLine {
	try {
		const { values, positionals } = parseArgs({
			args,
			allowPositionals: true,
			options: { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
		});
		return { help: values.help === true, files: positionals, out: values.out };
	} catch (error) {
		const [reason] = (error as Error).message.split('. ');
		throw new Problem(`${reason}. Use: npm run demo -- [files] [--out results.json]`);
	}
}
