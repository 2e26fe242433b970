import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { RECORDS } from './logFile';
import type { Area } from './mouse';

/** The README shows these; a test run rewrites them only when it is asked to. */
const PUBLISHED = join(__dirname, '..', '..', '..', 'docs', 'screenshots');
const UNPUBLISHED = join(RECORDS, 'editor');

/** In this order, so that the editor is light between two pictures. */
const THEMES = ['dark', 'light'] as const;
type Theme = (typeof THEMES)[number];

/** Buttons that lead to the nodes beside an open one stick out of its dialog, and would be cut off. */
const WITHOUT_NEIGHBOURS = '[data-test-id=floating-nodes] { visibility: hidden }';

/** Takes the pictures of what a step has led to. */
export class Camera {
	readonly folder = process.env.UPDATE_SCREENSHOTS === '1' ? PUBLISHED : UNPUBLISHED;

	constructor(private readonly page: Page) {}

	/** `<name>-light.png` and `<name>-dark.png` of an area of the window. */
	async take(name: string, clip: Area): Promise<void> {
		await mkdir(this.folder, { recursive: true });
		for (const theme of THEMES) {
			await this.setTheme(theme);
			await this.page.screenshot({
				path: join(this.folder, `${name}-${theme}.png`),
				clip,
				animations: 'disabled',
				style: WITHOUT_NEIGHBOURS,
			});
		}
	}

	/** The whole window as it is, for somebody who wants to know why a step failed. */
	async takeFailure(name: string): Promise<string> {
		await mkdir(UNPUBLISHED, { recursive: true });
		const path = join(UNPUBLISHED, `failed-${name}.png`);
		await this.page.screenshot({ path });
		return path;
	}

	/**
	 * Colours follow the system's setting. Icons follow n8n's own, which another window of the editor
	 * may change at any time: so nothing has to be reloaded.
	 */
	private async setTheme(theme: Theme): Promise<void> {
		await this.page.emulateMedia({ colorScheme: theme });
		await this.page.evaluate(`
			localStorage.setItem('N8N_THEME', '${theme}');
			dispatchEvent(new StorageEvent('storage', {
				key: 'N8N_THEME', newValue: '${theme}', storageArea: localStorage,
			}));
		`);
		// Icons of the other theme are loaded when they are first shown.
		await this.page.waitForFunction(
			`[...document.images].every((image) => image.complete && image.naturalWidth > 0)`,
		);
	}
}
