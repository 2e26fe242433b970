import fc from 'fast-check';

import { LaneQueue } from '../../../../nodes/Backboard/core/lane';
import { IS_THOROUGH } from '../../../support/thorough';

describe('The queue of items', () => {
	const queueOf = (...lanes: Array<string | undefined>) =>
		new LaneQueue(lanes.length, (itemIndex) => lanes[itemIndex]);

	it('hands out items without a lane one after another, none twice', () => {
		const queue = queueOf(undefined, undefined);
		expect([queue.take(), queue.take(), queue.take()]).toEqual([0, 1, undefined]);
	});

	it('puts the second of a lane aside until the first is done, and goes on with others', () => {
		const queue = queueOf('a', 'a', 'b', undefined);
		expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([0, 2, 3, undefined]);
		queue.done(2);
		expect(queue.take()).toBeUndefined();
		queue.done(0);
		expect(queue.take()).toBe(1);
	});

	it('takes an item whose lane became free before one not looked at yet', () => {
		const queue = queueOf('a', 'a', undefined, undefined);
		expect([queue.take(), queue.take()]).toEqual([0, 2]);
		queue.done(0);
		expect([queue.take(), queue.take()]).toEqual([1, 3]);
	});

	it('keeps lanes apart whose names mean something to JavaScript', () => {
		const queue = queueOf('__proto__', 'constructor', '__proto__', '');
		expect([queue.take(), queue.take(), queue.take()]).toEqual([0, 1, 3]);
	});

	it('is not confused by an item that is reported twice', () => {
		const queue = queueOf('a', 'a', 'a');
		queue.take();
		queue.done(0);
		queue.done(0);
		expect([queue.take(), queue.take()]).toEqual([1, undefined]);
	});

	it('looks at lanes only as far ahead as needed, and at each once', () => {
		const looked: number[] = [];
		const queue = new LaneQueue(1000, (itemIndex) => {
			looked.push(itemIndex);
			return itemIndex < 3 ? 'a' : undefined;
		});
		expect([queue.take(), queue.take()]).toEqual([0, 3]);
		expect(looked).toEqual([0, 1, 2, 3]);
	});

	it('looks at few lanes in one go, and at the next ones in the next', () => {
		let looked = 0;
		const queue = new LaneQueue(1000, (itemIndex) => {
			looked += 1;
			return itemIndex === 999 ? 'b' : 'a';
		});
		expect(queue.take()).toBe(0);
		expect(queue.take()).toBeUndefined();
		expect(looked).toBeLessThan(50);
		let other: number | undefined;
		while (other === undefined && queue.hasMore) other = queue.take();
		expect(other).toBe(999);
		expect(queue.hasMore).toBe(false);
		queue.done(0);
		expect(queue.take()).toBe(1);
	});

	/** Any lanes, and any order in which the items that run come to their end. */
	it('runs every item once, a lane’s items in their order and never two at a time', () => {
		const lane = fc.option(fc.constantFrom('a', 'b', 'c', '__proto__', ''), { nil: undefined });
		const steps = fc.array(fc.record({ take: fc.boolean(), which: fc.nat() }), { maxLength: 200 });
		fc.assert(
			fc.property(fc.array(lane, { maxLength: 30 }), steps, (lanes, script) => {
				const queue = queueOf(...lanes);
				const running: number[] = [];
				const started: number[] = [];
				const take = () => {
					const itemIndex = queue.take();
					if (itemIndex === undefined) return false;
					const own = lanes[itemIndex];
					const others = running.filter((other) => own !== undefined && lanes[other] === own);
					expect(others).toEqual([]);
					running.push(itemIndex);
					started.push(itemIndex);
					return true;
				};
				const end = (which: number) => {
					const [itemIndex] = running.splice(which % running.length, 1);
					queue.done(itemIndex);
				};
				for (const step of script) {
					if (step.take) take();
					else if (running.length > 0) end(step.which);
				}
				// Nothing may be left over when everything that runs has ended.
				while (take() || running.length > 0) {
					end(0);
				}
				expect([...started].sort((a, b) => a - b)).toEqual(lanes.map((_, index) => index));
				for (const name of new Set(lanes)) {
					const own = started.filter((itemIndex) => lanes[itemIndex] === name);
					expect(own).toEqual([...own].sort((a, b) => a - b));
				}
			}),
			{ numRuns: IS_THOROUGH ? 1000 : 300 },
		);
	});

	it('never leaves a free place empty while an item could run', () => {
		const lane = fc.option(fc.constantFrom('a', 'b'), { nil: undefined });
		fc.assert(
			fc.property(fc.array(lane, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (lanes, dice) => {
				const queue = queueOf(...lanes);
				const waiting = new Set(lanes.keys());
				const running: number[] = [];
				const isFree = (itemIndex: number) =>
					lanes[itemIndex] === undefined ||
					!running.some((other) => lanes[other] === lanes[itemIndex]);
				for (;;) {
					const itemIndex = queue.take();
					if (itemIndex !== undefined) {
						waiting.delete(itemIndex);
						running.push(itemIndex);
						continue;
					}
					expect([...waiting].filter(isFree)).toEqual([]);
					if (running.length === 0) break;
					const which = (dice.next().value as number) % running.length;
					queue.done(running.splice(which, 1)[0]);
				}
				expect(waiting.size).toBe(0);
			}),
		);
	});
});
