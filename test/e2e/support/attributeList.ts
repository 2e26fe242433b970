import type { Locator, Page } from 'playwright-core';

/** One field of the wanted answer, as somebody enters it. */
export interface Attribute {
	readonly name: string;
	readonly type: 'Boolean' | 'Date' | 'Number' | 'String';
	readonly description: string;
	readonly isRequired: boolean;
}

/** The attributes of a schema, in an open node. */
export class AttributeList {
	private readonly list: Locator;

	constructor(
		private readonly page: Page,
		details: Locator,
	) {
		this.list = details.getByTestId('fixed-collection-attributes');
	}

	/** Adds one below the others. */
	async add({ name, type, description, isRequired }: Attribute): Promise<void> {
		await this.list
			.getByRole('button', { name: 'Add Attribute' })
			.filter({ visible: true })
			.last()
			.click();
		await this.field('name').locator('input, textarea').first().fill(name);
		await this.field('type').click();
		await this.page.getByRole('option', { name: type }).filter({ visible: true }).click();
		await this.field('description').locator('input, textarea').first().fill(description);
		if (isRequired) await this.field('required').locator('.el-switch__core').click();
	}

	/** Names of all, from top to bottom. */
	async names(): Promise<string[]> {
		const fields = await this.list.getByTestId('parameter-input-name').all();
		return await Promise.all(
			fields.map(async (field) => await field.locator('input, textarea').first().inputValue()),
		);
	}

	/** Brings the list into view. */
	async show(): Promise<void> {
		await this.list.scrollIntoViewIfNeeded();
	}

	/** A field of the last attribute. */
	private field(name: string): Locator {
		return this.list.getByTestId(`parameter-input-${name}`).last();
	}
}
