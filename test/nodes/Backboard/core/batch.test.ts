import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';

import type { Pace } from '../../../../nodes/Backboard/base/pace';
import { type Batch, runBatch } from '../../../../nodes/Backboard/core/batch';
import { Progress } from '../../../../nodes/Backboard/core/progress';
import type { Consequence, Outcome } from '../../../../nodes/Backboard/core/types';
import { IS_THOROUGH } from '../../../support/thorough';

const LIMITS = {
	maxConcurrent: 5,
	requestInterval: 0,
	maxRetries: 3,
	maxRetryWait: 10_000,
	tokenBudget: 0,
};

function batch<T>(count: number, work: Batch<T>['work'], more: Partial<Batch<T>> = {}): Batch<T> {
	return {
		count,
		work,
		limits: LIMITS,
		signal: undefined,
		progress: new Progress(),
		consequence: () => 'goOn',
		budgetSpent: ({ left }) => new Error(`The budget is spent, ${left} left`),
		lane: () => undefined,
		...more,
	};
}

async function outcomesOf<T>(work: Batch<T>): Promise<Array<Outcome<T>>> {
	return (await runBatch(work)).outcomes;
}

/** Items that end when the test says so. */
class HeldItems {
	readonly started: number[] = [];

	private readonly ends = new Map<number, (error: Error | undefined) => void>();

	readonly work = async (itemIndex: number): Promise<string> => {
		this.started.push(itemIndex);
		const error = await new Promise<Error | undefined>((end) => this.ends.set(itemIndex, end));
		if (error) throw error;
		return `item ${itemIndex}`;
	};

	async end(itemIndex: number, error?: Error): Promise<void> {
		this.ends.get(itemIndex)?.(error);
		await new Promise(setImmediate);
	}
}

describe('A batch', () => {
	afterEach(() => jest.useRealTimers());

	it('of nothing is done at once', async () => {
		expect(await outcomesOf(batch(0, async () => 1))).toEqual([]);
	});

	it('starts as many as it may, and the next one the moment one ends', async () => {
		const items = new HeldItems();
		const result = outcomesOf(batch(5, items.work, { limits: { ...LIMITS, maxConcurrent: 2 } }));
		expect(items.started).toEqual([0, 1]);
		await items.end(1);
		expect(items.started).toEqual([0, 1, 2]);
		await items.end(2);
		await items.end(3);
		expect(items.started).toEqual([0, 1, 2, 3, 4]);
		await items.end(4);
		await items.end(0);
		expect(await result).toHaveLength(5);
	});

	it('has its outcomes in input order, whatever ended first', async () => {
		const outcomes = await outcomesOf(
			batch(4, async (itemIndex) => {
				await delay((4 - itemIndex) * 15);
				if (itemIndex === 2) throw new Error('two');
				return itemIndex;
			}),
		);
		expect(outcomes).toEqual([
			{ value: 0 },
			{ value: 1 },
			{ error: new Error('two') },
			{ value: 3 },
		]);
	});

	it('goes on after an error when it may', async () => {
		const outcomes = await outcomesOf(
			batch(4, async (itemIndex) => {
				if (itemIndex % 2 === 0) throw new Error(String(itemIndex));
				return itemIndex;
			}),
		);
		expect(outcomes.map((outcome) => 'value' in outcome)).toEqual([false, true, false, true]);
	});

	it('that is stopped by an error lets those that run end, starts no other and says why', async () => {
		const items = new HeldItems();
		const limits = { ...LIMITS, maxConcurrent: 3 };
		const consequence = (error: unknown) =>
			error instanceof Error && error.message === 'fatal' ? 'startNoMore' : 'goOn';
		const result = outcomesOf(batch(7, items.work, { consequence, limits }));
		let isOver = false;
		void result.then(() => (isOver = true));
		await items.end(1, new Error('harmless'));
		expect(items.started).toEqual([0, 1, 2, 3]);
		await items.end(2, new Error('fatal'));
		await items.end(3, new Error('fatal'));
		expect(isOver).toBe(false);
		await items.end(0);
		expect(items.started).toEqual([0, 1, 2, 3]);
		expect(await result).toEqual([
			{ value: 'item 0' },
			{ error: new Error('harmless') },
			{ error: new Error('fatal') },
			{ error: new Error('fatal') },
			...Array<object>(3).fill({ notStarted: new Error('fatal') }),
		]);
	});

	it('starts nothing more of a lane whose item failed the batch', async () => {
		const started: number[] = [];
		await outcomesOf(
			batch(
				3,
				async (itemIndex) => {
					started.push(itemIndex);
					throw new Error('bad');
				},
				{ consequence: () => 'startNoMore', lane: () => 'a' },
			),
		);
		expect(started).toEqual([0]);
	});

	it('runs the items of a lane one after another beside those of others', async () => {
		const items = new HeldItems();
		const lanes = ['a', 'a', 'b', 'a'];
		const result = outcomesOf(batch(4, items.work, { lane: (itemIndex) => lanes[itemIndex] }));
		expect(items.started).toEqual([0, 2]);
		await items.end(0);
		expect(items.started).toEqual([0, 2, 1]);
		await items.end(1);
		await items.end(3);
		await items.end(2);
		expect(await result).toHaveLength(4);
	});

	it.each([
		['an error', new Error('x')],
		['a text', 'x'],
		['nothing', undefined],
		['null', null],
	])('never rejects: an item that throws %s has it as its outcome', async (_what, thrown) => {
		const outcomes = await outcomesOf(
			batch(2, async () => {
				throw thrown;
			}),
		);
		expect(outcomes).toEqual([{ error: thrown }, { error: thrown }]);
	});

	it('gives an item that throws at once, before it is a promise, the same outcome', async () => {
		const work = () => {
			throw new Error('at once');
		};
		expect(await outcomesOf(batch(1, work))).toEqual([{ error: new Error('at once') }]);
	});

	it('gives every item retries of its own, and counts them all', async () => {
		const work: Batch<number>['work'] = async (_itemIndex, { pace }) => {
			let retries = 0;
			while (await pace.retryIn(0, 'fault')) retries += 1;
			return retries;
		};
		const limits = { ...LIMITS, maxRetries: 2 };
		expect(await runBatch(batch(3, work, { limits }))).toMatchObject({
			outcomes: [{ value: 2 }, { value: 2 }, { value: 2 }],
			retries: 6,
		});
	});

	it('keeps the interval between the starts of all items’ requests', async () => {
		jest.useFakeTimers();
		const began = Date.now();
		const starts: number[] = [];
		const result = outcomesOf(
			batch(
				5,
				async (_itemIndex, { pace }) => {
					await pace.start();
					starts.push(Date.now() - began);
				},
				{ limits: { ...LIMITS, requestInterval: 40 } },
			),
		);
		await jest.advanceTimersByTimeAsync(1000);
		await result;
		expect(starts).toEqual([0, 40, 80, 120, 160]);
	});

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

	it('of many items in one lane starts the first before it has looked at the others', async () => {
		let looked = 0;
		let lookedAtFirst = 0;
		let others = 0;
		const outcomes = await outcomesOf(
			batch(
				2000,
				async (itemIndex) => {
					// The event loop has had a turn, as a request needs it.
					if (itemIndex === 0) await delay(1);
					if (itemIndex === 0) lookedAtFirst = looked;
					if (itemIndex === 1999) others = looked;
				},
				{
					lane: (itemIndex) => {
						looked += 1;
						return itemIndex === 1999 ? 'other' : 'same';
					},
				},
			),
		);
		expect(lookedAtFirst).toBeLessThan(500);
		expect(others).toBe(2000);
		expect(outcomes).toHaveLength(2000);
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

	it('never works on more items than it may, nor on two of a lane, and on each once', async () => {
		const item = fc.record({
			lane: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
			turns: fc.nat({ max: 4 }),
			fails: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.array(item, { maxLength: 25 }),
				fc.integer({ min: 1, max: 7 }),
				async (items, maxConcurrent) => {
					const running = new Set<number>();
					const worked: number[] = [];
					const outcomes = await outcomesOf(
						batch(
							items.length,
							async (itemIndex) => {
								const { lane, turns, fails } = items[itemIndex];
								const beside = [...running].map((other) => items[other].lane);
								expect(beside.length).toBeLessThan(maxConcurrent);
								if (lane !== undefined) expect(beside).not.toContain(lane);
								running.add(itemIndex);
								worked.push(itemIndex);
								for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
								running.delete(itemIndex);
								if (fails) throw new TypeError('meant to fail');
								return itemIndex;
							},
							{ limits: { ...LIMITS, maxConcurrent }, lane: (itemIndex) => items[itemIndex].lane },
						),
					);
					expect(worked.sort((a, b) => a - b)).toEqual(items.map((_, index) => index));
					expect(outcomes).toEqual(
						items.map(({ fails }, value) =>
							fails ? { error: new TypeError('meant to fail') } : { value },
						),
					);
				},
			),
			{ numRuns: IS_THOROUGH ? 200 : 80 },
		);
	});
});
