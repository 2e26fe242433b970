import { chromium, selectors, type Browser } from 'playwright-core';

import { systemProgram } from './systemProgram';

const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** What n8n's editor marks its elements with. */
selectors.setTestIdAttribute('data-test-id');

/** Starts Chromium without a window. Throws how to install it when it is not there. */
export async function launchBrowser(): Promise<Browser> {
	const executablePath = systemProgram('chromium', 'chromium');
	return await chromium.launch({ executablePath, args: FLAGS });
}
