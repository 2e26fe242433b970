import type { Browser, Page } from 'playwright-core';

import { launchBrowser } from './browser';
import { Camera } from './camera';
import { EditorPage } from './editorPage';
import { OWNER, TestN8n, type TestN8nOptions } from './testN8n';

/** A new n8n, and a browser in which its owner is logged in to the editor. */
export class EditorSession {
	readonly camera: Camera;

	private constructor(
		readonly n8n: TestN8n,
		private readonly browser: Browser,
		readonly page: Page,
		readonly editor: EditorPage,
	) {
		this.camera = new Camera(page);
	}

	static async start(options: TestN8nOptions): Promise<EditorSession> {
		const n8n = await TestN8n.start(options);
		let browser: Browser | undefined;
		try {
			browser = await launchBrowser();
			const page = await browser.newPage({
				viewport: { width: 1440, height: 860 },
				deviceScaleFactor: 1.5,
			});
			page.setDefaultTimeout(20_000);
			const editor = new EditorPage(page, n8n.process.url);
			await editor.logIn(OWNER);
			return new EditorSession(n8n, browser, page, editor);
		} catch (error) {
			await browser?.close();
			await n8n.stop();
			throw error;
		}
	}

	async stop(): Promise<void> {
		await this.browser.close();
		await this.n8n.stop();
	}
}
