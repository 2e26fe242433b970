import { setTimeout as delay } from 'node:timers/promises';

import type { Pace } from '../../../../nodes/Backboard/base/pace';
import type { Batch } from '../../../../nodes/Backboard/core/batch';
import type { Consequence } from '../../../../nodes/Backboard/core/types';
import { batch, HeldItems, LIMITS, outcomesOf } from './testBatch';

describe('A batch that ends early', () => {
	afterEach(() => jest.useRealTimers());

	describe('at a server that sends everybody away for longer than they may wait', () => {
		const limits = { ...LIMITS, maxRetryWait: 1000 };
		const refuse = async ({ pace }: { readonly pace: Pace }): Promise<string> => {
			await pace.start();
			await delay(1);
			if (await pace.retryIn(3_600_000, 'rateLimit')) return 'answered';
			throw new Error('Too many requests');
		};

		it.each([1, 5, 20])('ends soon, %i at once: the rest is not sent', async (maxConcurrent) => {
			let sent = 0;
			const work: Batch<string>['work'] = async (_itemIndex, turn) => {
				sent += 1;
				return await refuse(turn);
			};
			const outcomes = await outcomesOf(
				batch(1000, work, { limits: { ...limits, maxConcurrent } }),
			);
			expect(sent).toBeLessThanOrEqual(maxConcurrent + 3);
			expect(outcomes[0]).toMatchObject({ error: { message: 'Too many requests' } });
			expect(outcomes[999]).toMatchObject({ notStarted: { message: 'Too many requests' } });
		});

		it('blames none of the others that fail meanwhile', async () => {
			const work: Batch<string>['work'] = async (itemIndex, turn) => {
				if (itemIndex !== 0) return await refuse(turn);
				await delay(20);
				throw new Error('Bad ID');
			};
			const outcomes = await outcomesOf(
				batch(50, work, { limits: { ...limits, maxConcurrent: 2 } }),
			);
			expect(outcomes[0]).toMatchObject({ error: { message: 'Bad ID' } });
			expect(outcomes[49]).toMatchObject({ notStarted: { message: 'Too many requests' } });
		});

		it('goes on while others are answered', async () => {
			const work: Batch<string>['work'] = async (itemIndex, turn) => {
				if (itemIndex % 3 < 2) return await refuse(turn);
				await turn.pace.start();
				return 'answered';
			};
			const outcomes = await outcomesOf(
				batch(30, work, { limits: { ...limits, maxConcurrent: 1 } }),
			);
			expect(outcomes.filter((outcome) => 'value' in outcome)).toHaveLength(10);
			expect(outcomes.filter((outcome) => 'notStarted' in outcome)).toEqual([]);
		});

		it('ends soon in a group, too: its other tasks have the same error', async () => {
			let sent = 0;
			const tasks = Array.from({ length: 100 }, () => async (turn: { readonly pace: Pace }) => {
				sent += 1;
				return await refuse(turn);
			});
			const work: Batch<unknown>['work'] = async (_itemIndex, { sideBySide }) =>
				await sideBySide(tasks, { goesOn: () => true, costs: true });
			const [outcome] = await outcomesOf(batch<unknown>(1, work, { limits }));
			expect(sent).toBeLessThanOrEqual(LIMITS.maxConcurrent + 3);
			const ends = (outcome as { value: object[] }).value;
			expect(ends).toHaveLength(100);
			for (const end of ends) expect(end).toHaveProperty('error.message', 'Too many requests');
		});
	});

	it('that was cancelled ends soon, with an error for every item that waited', async () => {
		const controller = new AbortController();
		const work: Batch<string>['work'] = async (itemIndex, { pace }) => {
			if (itemIndex > 0) await pace.wait(60_000);
			return 'done';
		};
		jest.useFakeTimers();
		const began = Date.now();
		const result = outcomesOf(batch(3, work, { signal: controller.signal }));
		const ended = result.then(() => Date.now() - began);
		setTimeout(() => controller.abort(), 50);
		await jest.advanceTimersByTimeAsync(1000);
		expect(await ended).toBeLessThanOrEqual(150);
		const [first, second, third] = await result;
		expect(first).toEqual({ value: 'done' });
		for (const outcome of [second, third]) {
			expect(outcome).toMatchObject({ error: { message: expect.stringMatching(/cancelled/) } });
		}
	});

	it('that was cancelled looks at none of the items that waited', async () => {
		const controller = new AbortController();
		const looked: number[] = [];
		const worked: number[] = [];
		const work: Batch<void>['work'] = async (itemIndex, { pace }) => {
			worked.push(itemIndex);
			controller.abort();
			await pace.start();
		};
		const lane = (itemIndex: number) => {
			looked.push(itemIndex);
			return String(itemIndex);
		};
		const outcomes = await outcomesOf(batch(20_000, work, { signal: controller.signal, lane }));
		expect(outcomes).toHaveLength(20_000);
		expect(outcomes[19_999]).toEqual({ notStarted: undefined });
		expect(worked.length).toBeLessThanOrEqual(LIMITS.maxConcurrent);
		expect(looked.length).toBeLessThanOrEqual(LIMITS.maxConcurrent);
	});

	describe('that an error stops at once', () => {
		const stopsAtOnce = (): Consequence => 'stopAtOnce';

		it('ends without waiting for the others, which count as not sent', async () => {
			const items = new HeldItems();
			const result = outcomesOf(
				batch(7, items.work, { consequence: stopsAtOnce, limits: { ...LIMITS, maxConcurrent: 3 } }),
			);
			await items.end(1);
			await items.end(2, new Error('first'));
			await items.end(0, new Error('too late'));
			const notStarted = new Error('first');
			expect(await result).toEqual([
				{ notStarted },
				{ value: 'item 1' },
				{ error: new Error('first') },
				...Array<object>(4).fill({ notStarted }),
			]);
			expect(items.started).toEqual([0, 1, 2, 3]);
		});

		it.each<[string, (pace: Pace) => Promise<unknown>]>([
			['a pause of the server', async (pace) => await pace.retryIn(9000, 'rateLimit')],
			['a wait for another try', async (pace) => await pace.retryIn(9000, 'fault')],
			['a wait between two looks', async (pace) => await pace.wait(60_000)],
			['a request', async () => await delay(50)],
		])('sends nothing after %s', async (_what, waits) => {
			let sent = 0;
			const ended: Array<Promise<unknown>> = [];
			const work: Batch<unknown>['work'] = async (itemIndex, { pace }) => {
				await pace.start();
				if (itemIndex === 0) {
					await delay(20);
					throw new Error('first');
				}
				const waiting = waits(pace).then(async () => {
					await pace.start();
					sent += 1;
				});
				ended.push(waiting);
				return await waiting;
			};
			const outcomes = await outcomesOf(batch(3, work, { consequence: stopsAtOnce }));
			expect(outcomes.map((outcome) => Object.keys(outcome)[0])).toEqual([
				'error',
				'notStarted',
				'notStarted',
			]);
			const ends = await Promise.allSettled(ended);
			expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
			expect(sent).toBe(0);
		});
	});
});
