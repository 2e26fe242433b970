import { Gate } from '../../../../nodes/Backboard/core/gate';

describe('The gate', () => {
	it('lets requests pass in their order, each at least the interval after the one before', async () => {
		const gate = new Gate(40, undefined);
		const order: number[] = [];
		const starts = await Promise.all(
			[0, 1, 2, 3, 4].map(async (request) => {
				const start = await gate.pass();
				order.push(request);
				return start;
			}),
		);
		expect(order).toEqual([0, 1, 2, 3, 4]);
		const gaps = starts.slice(1).map((start, index) => start - starts[index]);
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(40);
	});

	it('lets everything pass at once without an interval', async () => {
		const gate = new Gate(0, undefined);
		const started = Date.now();
		await Promise.all(Array.from({ length: 100 }, async () => await gate.pass()));
		expect(Date.now() - started).toBeLessThan(200);
	});

	it('lets nobody pass who waits when the execution is cancelled', async () => {
		const controller = new AbortController();
		const gate = new Gate(60_000, controller.signal);
		await gate.pass();
		const waiting = [gate.pass(), gate.pass()];
		setTimeout(() => controller.abort(), 20);
		const outcomes = await Promise.allSettled(waiting);
		expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	});
});
