import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../core/types';
import { inputError } from '../transport/error';

interface Locator {
	readonly displayName: string;
	readonly name: string;
	readonly description: string;
	/** Name of the method that fills the list. */
	readonly searchListMethod: string;
	readonly placeholder: string;
	readonly hint?: string;
	readonly required?: boolean;
	readonly dependsOn?: string[];
	readonly displayOptions?: INodeProperties['displayOptions'];
}

/** A parameter that is picked from a searchable list or entered as an ID. */
export function locator(options: Locator): INodeProperties {
	const { searchListMethod, placeholder, dependsOn, ...shown } = options;
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
	return locatorValue(context.getNodeParameter(name, itemIndex, ''));
}

/** The ID in a stored value, which is an object in the editor and may be a plain text elsewhere. */
export function locatorValue(stored: unknown): string {
	const value =
		typeof stored === 'object' && stored !== null ? (stored as IDataObject).value : stored;
	return String(value ?? '').trim();
}

/** The ID itself. Throws, naming the field, when there is none. */
export function requiredId(node: INode, id: string, field: string): string {
	if (id !== '') return id;
	throw inputError(
		node,
		`The field ${field} is empty`,
		`Enter the ID in ${field}. If it comes from an expression, check that the incoming item has it.`,
	);
}
