import type { Page } from 'playwright-core';

/** Waits for a message in the corner of the editor, closes all there are, and returns its title. */
export async function dismissMessage(page: Page): Promise<string> {
	const message = page.locator('.el-notification').filter({ visible: true });
	const title = await message.first().locator('.el-notification__title').innerText();
	for (let left = await message.count(); left > 0; left = await message.count()) {
		const close = message.first().locator('.el-notification__closeBtn');
		// A message of success goes by itself after a while, perhaps just now.
		await close.click({ timeout: 2_000 }).catch(() => {});
		await message.nth(left - 1).waitFor({ state: 'detached' });
	}
	return title;
}
