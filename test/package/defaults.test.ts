import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties } from 'n8n-workflow';
import ts from 'typescript';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';
import { BATCHING_PARAMETER, DEFAULT_BATCHING } from '../../nodes/Backboard/core/limit';
import { paidBatchingField } from '../../nodes/Backboard/fields/batching';
import { ACCEPTED_EXTENSIONS } from '../../nodes/Backboard/fields/fileType';
import { FILE_TYPES } from '../../sandbox/fileText';

/** Facts that are written down twice because the layers may not import each other. */
describe('What is said twice', () => {
	it('is the same: the limits that the editor shows and those that apply', () => {
		const shown = (paidBatchingField.options as INodeProperties[]).map((option) => [
			option.name,
			option.default,
		]);
		expect(Object.fromEntries(shown)).toEqual(DEFAULT_BATCHING);
		expect(paidBatchingField.name).toBe(BATCHING_PARAMETER);
	});

	it('is the same: file types of the node and of the sandbox', () => {
		expect([...ACCEPTED_EXTENSIONS].sort()).toEqual([...FILE_TYPES].sort());
	});

	it('is no less than what the official backboard-sdk takes', () => {
		const extensions = sdkExtensions();
		expect(extensions.length).toBeGreaterThan(30);
		expect([...ACCEPTED_EXTENSIONS]).toEqual(expect.arrayContaining(extensions));
	});
});

/** The SDK does not export its list: it is read from its code. */
function sdkExtensions(): string[] {
	const path = join(PACKAGE_FOLDER, 'node_modules/backboard-sdk/dist/client.js');
	const source = ts.createSourceFile(
		path,
		readFileSync(path, 'utf8'),
		ts.ScriptTarget.Latest,
		true,
	);
	const texts: string[] = [];
	const collect = (node: ts.Node): void => {
		if (ts.isStringLiteral(node)) texts.push(node.text);
		ts.forEachChild(node, collect);
	};
	const visit = (node: ts.Node): void => {
		if (ts.isVariableDeclaration(node) && node.name.getText() === 'SUPPORTED_EXTENSIONS') {
			collect(node);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return texts;
}
