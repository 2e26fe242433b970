import { useHarness } from '../support/useHarness';
import { CONTRACT_CHECKS, type Target } from './messageContract';

/** The checks that `npm run test:live` makes with a real account, here with the sandbox. */
describe('The contract that the node relies on', () => {
	const harness = useHarness();
	let target: Target;
	beforeAll(() => {
		const { engine, sandbox } = harness;
		target = { engine, apiKey: sandbox.apiKey, baseUrl: sandbox.url, threads: new Set() };
	});

	it.each(CONTRACT_CHECKS)('$name', async ({ run }) => await run(target));
});
