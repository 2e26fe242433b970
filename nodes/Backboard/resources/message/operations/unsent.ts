import type { ItemFields } from '../../../core/types';

/** Tells a chat of an item, or a group, that never started. */
export async function unsent(item: ItemFields, error: string): Promise<void> {
	const { sayUnsent } = await import('../answer/chatOutput');
	await sayUnsent(item, error);
}
