import type { IDataObject } from 'n8n-workflow';
import { replaceCircularReferences } from 'n8n-workflow';

import { isRecord, recordOf } from '../../../../base/record';
import { cleanText } from './text';

/** What a tool gave, as a text for the model and for `tool_runs`. */
export interface ToolResult {
	readonly text: string;
	/** Whether the tool reports an error in what it returns. */
	readonly isError: boolean;
}

const NO_OUTPUT = '(no output)';

/** How n8n's tools (Code, Workflow, HTTP Request, nodes as tools) begin what they return in place of throwing. */
const REPORTED_ERROR =
	/^\W*(?:HTTP \d{3} )?(?:There was an error\b|Error during node execution:|Error: The Tool attempted to return binary data)/;

/** The text of what a tool returned, at most 30,000 characters, without stacks and without `secret`. */
export function resultText(value: unknown, secret: string): ToolResult {
	const text = cleanText(plainText(value), secret);
	const isError = REPORTED_ERROR.test(text) || (isRecord(value) && value.isError === true);
	return { text: text === '' ? NO_OUTPUT : text, isError };
}

function plainText(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value;
	if (isContentList(value)) return contentText(value);
	if (isRecord(value) && isContentList(value.content)) return contentText(value.content);
	return jsonText(value);
}

/** A value as JSON; nothing of what JSON has no form for, such as a function. */
function jsonText(value: unknown): string {
	try {
		return JSON.stringify(value, inJson) ?? '';
	} catch {
		return jsonWithoutCircles(value);
	}
}

function jsonWithoutCircles(value: unknown): string {
	try {
		return JSON.stringify(replaceCircularReferences(value), inJson) ?? '';
	} catch {
		return '(output that cannot be written as JSON)';
	}
}

/** Numbers that JSON does not have as text; bytes, also those that are JSON already, in words. */
function inJson(_name: string, value: unknown): unknown {
	const isEndless = typeof value === 'number' && !Number.isFinite(value);
	if (typeof value === 'bigint' || isEndless) return String(value);
	if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return bytes(value.byteLength);
	if (isRecord(value) && value.type === 'Buffer' && Array.isArray(value.data)) {
		return bytes(value.data.length);
	}
	return value;
}

function bytes(count: number): string {
	return `[binary, ${count} bytes, not passed on]`;
}

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
