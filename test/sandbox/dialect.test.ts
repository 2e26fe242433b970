import fc from 'fast-check';

import { SWITCH_NAMES } from '../../sandbox/dialect';
import { answersIn, assertNoticed, JOB_NAMES } from './dialectRun';

describe('The main jobs in every dialect of Backboard', () => {
	const usual = answersIn([]);

	it('succeed in the default dialect', async () => await usual);

	it.each(SWITCH_NAMES)('succeed with %s, and meet what it changes', async (name) => {
		await assertNoticed(name, usual);
	});

	it('succeed with all switches together', async () => await answersIn(SWITCH_NAMES));

	it('succeed in any combination', async () => {
		const combination = fc.record({
			switches: fc.subarray(SWITCH_NAMES),
			jobs: fc.subarray(JOB_NAMES, { minLength: 6, maxLength: 6 }),
		});
		await fc.assert(
			fc.asyncProperty(combination, async ({ switches, jobs }) => {
				await answersIn(switches, jobs);
			}),
			{ numRuns: 15 },
		);
	});
});
