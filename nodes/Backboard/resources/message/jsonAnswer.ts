import type { GenericValue, IDataObject } from 'n8n-workflow';

/**
 * The object in an answer that was asked for as JSON. Models wrap it in code fences or put words
 * around it, and Backboard ignores the wish at times (with documents, web search or tools): a text
 * without an object is returned as it is, so that a finished answer is never lost.
 */
export function parseJsonAnswer(content: string): IDataObject | GenericValue {
	for (const candidate of candidates(content)) {
		try {
			const parsed: unknown = JSON.parse(candidate);
			if (typeof parsed === 'object' && parsed !== null) return parsed as IDataObject;
		} catch {
			// The next candidate may be the JSON.
		}
	}
	return content;
}

function* candidates(content: string): Generator<string> {
	yield content;
	const fenced = /```(?:json)?\s*([\s\S]*?)```/i.exec(content)?.[1];
	if (fenced !== undefined) yield fenced;
	const first = content.indexOf('{');
	const last = content.lastIndexOf('}');
	if (first >= 0 && last > first) yield content.slice(first, last + 1);
}
