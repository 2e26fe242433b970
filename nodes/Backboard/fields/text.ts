import type { ItemCall } from '../core/types';
import { asText } from '../transport/text';

/** A parameter that is a text. An expression may give anything: objects and lists are taken as JSON. */
export function readText(
	{ context, itemIndex }: Pick<ItemCall, 'context' | 'itemIndex'>,
	name: string,
): string {
	return asText(context.getNodeParameter(name, itemIndex, '') as unknown);
}
