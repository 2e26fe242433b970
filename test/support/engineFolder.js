const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/**
 * One folder for all that the engines of a test run write, since jest ends its workers without warning,
 * and one time zone: the one that n8n looks up fastest in each expression.
 */
module.exports = () => {
	process.env.GENERIC_TIMEZONE = 'UTC';
	process.env.ENGINE_FOLDER = mkdtempSync(join(tmpdir(), 'engine-tests-'));
};
