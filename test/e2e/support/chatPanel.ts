import type { Locator, Page } from 'playwright-core';

import { areaOf, drag, type Area } from './mouse';

/** n8n's chat below the canvas, with a workflow that has a Chat Trigger. */
export class ChatPanel {
	private readonly root: Locator;

	constructor(private readonly page: Page) {
		this.root = page.getByTestId('canvas-chat');
	}

	async open(): Promise<void> {
		await this.page.getByTestId('workflow-chat-button').click();
		await this.input.waitFor();
	}

	/** Draws the upper edge of the panel upwards, so that it shows more. */
	async growBy(height: number): Promise<void> {
		const before = await this.area();
		const edge = { x: before.x + before.width / 2, y: before.y };
		await drag(this.page, edge, { x: edge.x, y: edge.y - height });
	}

	/** Sends a message, waits until the workflow has ended, and returns the answer. */
	async say(text: string): Promise<string> {
		const answers = this.root.locator('.chat-message-from-bot');
		const before = await answers.count();
		await this.input.fill(text);
		await this.input.press('Enter');
		const answer = answers.nth(before);
		await answer.waitFor();
		await this.root.getByTestId('chat-message-typing').waitFor({ state: 'detached' });
		return (await answer.innerText()).trim();
	}

	async area(): Promise<Area> {
		return await areaOf(this.root);
	}

	private get input(): Locator {
		return this.root.getByTestId('chat-input');
	}
}
