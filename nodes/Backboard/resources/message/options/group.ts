import { isRecord } from '../../../base/record';
import { asText } from '../../../base/text';
import type { ItemFields } from '../../../core/types';
import { readText } from '../../../fields/values';
import { inputError } from '../../../transport/error';

export const GROUP_PARAMETER = 'groupBy';

/** The most fields that an error lists. */
const MOST_LISTED = 20;

/** What an item has in common with its group: what an expression gives, or what a field of the item holds. */
export function groupOf(item: ItemFields): string {
	const field = fieldOf(item);
	if (field === undefined) return readText(item, GROUP_PARAMETER);
	return asText(valueAt(jsonOf(item, item.itemIndex), field));
}

/** Throws when Group By names a field that no item has. */
export function checkGroups(shared: Pick<ItemFields, 'context' | 'node'>): void {
	const field = fieldOf(shared);
	if (field === undefined) return;
	const items = shared.context.getInputData().map(({ json }) => json);
	if (items.length === 0 || items.some((json) => valueAt(json, field) !== undefined)) return;
	const fields = [...new Set(items.flatMap((json) => Object.keys(json)))];
	const listed = fields.slice(0, MOST_LISTED).join(', ');
	throw inputError(
		shared.node,
		`No item has the field "${field}" that Group By names`,
		fields.length === 0
			? 'The items have no fields. Leave Group By empty for a single answer.'
			: `The items have: ${listed}${fields.length > MOST_LISTED ? ', …' : ''}. Enter one of them, or an expression such as {{ $json.customer }}.`,
	);
}

/** The field that a fixed text names; undefined for an expression, and where there are no groups. */
function fieldOf({ node }: Pick<ItemFields, 'node'>): string | undefined {
	const stored: unknown = node.parameters[GROUP_PARAMETER];
	if (typeof stored !== 'string' || stored.startsWith('=') || stored.trim() === '')
		return undefined;
	return stored.trim();
}

function jsonOf({ context }: Pick<ItemFields, 'context'>, itemIndex: number): unknown {
	return context.getInputData()[itemIndex]?.json;
}

/** A field of just that name, else what `a.b` reaches inside; undefined where there is none. */
function valueAt(json: unknown, field: string): unknown {
	if (isRecord(json) && Object.hasOwn(json, field)) return json[field];
	return field.split('.').reduce<unknown>((value, name) => {
		return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
	}, json);
}
