import assert from 'node:assert/strict';

import { failureOf, type Jobs } from './job';

const NO_CREDIT = 'We paused LLM chat — your balance is used up. Add credits on the Billing page.';

/** What cannot work, and what the item then says. */
export const REFUSAL_JOBS: Jobs = {
	async wrongKey(harness, { textErrors, forbiddenKeys }) {
		const { error, details } = await failureOf(
			harness,
			{ content: 'Hello' },
			{ apiKey: 'espr_wrong' },
		);
		assert.equal(details.status_code, forbiddenKeys ? 403 : 401);
		// A 403 without words may also be a firewall's.
		assert.match(error, forbiddenKeys && textErrors ? /firewall/ : /refused the API key/);
	},

	async noCredit(harness) {
		for (const streaming of ['never', 'always']) {
			harness.sandbox.faults.add({ path: 'messages$', run: 'FAILED', text: NO_CREDIT });
			const { error, details } = await failureOf(harness, {
				content: 'Hello',
				options: { streaming },
			});
			assert.match(error, /Add credits on Backboard's Billing page/);
			assert.equal(details.attempts, 1);
		}
	},

	async unknownThread(harness, { unknownThreadFails }) {
		const threadId = '11111111-1111-4111-8111-111111111111';
		const message = { conversation: 'existingThread', threadId, content: 'Hello' };
		const { error, details } = await failureOf(harness, message);
		assert.equal(details.status_code, unknownThreadFails ? 500 : 404);
		assert.match(error, /the IDs in the node/);
		assert.equal(details.attempts, 1);
	},
};
