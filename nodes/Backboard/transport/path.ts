import { UserError } from 'n8n-workflow';

import { shortText, wholeText } from '../base/text';

declare const escaped: unique symbol;

/** A path of the API whose ids have been escaped. Only the tag below makes one. */
export type Path = string & { readonly [escaped]: true };

/**
 * Backboard's ids are 36 characters long and model names rarely over 100: anything longer is not an ID.
 */
const LONGEST_ID = 512;

/**
 * Tag for paths with ids from users: every id stays one segment, whatever it contains.
 * Throws when an id is empty, `.` or `..` (URL parsers remove those, escaped or not), or far too long.
 */
export function path(segments: TemplateStringsArray, ...ids: string[]): Path {
	return segments.reduce((built, segment, index) => {
		return built + escapeSegment(ids[index - 1] ?? '') + segment;
	}) as Path;
}

function escapeSegment(id: string): string {
	const shown = shortText(id, 80);
	if (id === '') throw new UserError('An ID is empty', { description: 'Enter the ID.' });
	if (id === '.' || id === '..' || id.length > LONGEST_ID) {
		throw new UserError(`"${shown}" is not an ID`, {
			description:
				'Enter an ID as Backboard shows it, for example from the output of another step.',
		});
	}
	return encodeURIComponent(wholeText(id));
}

/** The UUIDs that a path names. */
export function idsIn(built: Path): string[] {
	return built.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi) ?? [];
}
