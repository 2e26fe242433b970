import { readFileSync, writeFileSync } from 'node:fs';

import { writeReadmePdf } from '../../demo/readmePdf';
import { fileText } from '../../sandbox/fileText';
import { TestFolder } from './demoCommand';

const MARKDOWN = `# Title of it

Text with **bold**, _italic_, \`code\` and a [link](https://example.com) → done ✅

1. First
2. Second
   - Nested

| Name | Use |
|---|---|
| Send | Sends &amp; receives |

\`\`\`ts
const x = 1;
\`\`\`

> Quoted

<p align="center">Centred</p>
`;

describe('the README as a PDF', () => {
	const folder = new TestFolder();

	afterAll(() => folder.remove());

	it('has the text of every kind of block, without the signs of Markdown', async () => {
		writeFileSync(folder.file('README.md'), MARKDOWN);
		await writeReadmePdf(folder.file('README.md'), folder.file('README.pdf'));

		const text = await fileText('.pdf', readFileSync(folder.file('README.pdf')));
		const line = text.replace(/\s+/g, ' ');
		for (const part of [
			'Title of it',
			'Text with bold, italic, code and a link → done',
			'1. First',
			'2. Second',
			'• Nested',
			'Send Sends & receives',
			'const x = 1;',
			'Quoted',
			'Centred',
		]) {
			expect(line).toContain(part);
		}
		expect(line).not.toMatch(/[#|<>_*]/);
	});

	it('runs over as many pages as it needs', async () => {
		writeFileSync(folder.file('long.md'), '- A line of a list\n'.repeat(200));
		await writeReadmePdf(folder.file('long.md'), folder.file('long.pdf'));
		const text = await fileText('.pdf', readFileSync(folder.file('long.pdf')));
		expect(text.match(/A line of a list/g)).toHaveLength(200);
	});

	it('is asked for in one line when there is no README', async () => {
		const attempt = writeReadmePdf(folder.file('none.md'), folder.file('none.pdf'));
		await expect(attempt).rejects.toThrow(/none\.md, one of the documents, cannot be read/);
	});
});
