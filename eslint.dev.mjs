import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';

/** Rules for what ships are meant for the folders of that name at the root, not below `test`. */
const isForShippedCode = ({ files = [] }) =>
	files.some((glob) => /^\.\/(nodes|credentials)/.test(glob));

/**
 * For folders that never ship: n8n's rules without those of n8n Cloud's sandbox, since a server, a
 * command or a test needs Node's own modules and a console.
 */
export default [
	...configWithoutCloudSupport.filter((entry) => !isForShippedCode(entry)),
	{
		files: ['**/*.ts'],
		rules: {
			'no-console': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			'@n8n/community-nodes/require-node-api-error': 'off',
			'@n8n/community-nodes/no-hardcoded-secrets': 'off',
			'@n8n/community-nodes/no-dangerous-functions': 'off',
		},
	},
];
