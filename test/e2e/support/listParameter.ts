import type { Locator } from 'playwright-core';

/** A parameter that is picked from a list which the node fills. */
export class ListParameter {
	private readonly field: Locator;

	constructor(details: Locator, name: string) {
		this.field = details.getByTestId(`resource-locator-${name}`);
	}

	/** Opens the list and waits until it is filled. */
	async open(): Promise<void> {
		await this.field.getByTestId('rlc-input').click();
		await this.entries.first().waitFor();
	}

	/** Narrows the open list, and waits until it has these entries and no others. */
	async search(text: string, expected: readonly RegExp[]): Promise<void> {
		await this.field.page().getByTestId('rlc-search').filter({ visible: true }).fill(text);
		const last = this.entries.nth(expected.length);
		await last.waitFor({ state: 'detached' });
		for (const [position, label] of expected.entries()) {
			await this.entries.nth(position).filter({ hasText: label }).waitFor();
		}
	}

	/** Takes an entry of the open list. */
	async choose(label: string | RegExp): Promise<void> {
		await this.entries.filter({ hasText: label }).first().click();
		await this.entries.first().waitFor({ state: 'hidden' });
	}

	/** What the open list shows. */
	async labels(): Promise<string[]> {
		return await this.entries.allInnerTexts();
	}

	/** What has been chosen, as the field shows it. */
	async chosen(): Promise<string> {
		return await this.field.getByTestId('rlc-input').inputValue();
	}

	/** Only one list can be open at a time. */
	private get entries(): Locator {
		return this.field.page().getByTestId('rlc-item').filter({ visible: true });
	}
}
