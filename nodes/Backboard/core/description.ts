import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { AtLeastOne, Operation, Program, Resource } from './types';

/** The properties of a node: the dropdowns, then the fields of every operation with their display rules. */
export function programProperties({ resources }: Program): INodeProperties[] {
	if (resources.length === 1) return resourceProperties(resources[0], {});
	return [
		resourceDropdown(resources),
		...resources.flatMap((resource) =>
			resourceProperties(resource, { resource: [resource.value] }),
		),
	];
}

function resourceDropdown(resources: AtLeastOne<Resource>): INodeProperties {
	const first = resources[0].value;
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: first,
		options: inOrder(resources.map(({ value, name }) => ({ value, name }))),
	};
}

function resourceProperties(
	{ operations }: Resource,
	show: NonNullable<IDisplayOptions['show']>,
): INodeProperties[] {
	return [
		{ ...operationDropdown(operations), ...(show.resource && { displayOptions: { show } }) },
		...operationFields(operations, show),
	];
}

function operationDropdown(operations: AtLeastOne<Operation>): INodeProperties {
	const first = operations[0].value;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: first,
		options: inOrder(
			operations.map(({ value, name, action, description }) => ({
				value,
				name,
				action,
				description,
			})),
		),
	};
}

/** n8n wants lists of five or more in alphabetical order; shorter ones may have their own order. */
function inOrder(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.length < 5 ? options : options.sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Every operation shows its fields in its own order. A field that several operations share (the same
 * object) appears once and is shown for all of them, wherever their orders agree.
 */
function operationFields(
	operations: readonly Operation[],
	show: NonNullable<IDisplayOptions['show']>,
): INodeProperties[] {
	const shown: Array<{ readonly field: INodeProperties; readonly values: string[] }> = [];
	for (const { value, fields } of operations) {
		let start = 0;
		fields.forEach((field, index) => {
			const find = (wanted: INodeProperties) =>
				shown.findIndex((one, at) => at >= start && one.field === wanted);
			// Its own place, else before the next field that has one.
			const place =
				fields
					.slice(index)
					.map(find)
					.find((at) => at !== -1) ?? shown.length;
			const known = shown[place];
			if (known?.field === field) known.values.push(value);
			else shown.splice(place, 0, { field, values: [value] });
			start = place + 1;
		});
	}
	return shown.map(({ field, values }) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { ...show, operation: values, ...field.displayOptions?.show },
		},
	}));
}
