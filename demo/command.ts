import { SingleBar } from 'cli-progress';

import { connect, type Backboard } from './backboard';
import { readCommandLine, USAGE } from './commandLine';
import { givenDocuments, installedDocuments, type Document } from './documents';
import { checkedOutFile, writeJson } from './outFile';
import { printable, Problem } from './problem';
import { resultTable } from './resultTable';
import { totalsOf, totalsText } from './totals';

/** Shown on a terminal only. */
const BAR = {
	stream: process.stderr,
	format: '{bar} {value} of {total} documents answered, {duration} s',
	barCompleteChar: '█',
	barIncompleteChar: '░',
	clearOnComplete: true,
};

/** What the command gets from whoever runs it. */
export interface Caller {
	/** The arguments, without the program and the script. */
	readonly args: string[];
	readonly env: NodeJS.ProcessEnv;
	/** The folder that relative paths start from, unless npm says where the user was. */
	readonly cwd: string;
	/** Columns that the table may take. */
	readonly columns: number;
	/** Shows lines of the output. */
	print(this: void, text: string): void;
	/** Shows a line about what went wrong. */
	complain(this: void, text: string): void;
}

/** Runs the demo and returns its exit code. What goes wrong is one line; nothing is thrown. */
export async function runDemo(caller: Caller): Promise<number> {
	try {
		return await demo(caller);
	} catch (error) {
		const { message } = error as Error;
		caller.complain(error instanceof Problem ? message : `The demo failed: ${printable(message)}`);
		return 1;
	}
}

/** Nothing is sent before every file, the place of the results and the key are known to be good. */
async function demo(caller: Caller): Promise<number> {
	const { help, files, out } = readCommandLine(caller.args);
	if (help) {
		caller.print(USAGE);
		return 0;
	}
	const cwd = folderOfUser(caller);
	const documents =
		files.length > 0 ? await givenDocuments(files, cwd) : await installedDocuments();
	const outFile = out === undefined ? undefined : await checkedOutFile(out, cwd, documents);
	const backboard = await connect(caller.env);
	try {
		return await summarize(documents, backboard, outFile, caller);
	} finally {
		await backboard.close();
	}
}

async function summarize(
	documents: readonly Document[],
	backboard: Backboard,
	outFile: string | undefined,
	{ print, columns }: Caller,
): Promise<number> {
	const { runExample } = await import('./batch');
	print(`Documents: ${documents.length}. They go to ${backboard.title}.`);
	const bar = new SingleBar(BAR);
	bar.start(documents.length, 0);
	// The bar changes how the terminal wraps lines: that is put right even when the user stops it.
	if (bar.isActive) process.once('exit', () => bar.stop());
	const started = performance.now();
	const onAnswer = (answered: number) => bar.update(answered);
	const results = await runExample(documents, backboard, onAnswer).finally(() => bar.stop());
	const totals = totalsOf(results, (performance.now() - started) / 1000, backboard);
	print(resultTable(results, columns));
	print(totalsText(totals));
	if (outFile !== undefined) {
		const { title, baseUrl, isSandbox } = backboard;
		await writeJson(outFile, { backboard: { title, baseUrl, isSandbox }, totals, results });
		print(`Results written to ${outFile}`);
	}
	return totals.failed > 0 ? 1 : 0;
}

/** npm runs a script in the package's folder and says where the user was. */
function folderOfUser({ env, cwd }: Caller): string {
	const { npm_lifecycle_event: script, INIT_CWD: folder } = env;
	return script === 'demo' && folder ? folder : cwd;
}
