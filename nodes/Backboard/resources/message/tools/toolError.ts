import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsIn } from '../../../transport/record';
import { cleanText } from './toolText';

const LONGEST_ERROR = 2_000;

/** LangChain's words for arguments that do not fit; what does not fit comes after them, in newer ones. */
const MISFIT = /^Received tool input did not match expected schema\s*(?:Details:)?\s*/;

/** What a tool threw, as a short text that a model can act on: without a stack and without `secret`. */
export function errorText(error: unknown, secret: string): string {
	return cleanText(messageOf(error), secret, LONGEST_ERROR) || NO_MESSAGE;
}

const NO_MESSAGE = 'The tool failed without saying why';

function messageOf(error: unknown): string {
	if (typeof error === 'string') return error;
	if (!isRecord(error)) return error === undefined || error === null ? '' : String(error);
	const issues = issuesOf(error);
	if (issues.length > 0) return misfit(issues.join('; '));
	const { message, name } = error;
	const text = typeof message === 'string' ? message.trim() : '';
	if (MISFIT.test(text)) return misfit(text.replace(MISFIT, ''));
	if (text !== '') return withDescription(text, error.description);
	return typeof name === 'string' && name !== 'Error' ? `${NO_MESSAGE} (${name})` : '';
}

/** n8n's errors often have the useful half in their description. */
function withDescription(text: string, description: unknown): string {
	if (typeof description !== 'string' || description.trim() === '') return text;
	return text.includes(description.trim()) ? text : `${text}. ${description.trim()}`;
}

/** What zod says of each value that does not fit, with its place. */
function issuesOf({ issues, name }: IDataObject): string[] {
	if (!/Zod/.test(String(name))) return [];
	return recordsIn(issues).map(({ path, message }) => {
		const place = Array.isArray(path) ? path.map(String).join('.') : '';
		const text = typeof message === 'string' ? message : 'not allowed';
		return place === '' ? text : `${place}: ${text}`;
	});
}

function misfit(details: string): string {
	const text = 'The arguments do not fit the parameters of the tool';
	return details === '' ? text : `${text}: ${details}`;
}
