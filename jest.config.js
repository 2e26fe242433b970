/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	transform: { '\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.test.json', diagnostics: false }] },
	testTimeout: 30_000,
	setupFiles: ['<rootDir>/test/support/propertySeed.js'],
	globalSetup: '<rootDir>/test/support/engineFolder.js',
	globalTeardown: '<rootDir>/test/support/engineFolderGone.js',
};
