import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { demo, rowsIn, TestFolder, type DemoOutput } from './demoCommand';

describe('the demo with documents of the user', () => {
	const folder = new TestFolder();

	const write = (name: string, text = 'The year went well. Nothing was lost in it.') => {
		writeFileSync(folder.file(name), text);
		return folder.file(name);
	};

	afterAll(() => folder.remove());

	it('summarizes them, whatever their names and folders are called', async () => {
		mkdirSync(folder.file("Tom's {old} [2024] (a,b)!"));
		const files = [
			write(
				'Grüße aus Köln [2024] (final).md',
				'Grüße. Der Dom zu Köln ist immer noch nicht fertig.',
			),
			write(
				"Tom's {old} [2024] (a,b)!/a*b?.TXT",
				'The stars and the question marks are in the name.',
			),
			write('data.json', '{"profit": "the profit of the year was high"}'),
		];
		const { code, stdout, problems } = await demo([...files, '--out', folder.file('out.json')]);

		expect({ code, problems }).toEqual({ code: 0, problems: [] });
		expect(rowsIn(stdout)).toHaveLength(3);
		const { results, totals } = folder.json<DemoOutput>('out.json');
		expect(totals.messages_received).toBe(3);
		expect(results.map(({ path }) => path)).toEqual(files);
		expect(results.map(({ answer }) => answer)).toEqual([
			expect.stringContaining('Grüße aus Köln [2024] (final).md: Grüße. Der Dom') as string,
			expect.stringContaining('a*b?.TXT: The stars') as string,
			expect.stringContaining('data.json: ') as string,
		]);
	});

	it('takes a document that is named twice only once', async () => {
		const file = write('once.md');
		const { stdout } = await demo([file, join(folder.path, '.', 'once.md')]);
		expect(stdout).toContain('1 message received');
	});

	it('reads paths from where the user is, not from where npm runs', async () => {
		write('here.md');
		const { code } = await demo(['here.md'], {
			npm_lifecycle_event: 'demo',
			INIT_CWD: folder.path,
		});
		expect(code).toBe(0);
	});

	describe.each<[string, () => string[], string]>([
		['a wrong path', () => [folder.file('nothing.md')], 'nothing.md" does not exist'],
		['a folder', () => [folder.path], 'is a folder'],
		['a type that is not supported', () => [write('setup.exe')], 'is .exe, a type that'],
		['a file without an extension', () => [write('LICENSE')], 'has no extension'],
		['an empty file', () => [write('empty.md', '')], 'empty.md" is empty'],
		['a file that cannot be read', () => [unreadable()], 'unreadable.md" cannot be read'],
		['--out into a folder that is missing', () => ['--out', folder.file('no/x.json')], 'not exist'],
		['--out to a folder', () => ['--out', folder.path], 'is a folder'],
		['--out to a document', () => [write('a.md'), '--out', folder.file('a.md')], 'overwrite'],
		['an option that does not exist', () => ['--output', 'x'], "Unknown option '--output'"],
		['--out without a name', () => ['--out'], 'argument missing'],
	])('%s', (_case, args, problem) => {
		it('is told in one line before anything is sent', async () => {
			const good = write('good.md');
			const before = readdirSync(folder.path);
			const given = args();
			const run = await demo([good, ...given]);
			expect(run).toEqual({ code: 1, stdout: '', problems: [expect.stringContaining(problem)] });
			expect(readdirSync(folder.path)).toEqual(expect.arrayContaining(before));
		});
	});

	it('names all bad documents at once', async () => {
		const run = await demo([write('good.md'), write('x.exe'), folder.file('nothing.md')]);
		expect(run.problems).toEqual([expect.stringMatching(/x\.exe.*nothing\.md/)]);
	});

	it('explains itself', async () => {
		const { code, stdout } = await demo(['--help']);
		expect(code).toBe(0);
		expect(stdout).toContain('BACKBOARD_API_KEY');
	});

	/** To root every file is readable, but not even root can follow a link that leads to itself. */
	function unreadable(): string {
		const file = folder.file('unreadable.md');
		if (process.getuid?.() === 0) symlinkSync(file, file);
		else writeFileSync(file, 'secret', { mode: 0o000 });
		return file;
	}
});
