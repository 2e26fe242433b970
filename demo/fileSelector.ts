import { symlink } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

import { temporaryFolder } from './temporaryFolder';

/** Has a meaning in a glob pattern, or loses its escape there. */
const SPECIAL = /[\\*?{}|!+@()[\]"'`]/g;

/** In the name of a folder no escape is safe for these. The others mean something only beside them. */
const SPECIAL_IN_FOLDER = /[\\*?{}|!()[\]"'`]/;

/**
 * Patterns that stand for one file each: n8n reads files by glob patterns, and a path such as
 * `Tom's files [2024]/a.pdf` is one, too. A folder with such a name is reached by a link to it.
 *
 * @param newFolder makes the folder for links, when there has to be one
 */
export async function fileSelectors(
	paths: readonly string[],
	newFolder: () => string = temporaryFolder,
): Promise<string[]> {
	// n8n takes brackets and parentheses literally. On Windows, where a backslash cannot escape and
	// names have none of the others but braces, this is as far as it goes.
	if (sep === '\\') return paths.map((path) => path.replaceAll('\\', '/'));
	const links = new Map<string, string>();
	let linkFolder: string | undefined;
	const selectors: string[] = [];
	for (const path of paths) {
		let folder = dirname(path);
		if (SPECIAL_IN_FOLDER.test(folder)) {
			linkFolder ??= newFolder();
			const link = links.get(folder) ?? join(linkFolder, String(links.size));
			if (!links.has(folder)) await symlink(folder, link);
			links.set(folder, link);
			folder = link;
		}
		selectors.push(join(folder, basename(path).replace(SPECIAL, '\\$&')));
	}
	return selectors;
}
