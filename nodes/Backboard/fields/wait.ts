import type { ItemCall } from '../core/types';
import { readBoolean, readCollection, readInteger } from './values';

/** How long Backboard may not know what was made just now, in ms. */
export const NOT_YET = 30_000;

/** Longest wait where the user sets no other, in seconds. */
export const DEFAULT_WAIT = 300;

/** The options that say whether to wait, by their names in the editor. */
const OPTIONS = { waitUntilDone: 'Wait Until Done', waitUntilIndexed: 'Wait Until Indexed' };

/** How long to wait, in ms; undefined when the option for it is off. */
export function readWait(call: ItemCall, option: keyof typeof OPTIONS): number | undefined {
	const options = readCollection(call, 'options');
	const seconds = readInteger(call.node, options.timeout, 'Timeout', { least: 0 }) ?? DEFAULT_WAIT;
	if (!readBoolean(call.node, options[option], OPTIONS[option], false)) return undefined;
	return seconds === 0 ? Infinity : seconds * 1000;
}
