import type { Locator, Page } from 'playwright-core';

import { dismissMessage } from './message';

/** The dialog of a credential. */
export class CredentialDialog {
	private readonly root: Locator;

	constructor(private readonly page: Page) {
		this.root = page.getByTestId('editCredential-modal');
	}

	async enter(field: string, value: string): Promise<void> {
		await this.root.getByTestId(`parameter-input-${field}`).locator('input').fill(value);
	}

	/** Saves, which tests the connection too. */
	async save(): Promise<void> {
		await this.root.getByTestId('credential-save-button').click();
		await dismissMessage(this.page);
	}

	/** Waits until n8n says this of the connection. */
	async says(text: string): Promise<void> {
		await this.root.getByText(text).waitFor();
	}

	async showDetails(): Promise<void> {
		await this.root.getByText('More details').click();
	}
}
