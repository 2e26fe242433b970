import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from './types';

/** The properties of a node that has operations but no resources: the dropdown, then every field. */
export function operationProperties(
	operations: readonly Operation[],
	defaultOperation: string,
): INodeProperties[] {
	return [operationDropdown(operations, defaultOperation), ...operationFields(operations)];
}

function operationDropdown(
	operations: readonly Operation[],
	defaultOperation: string,
): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: defaultOperation,
		options: operations.map(({ value, name, action, description }): INodePropertyOptions => ({
			value,
			name,
			action,
			description,
		})),
	};
}

/** A field that several operations share (the same object) appears once and is shown for all of them. */
function operationFields(operations: readonly Operation[]): INodeProperties[] {
	const shownFor = new Map<INodeProperties, string[]>();
	for (const operation of operations) {
		for (const field of operation.fields) {
			shownFor.set(field, [...(shownFor.get(field) ?? []), operation.value]);
		}
	}
	return [...shownFor].map(([field, values]) => ({
		...field,
		displayOptions: showFor(field.displayOptions, values),
	}));
}

function showFor(own: IDisplayOptions | undefined, operation: string[]): IDisplayOptions {
	return { ...own, show: { operation, ...own?.show } };
}
