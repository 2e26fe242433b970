import { runDemo } from './command';

/** Columns of an output that is no terminal. */
const DEFAULT_COLUMNS = 120;

// An exit like any other, so that what is left behind on the disk is removed.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

void runDemo({
	args: process.argv.slice(2),
	env: process.env,
	cwd: process.cwd(),
	columns: process.stdout.columns ?? DEFAULT_COLUMNS,
	print: (text) => console.log(text),
	complain: (text) => console.error(text),
}).then((code) => {
	process.exitCode = code;
});
