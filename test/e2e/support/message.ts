import type { Page } from 'playwright-core';

import { eventually } from './eventually';

/**
 * What n8n says when all went well. Which of the two is a race of its editor: when the news that an
 * execution has started is faster than the answer to the request that started it, it forgets that one
 * node was meant.
 */
export const SUCCESS = /^(Node|Workflow) executed successfully$/;

/** Waits for a message in the corner of the editor, closes all there are, and returns its title. */
export async function dismissMessage(page: Page): Promise<string> {
	const message = page.locator('.el-notification').filter({ visible: true });
	const title = await message.first().locator('.el-notification__title').innerText();
	const close = message.first().locator('.el-notification__closeBtn');
	await eventually('no message is left', async () => {
		// A message of success goes by itself after a while, perhaps just now; one that is still moving in
		// may miss the click.
		await close.click({ timeout: 1_000 }).catch(() => {});
		return (await message.count()) === 0;
	});
	return title;
}
