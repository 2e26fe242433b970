import type { Locator } from 'playwright-core';

const FIELD_NAME = 'run-data-schema-node-name';

/** The output panel of a node's dialog. */
export class NodeOutput {
	constructor(readonly panel: Locator) {}

	/** The banner above the output. */
	async banner(): Promise<string> {
		return (await this.panel.getByTestId('node-hint').innerText()).trim();
	}

	get error(): { message: Locator; description: Locator } {
		return {
			message: this.panel.getByTestId('node-error-message'),
			description: this.panel.getByTestId('node-error-description'),
		};
	}

	async showAs(view: 'schema' | 'table'): Promise<void> {
		await this.panel.getByTestId(`radio-button-${view}`).click();
		const entries =
			view === 'schema' ? this.panel.getByTestId(FIELD_NAME) : this.panel.locator('th');
		await entries.first().waitFor();
	}

	/** A column of the output's table, from top to bottom. */
	async column(name: string): Promise<string[]> {
		await this.showAs('table');
		const heads = await this.panel.locator('th').allInnerTexts();
		const position = heads.findIndex((head) => head.trim() === name) + 1;
		if (position === 0) throw new Error(`The output has no ${name}, only ${heads.join(', ')}`);
		return await this.panel.locator(`tbody tr td:nth-child(${position})`).allInnerTexts();
	}

	/** Names of the fields in the schema view. */
	async fields(): Promise<string[]> {
		return await this.panel.getByTestId(FIELD_NAME).allInnerTexts();
	}

	/** How many items the shown branch has, as n8n words it. */
	async itemCount(): Promise<string> {
		return (await this.panel.getByTestId('ndv-items-count').first().innerText()).trim();
	}

	/** Shows the items of another branch of the output. */
	async openBranch(name: string): Promise<void> {
		await this.panel.getByText(new RegExp(`^${name} Branch`)).click();
	}
}
