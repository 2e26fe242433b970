/**
 * The main jobs under every single switch of the sandbox. `npm test` has them under all together and in
 * random combinations.
 * @type {import('jest').Config}
 */
module.exports = {
	...require('./jest.config'),
	testMatch: ['**/*.dialect.ts'],
};
