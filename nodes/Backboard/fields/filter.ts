import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { isRecord, recordOf } from '../base/record';
import { asText, plainText } from '../base/text';
import type { ItemCall } from '../core/types';
import { inputError } from '../transport/error';
import { labelOf, readLocator } from './locator';
import { readCollection, readJsonObject } from './values';

/** The ID chosen in a field that limits a list; empty when none is. Throws as `readFilters` does. */
export function readFilterLocator(call: ItemCall, name: string): string {
	const stored: unknown = call.node.parameters[name];
	const id = readLocator(call, name);
	if (isExpression(stored)) assertFound(call, id, labelOf(name));
	return id;
}

/**
 * The filters that are set in a collection, by option name. Throws, naming the filter, when the expression
 * of one gives nothing: everything would be selected then, perhaps in front of a Delete.
 */
export function readFilters(call: ItemCall, collection: INodeProperties): IDataObject {
	const { name, options = [] } = collection;
	const stored = recordOf(call.node.parameters[name]);
	const given = readCollection(call, name);
	for (const option of options as INodeProperties[]) {
		if (!isExpression(stored[option.name])) continue;
		const value = given[option.name];
		assertFound(call, value, option.displayName);
		const labels = option.type === 'json' && readJsonObject(call.node, value, option.displayName);
		if (labels) assertMembers(call, labels, option.displayName);
	}
	return given;
}

/** n8n makes an empty text of what an expression within a longer text does not find. */
function assertMembers(call: ItemCall, labels: object, filter: string): void {
	const members = Object.entries(labels);
	if (members.length === 0) assertFound(call, '', filter);
	for (const [name, member] of members as Array<[string, unknown]>) {
		const isText = typeof member !== 'object' || plainText(member) !== undefined;
		if (isText) assertFound(call, member, `${filter}: ${name}`);
		else assertMembers(call, member as object, `${filter}: ${name}`);
	}
}

/** Whether the editor has stored an expression, or one within an object; an empty one is none. */
function isExpression(stored: unknown): boolean {
	if (isRecord(stored)) return Object.values(stored).some(isExpression);
	return typeof stored === 'string' && stored.startsWith('=') && stored.slice(1).trim() !== '';
}

function assertFound({ node }: ItemCall, value: unknown, filter: string): void {
	if (asText(value).trim() !== '') return;
	throw inputError(
		node,
		`The expression in the filter ${filter} gives nothing`,
		'Without it everything would be selected. Check that the incoming item has the value, or remove the filter.',
	);
}
