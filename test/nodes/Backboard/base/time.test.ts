import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PACKAGE_FOLDER } from '../../../../engine/nodeTypes';

/** Reads dates that a server names. */
const READS_DATES = ['transport/retry.ts'];

describe('The time of day, which a user or a server may set at any moment,', () => {
	const folder = join(PACKAGE_FOLDER, 'nodes', 'Backboard');
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((file) => file.replaceAll('\\', '/'))
		.filter((file) => file.endsWith('.ts') && !READS_DATES.includes(file));

	it.each(files)('measures nothing in %s', (file) => {
		expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/\bDate\.now\(|\bnew Date\(\)/);
	});
});
