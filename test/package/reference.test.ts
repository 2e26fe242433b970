import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties } from 'n8n-workflow';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';
import { paidBatchingField } from '../../nodes/Backboard/fields/batching';
import { backboard } from '../../nodes/Backboard/resources';
import { message } from '../../nodes/Backboard/resources/message';
import { operationSection } from '../support/reference';

const path = (page: string) => join(PACKAGE_FOLDER, 'docs', page);
const textOf = (page: string) => readFileSync(path(page), 'utf8');

const HEADING = '\n## Reference\n';
const INTRODUCTION = `${HEADING}
In brackets: what a field is set to, and with what it is shown. A field that is required and empty is an error that names it. An option that is not added, or is empty, has what is in brackets; where that comes _once added_, Backboard or the node goes on as if there were no such option.

`;

/** Both nodes' pages end with every field of every operation, in the order of the editor. */
const PAGES = [
	['messages.md', message.resources[0].operations.map((one) => operationSection(one.name, one))],
	[
		'backboard.md',
		backboard.resources.flatMap(({ name, operations }) =>
			operations.map((one) => operationSection(`${name}: ${one.name}`, one)),
		),
	],
] as const;

describe.each(PAGES)('The reference in docs/%s', (page, sections) => {
	const [guide, ...rest] = textOf(page).split(HEADING);
	const written = INTRODUCTION + sections.join('\n\n') + '\n';

	if (process.env.UPDATE_REFERENCE) writeFileSync(path(page), guide + written);

	it('is there once', () => {
		if (!process.env.UPDATE_REFERENCE) expect(rest).toHaveLength(1);
	});

	it.each(sections.map((section) => [section.slice(4, section.indexOf('\n')), section]))(
		'has every field of %s, and no other',
		(_, section) => {
			expect(`${textOf(page)}\n`).toContain(`${section}\n\n`);
		},
	);

	it('has no operation that the node does not have', () => {
		const own = textOf(page).split(HEADING)[1] ?? '';
		expect(own.match(/^### .*/gm)).toEqual(sections.map((section) => section.split('\n')[0]));
	});
});

describe('The limits in docs/batching-and-retries.md', () => {
	it('are those of the node, with their defaults', () => {
		const [table = ''] = /^\| Limit [^]*?\n\n/m.exec(textOf('batching-and-retries.md')) ?? [];
		const rows = [...table.matchAll(/^\| (.*?) +\| (\d+)/gm)].map(([, name, value]) => [
			name,
			Number(value),
		]);
		const limits = (paidBatchingField.options as INodeProperties[]).map((limit) => [
			limit.displayName.replace(/ \(.*/, ''),
			limit.default,
		]);
		expect(rows.sort()).toEqual(limits.sort());
	});
});
