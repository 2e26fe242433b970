import type { GroupCall, ItemCall } from '../../../core/types';
import { readText } from '../../../fields/text';
import { settled } from '../../../transport/outcome';
import { readAttachments } from '../attachment';
import type { Source } from './part';
import { emptyItem, errorOfItem, unreadItem, type Skipped } from './skipped';

/** Items that are read before other work gets a turn. */
const AT_ONCE = 200;

/** What there is to read of a group. */
export interface Gathered {
	readonly sources: readonly Source[];
	readonly skipped: readonly Skipped[];
}

/**
 * Texts of all items of a group, in their order. Items with neither text nor files are skipped. Throws
 * the error of the first item that cannot be read, unless such items are skipped, too.
 */
export async function readItems(call: GroupCall, skips: boolean): Promise<Gathered> {
	const sources: Source[] = [];
	const skipped: Skipped[] = [];
	for (const [position, item] of call.items.entries()) {
		if (position % AT_ONCE === AT_ONCE - 1) await call.pace.wait(1);
		const outcome = await settled(readItem({ ...call, itemIndex: item }));
		if ('value' in outcome) {
			const { text, hasFiles } = outcome.value;
			if (text.trim() === '' && !hasFiles) skipped.push(emptyItem(item));
			else sources.push({ item, number: position + 1, text, hasFiles });
		} else if (skips) {
			skipped.push(unreadItem(item, outcome.error));
		} else {
			throw errorOfItem(call, item, outcome.error);
		}
	}
	return { sources, skipped };
}

/** Files are looked at here and opened when they are sent. */
async function readItem(call: ItemCall): Promise<Pick<Source, 'text' | 'hasFiles'>> {
	const files = await readAttachments(call);
	return { text: readText(call, 'itemText'), hasFiles: files.length > 0 };
}
