import type { INode, INodeProperties } from 'n8n-workflow';

import { isRecord } from '../base/record';
import { plainText } from '../base/text';
import type { ItemCall } from '../core/types';
import { inputError } from '../transport/error';

interface Locator {
	readonly displayName: string;
	readonly name: string;
	readonly description: string;
	/** Name of the method that fills the list. */
	readonly searchListMethod: string;
	readonly placeholder: string;
	/** What it stands for when nothing is chosen, where that is allowed. */
	readonly whenEmpty?: string;
	readonly hint?: string;
	readonly required?: boolean;
	/** Fields whose change empties this one: the list itself follows all fields of the node. */
	readonly dependsOn?: string[];
	readonly displayOptions?: INodeProperties['displayOptions'];
}

/** A parameter that is picked from a searchable list or entered as an ID. */
export function locator(options: Locator): INodeProperties {
	const { searchListMethod, placeholder, whenEmpty, dependsOn, ...shown } = options;
	return {
		...shown,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		...(dependsOn && { typeOptions: { loadOptionsDependsOn: dependsOn } }),
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				...(whenEmpty && { placeholder: whenEmpty }),
				typeOptions: { searchListMethod, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder },
		],
	};
}

/** The chosen ID, without surrounding white space; empty when nothing was chosen. */
export function readLocator(
	{ context, itemIndex }: Pick<ItemCall, 'context' | 'itemIndex'>,
	name: string,
): string {
	const stored: unknown = context.getNodeParameter(name, itemIndex, '');
	const id = locatorValue(stored);
	const kind = ['model', 'provider'].includes(name) ? 'name' : 'ID';
	return id ?? idText(context.getNode(), stored, labelOf(name), kind);
}

/** The text of an ID that is no locator. Throws, naming the field, for an object or a list. */
export function idText(node: INode, value: unknown, field: string, kind = 'ID'): string {
	const text = plainText(value);
	if (text !== undefined) return text.trim();
	throw inputError(
		node,
		`The field ${field} holds an object or a list, not ${article(kind)}`,
		`Enter ${article(kind)}. In an expression, point to the field that holds it, such as {{ $json.${exampleOf(field, kind)} }}.`,
	);
}

/** What the outputs of these nodes call it: `assistant_id` for Assistant, `run_id` for Run ID. */
function exampleOf(field: string, kind: string): string {
	if (kind === 'name') return /Provider/.test(field) ? 'provider' : 'name';
	if (kind !== 'ID') return 'id';
	return `${field.replace(/ ID$/, '').replaceAll(' ', '_').toLowerCase()}_id`;
}

function article(kind: string): string {
	return kind === 'ID' ? 'an ID' : `a ${kind}`;
}

/** What the editor calls a field. */
export function labelOf(name: string): string {
	return LABELS[name] ?? name;
}

const LABELS: Readonly<Record<string, string>> = {
	assistantId: 'Assistant',
	documentId: 'Document',
	memoryId: 'Memory',
	model: 'Model',
	provider: 'Provider',
	threadId: 'Thread',
};

/**
 * The ID in a stored value, which is an object in the editor and may be a plain text elsewhere. Undefined
 * when it is an object or a list of another kind.
 */
export function locatorValue(stored: unknown): string | undefined {
	const value = isRecord(stored) && 'value' in stored ? stored.value : stored;
	return plainText(value)?.trim();
}

/** The ID itself. Throws, naming the field, when there is none. */
export function requiredId(node: INode, id: string, field: string): string {
	if (id !== '') return id;
	const how = field.endsWith(' ID')
		? `Enter the ${field}.`
		: `Choose one from the list in ${field}, or switch it to By ID and enter the ID.`;
	throw inputError(
		node,
		`The field ${field} is empty`,
		`${how} If it comes from an expression, check that the incoming item has it.`,
	);
}
