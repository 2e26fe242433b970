/**
 * The end-to-end tests: real processes of n8n, so one file after another.
 * @type {import('jest').Config}
 */
module.exports = {
	...require('./jest.config'),
	testEnvironment: 'node',
	runtime: undefined,
	testSequencer: undefined,
	testMatch: ['**/test/e2e/**/*.e2e.ts'],
	testTimeout: 120_000,
	maxWorkers: 1,
	globalSetup: undefined,
	globalTeardown: undefined,
};
