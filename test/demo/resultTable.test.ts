import type { Result } from '../../demo/batch';
import { resultTable } from '../../demo/resultTable';

const RESULT: Result = {
	document: 'reports/annual.pdf',
	path: '/reports/annual.pdf',
	size: 1000,
	answer: 'The year went well.',
	error: null,
	thread_id: '4f9d8a2c-0000-4000-8000-000000000000',
	model_provider: 'openai',
	model_name: 'gpt-4o',
	tokenUsage: { promptTokens: 1200, completionTokens: 34, totalTokens: 1234 },
	seconds: 1.25,
};

const FAILED: Result = {
	...RESULT,
	answer: null,
	error: 'Backboard did not accept a value: content is too long. Correct the field it names.',
	thread_id: null,
	model_provider: null,
	model_name: null,
	tokenUsage: null,
	seconds: null,
};

describe('the table of results', () => {
	it('shows document, answer, thread, model, tokens and time', () => {
		const [, , , row] = resultTable([RESULT], 120).split('\n');
		expect(row.split('│').map((cell) => cell.trim())).toEqual([
			'',
			'reports/annual.pdf',
			'The year went well.',
			'4f9d8a2c',
			'openai/gpt-4o',
			'1,234',
			'1.25 s',
			'',
		]);
	});

	it('shows the whole reason of a failure, and dashes for what nobody knows', () => {
		const cells = resultTable([FAILED], 120)
			.split('\n')
			.slice(3, -1)
			.map((line) => line.split('│'));
		expect(cells.map(([, , answer]) => answer.trim()).join(' ')).toBe(`FAILED: ${FAILED.error}`);
		expect(cells[0].slice(3, 7).map((cell) => cell.trim())).toEqual(['–', '–', '–', '–']);
	});

	it.each([80, 100, 120, 200])('is not wider than %i columns', (columns) => {
		const long = { ...RESULT, document: 'folder/'.repeat(30), answer: 'word '.repeat(200) };
		const unbroken = { ...RESULT, answer: 'x'.repeat(500), model_name: 'm'.repeat(100) };
		const lines = resultTable([long, unbroken, FAILED], columns).split('\n');
		expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
	});

	it('cuts a long answer to three lines', () => {
		const lines = resultTable([{ ...RESULT, answer: 'word '.repeat(200) }], 120).split('\n');
		expect(lines.slice(3, -1)).toHaveLength(3);
		expect(lines[5]).toContain('…');
	});

	it('keeps control characters in names and answers away from the terminal', () => {
		const text = resultTable(
			[{ ...RESULT, document: 'a\u001b[31m.md', answer: 'b\nc\u0007' }],
			120,
		);
		expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
		expect(text).toContain('b c');
	});
});
