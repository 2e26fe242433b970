import type { Locator, Page } from 'playwright-core';

import type { Owner } from '../../../n8n/rest';
import { dismissMessage } from './message';
import { areaOf, around, centre, drag, type Area, type Point } from './mouse';
import { NodeDetails } from './nodeDetails';

/** The canvas of n8n's editor and the panel that nodes are taken from. */
export class EditorPage {
	/** @param url address of n8n */
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	async logIn({ email, password }: Owner): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.locator('input[name=emailOrLdapLoginId]').fill(email);
		await this.page.locator('input[name=password]').fill(password);
		await this.page.getByTestId('form-submit-button').click();
		await this.page.waitForURL(/\/(home|workflow)/);
	}

	async open(workflowId: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${workflowId}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	get nodePanel(): Locator {
		return this.page.getByTestId('node-creator');
	}

	/** Entries of the node panel: nodes, or the actions of one. */
	get panelEntries(): Locator {
		return this.nodePanel.getByTestId('item-iterator-item');
	}

	async searchNodes(text: string): Promise<void> {
		await this.page.getByTestId('node-creator-plus-button').click();
		// What is typed before the panel is filled does not count.
		await this.panelEntries.first().waitFor();
		await this.nodePanel.getByTestId('node-creator-search-bar').fill(text);
	}

	/** Shows the actions of a node that was found, and waits until nothing else is shown. */
	async showActions(node: string): Promise<void> {
		const found = this.panelEntries.filter({ hasText: node });
		await found.click();
		await found.waitFor({ state: 'detached' });
	}

	node(name: string): Locator {
		return this.page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
	}

	/** The lines between two nodes. */
	connection(from: string, to: string): Locator {
		return this.page.locator(
			`[data-test-id=edge][data-source-node-name="${from}"][data-target-node-name="${to}"]`,
		);
	}

	/** Drags an entry of the node panel onto a free place of the canvas. */
	async dragOntoCanvas(entry: Locator): Promise<void> {
		const canvas = await areaOf(this.page.getByTestId('canvas'));
		const target = { x: canvas.x + canvas.width * 0.5, y: canvas.y + canvas.height * 0.7 };
		await drag(this.page, centre(await areaOf(entry)), target);
	}

	async connect(from: string, to: string): Promise<void> {
		const output = this.node(from).getByTestId('canvas-node-output-handle');
		const input = this.node(to).locator(
			'[data-test-id="canvas-node-input-handle"][data-connection-type="main"]',
		);
		await drag(this.page, centre(await areaOf(output)), centre(await areaOf(input)));
	}

	/** Lets n8n put the nodes side by side, and all of them into view. */
	async tidyUp(): Promise<void> {
		await this.page.getByTestId('tidy-up-button').click();
		await this.showAll();
	}

	/** Puts all nodes into view. */
	async showAll(): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
	}

	/** The inputs of a node that take this kind of connection. */
	inputs(name: string, kind: string): Locator {
		return this.node(name).locator(
			`[data-test-id=canvas-node-input-handle][data-connection-type=${kind}]`,
		);
	}

	/** How often a node has run, as the canvas says it. */
	async runCount(name: string): Promise<string> {
		return (await this.node(name).getByTestId('canvas-node-status-success').innerText()).trim();
	}

	/** Executes all nodes up to this one. */
	async executeUpTo(name: string): Promise<void> {
		await this.startUpTo(name);
		await dismissMessage(this.page);
	}

	/** The same, without waiting for the end. */
	async startUpTo(name: string): Promise<void> {
		await this.node(name).hover();
		await this.node(name).getByTestId('execute-node-button').click();
	}

	/** Stops what is executed. */
	async stop(): Promise<void> {
		await this.page.getByTestId('stop-execution-button').click();
	}

	async openNode(name: string): Promise<NodeDetails> {
		await this.node(name).dblclick();
		return this.details;
	}

	get details(): NodeDetails {
		return new NodeDetails(this.page);
	}

	/** The node panel, as much of it as is beside these nodes, and what is between them. */
	async areaOfPanelAnd(names: readonly string[]): Promise<Area> {
		const panel = await areaOf(this.nodePanel);
		const { x, y, height } = await this.areaAround(names, { x: 60, y: 60 });
		return { x, y: 0, width: panel.x + panel.width - x, height: y + height };
	}

	/** What the canvas shows around the nodes of these names. */
	async areaAround(names: readonly string[], margin: Point): Promise<Area> {
		const areas = await Promise.all(names.map(async (name) => await areaOf(this.node(name))));
		return around(areas, margin);
	}
}
