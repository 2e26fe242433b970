import assert from 'node:assert/strict';

import fc from 'fast-check';

import { SWITCH_NAMES } from '../../sandbox/dialect';
import { IS_THOROUGH } from '../support/thorough';
import { answersIn, JOB_NAMES, news } from './dialectRun';

/** Jobs that wait for nothing: their answers are the same each time. */
const STEADY = [
	'send',
	'typedAnswer',
	'stream',
	'answerOnce',
	'toolRound',
	'models',
	'otherClient',
];

describe('The main jobs in every dialect of Backboard', () => {
	it('succeed with all switches together', async () => await answersIn(SWITCH_NAMES));

	it('succeed in any combination', async () => {
		const combination = fc.record({
			switches: fc.subarray(SWITCH_NAMES),
			jobs: fc.subarray(JOB_NAMES, { minLength: 8, maxLength: 8 }),
		});
		await fc.assert(
			fc.asyncProperty(combination, async ({ switches, jobs }) => {
				await answersIn(switches, jobs);
			}),
			{ numRuns: IS_THOROUGH ? 12 : 5 },
		);
	});

	it('meet nothing new where no switch is on', async () => {
		const usual = await answersIn([], STEADY);
		assert.deepEqual(news(await answersIn([], STEADY), usual), []);
	});
});
