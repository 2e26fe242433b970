import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../../transport/record';

const CONTENT_TYPES: readonly unknown[] = ['text', 'image', 'audio', 'resource', 'resource_link'];

/** Whether a value is the content of an MCP tool's result: a list of texts, images, resources. */
export function isContentList(value: unknown): value is IDataObject[] {
	return (
		Array.isArray(value) &&
		value.length > 0 &&
		value.every((part: unknown) => isRecord(part) && CONTENT_TYPES.includes(part.type))
	);
}

/** The texts of an MCP tool's result, one below the other, and what else there is in words. */
export function contentText(parts: readonly IDataObject[]): string {
	return parts.map(partText).join('\n');
}

function partText(part: IDataObject): string {
	const { type, text, uri, name } = part;
	if (type === 'text') return typeof text === 'string' ? text : '';
	if (type === 'resource_link') return notPassedOn('link', name, uri);
	if (type !== 'resource') return notPassedOn(String(type), part.mimeType);
	const resource = recordOf(part.resource);
	if (typeof resource.text === 'string') return resource.text;
	return notPassedOn('resource', resource.mimeType, resource.uri);
}

/** A model cannot see it, but can say that it is there. A link is passed on by its address. */
function notPassedOn(...facts: unknown[]): string {
	const known = facts.filter((fact) => typeof fact === 'string' && fact !== '');
	return `[${known.join(', ')}${facts[0] === 'link' ? '' : ', not passed on'}]`;
}
