/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: '<rootDir>/test/support/jest/environment.js',
	runtime: '<rootDir>/test/support/jest/runtime.js',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	transform: { '\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.test.json', diagnostics: false }] },
	testSequencer: '<rootDir>/test/support/jest/sequencer.js',
	// More than there are cores: many tests wait for a server or a timer.
	maxWorkers: 4,
	// The build makes this file: tests of the source take what it is made of.
	moduleNameMapper: { 'vendor/jsonSchema$': '@cfworker/json-schema' },
	testTimeout: 60_000,
	setupFiles: ['<rootDir>/test/support/propertySeed.js'],
	globalSetup: '<rootDir>/test/support/engineFolder.js',
	globalTeardown: '<rootDir>/test/support/engineFolderGone.js',
};
