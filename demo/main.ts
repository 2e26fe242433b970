import { connect, type Backboard } from './backboard';
import { readCommandLine, USAGE } from './commandLine';
import { givenDocuments, installedDocuments, type Document } from './documents';
import { checkedOutFile, writeJson } from './outFile';
import { printable, Problem } from './problem';
import { ProgressBar } from './progressBar';
import { resultTable } from './resultTable';
import { totalsOf, totalsText } from './totals';

/** Columns of an output that is no terminal. */
const DEFAULT_COLUMNS = 120;

/** Nothing is sent before every file, the place of the results and the key are known to be good. */
async function main(): Promise<void> {
	const { help, files, out } = readCommandLine(process.argv.slice(2));
	if (help) {
		console.log(USAGE);
		return;
	}
	const cwd = folderOfUser();
	const documents =
		files.length > 0 ? await givenDocuments(files, cwd) : await installedDocuments();
	const outFile = out === undefined ? undefined : await checkedOutFile(out, cwd, documents);
	const backboard = await connect(process.env);
	try {
		await summarise(documents, backboard, outFile);
	} finally {
		await backboard.close();
	}
}

async function summarise(
	documents: readonly Document[],
	backboard: Backboard,
	outFile: string | undefined,
): Promise<void> {
	const { runExample } = await import('./batch');
	console.log(`Documents: ${documents.length}. They go to ${backboard.title}.`);
	const bar = new ProgressBar();
	bar.start(documents.length);
	const started = performance.now();
	const results = await runExample(documents, backboard, (answered) =>
		bar.update(answered),
	).finally(() => bar.stop());
	const totals = totalsOf(results, (performance.now() - started) / 1000, backboard);
	console.log(resultTable(results, process.stdout.columns ?? DEFAULT_COLUMNS));
	console.log(totalsText(totals));
	if (totals.failed > 0) process.exitCode = 1;
	if (outFile === undefined) return;
	const { title, baseUrl, isSandbox } = backboard;
	await writeJson(outFile, { backboard: { title, baseUrl, isSandbox }, totals, results });
	console.log(`Results written to ${outFile}`);
}

/** npm runs a script in the package's folder and tells where the user was. */
function folderOfUser(): string {
	const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
	return script === 'demo' && folder ? folder : process.cwd();
}

// An exit like any other, so that what is left behind on the disk is removed.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

main().catch((error: Error) => {
	console.error(
		error instanceof Problem ? error.message : `The demo failed: ${printable(error.message)}`,
	);
	process.exitCode = 1;
});
