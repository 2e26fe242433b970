import { mkdirSync, readdirSync } from 'node:fs';

import { demoProcess, rowsIn, TestFolder, type DemoOutput, type DemoRun } from './demoCommand';

describe('the demo without arguments', () => {
	const folder = new TestFolder();
	let run: DemoRun;
	let output: DemoOutput;

	beforeAll(async () => {
		mkdirSync(folder.file('tmp'));
		run = await demoProcess(['--out', folder.file('out.json')], { TMPDIR: folder.file('tmp') });
		output = folder.json('out.json');
	}, 60_000);

	afterAll(() => folder.remove());

	it('succeeds and has nothing to complain about', () => {
		expect(run).toMatchObject({ code: 0, problems: [] });
	});

	it('sends exactly one message for each of the twelve documents', () => {
		expect(output.totals).toMatchObject({
			documents: 12,
			answered: 12,
			failed: 0,
			messages_received: 12,
		});
		expect(run.stdout).toContain('12 messages received');
	});

	it('takes documents from 1 kB to several hundred kB, and the README as a PDF', () => {
		const sizes = output.results.map(({ size }) => size);
		expect(Math.min(...sizes)).toBeLessThan(2_000);
		expect(Math.max(...sizes)).toBeGreaterThan(200_000);
		const [pdf] = output.results.filter(({ document }) => document === 'README.pdf');
		expect(pdf.answer).toMatch(/^README\.pdf: .*\w{3}/);
		expect(output.results.filter(({ path }) => path.includes('node_modules'))).toHaveLength(11);
	});

	it('has the answer, the thread, the model, the tokens and the time of each document', () => {
		for (const result of output.results) {
			expect(result).toMatchObject({
				error: null,
				answer: expect.stringMatching(/\w+/) as string,
				thread_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
				model_provider: 'openai',
				model_name: 'gpt-4o',
			});
			expect(result.seconds).toBeGreaterThan(0);
			expect(result.tokenUsage?.totalTokens).toBeGreaterThan(0);
		}
	});

	it('adds up the tokens', () => {
		const sum = output.results.reduce(
			(total, { tokenUsage }) => total + Number(tokenUsage?.totalTokens),
			0,
		);
		expect(output.totals.totalTokens).toBe(sum);
		expect(run.stdout).toContain(sum.toLocaleString('en-US'));
	});

	it('shows a table of twelve rows that fits 120 columns', () => {
		expect(rowsIn(run.stdout)).toHaveLength(12);
		const longest = Math.max(...run.stdout.split('\n').map((line) => [...line].length));
		expect(longest).toBeLessThanOrEqual(120);
	});

	it('says that the sandbox is not Backboard', () => {
		expect(run.stdout).toContain('a local stand-in and not Backboard itself');
		expect(output.backboard.isSandbox).toBe(true);
	});

	it('leaves nothing behind', () => {
		const left = readdirSync(folder.file('tmp'));
		expect(left.filter((name) => /backboard-demo|n8n-engine/.test(name))).toEqual([]);
	});
});
