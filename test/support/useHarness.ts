import type { SandboxOptions } from '../../sandbox/server';
import { Sandbox } from '../../sandbox/server';
import { Harness } from './harness';

/**
 * Sandbox and engine for all tests of the block that calls this; each test begins without faults and
 * records. What comes back is usable from the first `beforeAll` on, and as one object in all tests.
 */
export function useHarness(options: SandboxOptions = {}): Harness {
	const harness = Object.create(Harness.prototype) as Harness;
	beforeAll(async () => void Object.assign(harness, await Harness.start(options)));
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());
	return harness;
}

/** The same, of a sandbox alone. */
export function useSandbox(options: SandboxOptions = {}): Sandbox {
	const sandbox = Object.create(Sandbox.prototype) as Sandbox;
	beforeAll(async () => void Object.assign(sandbox, await Sandbox.start(options)));
	beforeEach(() => {
		sandbox.faults.clear();
		sandbox.journal.clear();
	});
	afterAll(async () => await sandbox.close());
	return sandbox;
}
