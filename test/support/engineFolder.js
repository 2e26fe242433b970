const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** One folder for all that the engines of a test run write: jest ends its workers without any farewell. */
module.exports = () => {
	process.env.ENGINE_FOLDER = mkdtempSync(join(tmpdir(), 'engine-tests-'));
};
