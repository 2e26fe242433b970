import type { Locator, Page } from 'playwright-core';

import { areaOf, type Area } from './mouse';

/** The panel below the canvas that lists what an execution has run. */
export class LogsPanel {
	private readonly root: Locator;

	constructor(page: Page) {
		this.root = page.getByTestId('logs-panel');
	}

	async open(): Promise<void> {
		if (await this.root.getByTestId('logs-overview-body').isVisible()) return;
		await this.root.getByTestId('logs-overview-header').click();
		await this.root.getByTestId('logs-overview-body').waitFor();
	}

	/** How the execution ended, and its tokens: "Success in 1.2s 540 Tokens". */
	async summary(): Promise<string> {
		return (await this.root.getByTestId('logs-overview-status').innerText()).replace(/\s+/g, ' ');
	}

	/** The rows of a node, each one run. Rows that are scrolled out of view are not among them. */
	rows(node: string): Locator {
		return this.root.getByRole('treeitem').filter({ hasText: node });
	}

	/** The node of the chosen row, and how its run ended. */
	async details(): Promise<string> {
		return (await this.root.getByTestId('log-details-header').innerText()).trim();
	}

	async area(): Promise<Area> {
		return await areaOf(this.root);
	}
}
