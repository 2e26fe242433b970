import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';

const page = (path: string) => readFileSync(join(PACKAGE_FOLDER, path), 'utf8');
const json = (path: string) => JSON.parse(page(path)) as unknown;
const { homepage } = json('package.json') as { homepage: string };

interface Link {
	readonly url: string;
}
interface Codex {
	readonly alias: string[];
	readonly resources: Readonly<Record<'credentialDocumentation' | 'primaryDocumentation', Link[]>>;
}

/** Words by which people look for such a node in n8n's node panel. */
const WORDS =
	'ai agent llm chat chatbot prompt model gpt claude gemini openai memory rag summarize extract classify';

describe.each([
	['Backboard', 'docs/backboard.md'],
	['BackboardMessage', 'docs/messages.md'],
])('The codex file of %s', (name, docs) => {
	const { alias, resources } = json(`nodes/Backboard/${name}.node.json`) as Codex;

	it('has the words by which people look for it, once each', () => {
		expect(alias).toEqual(expect.arrayContaining(WORDS.split(' ')));
		expect(new Set(alias).size).toBe(alias.length);
	});

	it('leads to pages of this package, and these to Backboard and to the errors', () => {
		const folder = homepage.replace(/#.*$/, '/blob/main/');
		const [primary, credential] = [
			resources.primaryDocumentation,
			resources.credentialDocumentation,
		].map((links) => links.map(({ url }) => url));
		expect(primary).toEqual([folder + docs]);
		expect(credential).toEqual([`${folder}README.md#credential`]);
		expect(existsSync(join(PACKAGE_FOLDER, docs))).toBe(true);
		expect(page(docs)).toContain('](errors.md)');
		for (const path of [docs, 'README.md'])
			expect(page(path)).toContain('https://app.backboard.io/docs');
	});
});
