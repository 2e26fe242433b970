import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';

import { type Batch, runBatch } from '../../../../nodes/Backboard/core/batch';
import { IS_THOROUGH } from '../../../support/thorough';
import { batch, HeldItems, LIMITS, outcomesOf } from './testBatch';

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
