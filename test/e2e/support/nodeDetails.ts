import type { Locator, Page } from 'playwright-core';

import { AttributeList } from './attributeList';
import { CredentialDialog } from './credentialDialog';
import { ListParameter } from './listParameter';
import { dismissMessage } from './message';
import { areaOf, around, drag, type Area } from './mouse';
import { NodeOutput } from './nodeOutput';

/** The dialog of a node: its input, its parameters and settings, its output. */
export class NodeDetails {
	private readonly root: Locator;
	readonly output: NodeOutput;

	constructor(private readonly page: Page) {
		this.root = page.getByTestId('ndv');
		this.output = new NodeOutput(page.getByTestId('output-panel'));
	}

	async close(): Promise<void> {
		await this.root.getByTestId('ndv-close-button').click();
		await this.root.waitFor({ state: 'detached' });
	}

	/** Name of the chosen credential. */
	async credential(): Promise<string> {
		return await this.root.getByTestId('node-credentials-select').locator('input').inputValue();
	}

	async editCredential(): Promise<CredentialDialog> {
		await this.root.getByTestId('credential-edit-button').click();
		return new CredentialDialog(this.page);
	}

	list(parameter: string): ListParameter {
		return new ListParameter(this.root, parameter);
	}

	get attributes(): AttributeList {
		return new AttributeList(this.page, this.root);
	}

	/** Opens the node's tab of this name: Parameters or Settings. */
	async openTab(name: 'params' | 'settings'): Promise<void> {
		await this.root.getByTestId(`tab-${name}`).click();
	}

	async chooseOption(parameter: string, label: string): Promise<void> {
		await this.field(parameter).click();
		await this.page
			.getByRole('option')
			.filter({ visible: true, has: this.page.getByText(label, { exact: true }) })
			.click();
	}

	/** Adds an option to a collection and enters its number. */
	async addNumber(collection: string, option: string, path: string, value: number): Promise<void> {
		await this.addOption(collection, option);
		await this.field(path).locator('input').fill(String(value));
	}

	/** Adds a switch to a collection; n8n turns it on by that. */
	async switchOn(collection: string, option: string, path: string): Promise<void> {
		await this.addOption(collection, option);
		await this.field(path).locator('[role=switch][aria-checked=true]').waitFor({
			state: 'attached',
		});
	}

	private async addOption(collection: string, option: string): Promise<void> {
		const group = this.root.getByTestId('parameter-item').filter({ hasText: collection }).last();
		await group.getByTestId('collection-parameter-add').click();
		await this.page
			.getByTestId('collection-parameter-option')
			.filter({ visible: true, hasText: option })
			.first()
			.click();
	}

	/** Drags a field of the input onto a parameter, which becomes an expression by that. */
	async mapField(name: string, parameter: string): Promise<void> {
		const pill = this.root
			.getByTestId('ndv-input-panel')
			.getByTestId('run-data-schema-node-name')
			.filter({ hasText: name });
		const from = await areaOf(pill.first());
		const to = await areaOf(this.field(parameter));
		await drag(this.page, { x: from.x + 8, y: from.y + 8 }, { x: to.x + 80, y: to.y + 20 });
	}

	/** The expression of a parameter, and what it is for the first item. */
	async expression(parameter: string): Promise<{ text: string; preview: string }> {
		const inside = this.page.getByTestId(`parameter-input-${parameter}`);
		const item = this.root.getByTestId('parameter-item').filter({ has: inside });
		const preview = item.getByTestId('parameter-expression-preview-content');
		await preview.waitFor();
		return {
			text: await this.field(parameter).locator('.cm-line').innerText(),
			preview: (await preview.innerText()).replaceAll('\u00a0', ' '),
		};
	}

	/** What a parameter with a dropdown is set to. */
	async option(parameter: string): Promise<string> {
		return await this.field(parameter).locator('input').inputValue();
	}

	/** Closes the message in the corner. */
	async dismissMessage(): Promise<void> {
		await dismissMessage(this.page);
	}

	/** Executes the node alone and returns the first line of n8n's message about it. */
	async execute(): Promise<string> {
		await this.root.getByTestId('node-execute-button').click();
		return await dismissMessage(this.page);
	}

	/** Input and parameters. */
	async areaOfInput(): Promise<Area> {
		const dialog = await this.area();
		return { ...dialog, width: (await areaOf(this.output.panel)).x - dialog.x };
	}

	/** Parameters and output. */
	async areaOfOutput(): Promise<Area> {
		const dialog = await this.area();
		const { x } = await areaOf(this.root.getByTestId('node-parameters'));
		return { ...dialog, x, width: dialog.x + dialog.width - x };
	}

	/** The dialog without its rim, behind which something else can be seen. */
	private async area(): Promise<Area> {
		return around([await areaOf(this.root)], { x: -2, y: -2 });
	}

	private field(parameter: string): Locator {
		return this.root.getByTestId(`parameter-input-${parameter}`);
	}
}
