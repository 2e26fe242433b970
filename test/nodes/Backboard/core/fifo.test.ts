import { Fifo } from '../../../../nodes/Backboard/core/semaphore';

describe('A queue', () => {
	it('gives out what was put in, in that order, whatever comes in between', () => {
		const queue = new Fifo<number>();
		const out: Array<number | undefined> = [];
		for (let number = 0; number < 100; number += 1) {
			queue.push(number);
			if (number % 3 === 2) out.push(queue.shift(), queue.shift());
		}
		while (out.length < 100) out.push(queue.shift());
		expect(out).toEqual(Array.from({ length: 100 }, (_, number) => number));
		expect(queue.shift()).toBeUndefined();
		queue.push(7);
		expect([queue.shift(), queue.shift()]).toEqual([7, undefined]);
	});
});
