import { Harness } from '../support/harness';
import { CONTRACT_CHECKS, type Target } from './messageContract';

/** The checks that `npm run test:live` makes with a real account, here with the sandbox. */
describe('The contract that the node relies on', () => {
	let harness: Harness;
	let target: Target;
	beforeAll(async () => {
		harness = await Harness.start();
		const { engine, sandbox } = harness;
		target = { engine, apiKey: sandbox.apiKey, baseUrl: sandbox.url, threads: new Set() };
	});
	afterAll(async () => await harness.stop());

	it.each(CONTRACT_CHECKS)('$name', async ({ run }) => await run(target));
});
