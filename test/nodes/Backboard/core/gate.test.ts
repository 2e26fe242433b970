import { Gate } from '../../../../nodes/Backboard/core/gate';

const PATIENCE = 120_000;

describe('The gate', () => {
	let began = 0;
	beforeEach(() => {
		jest.useFakeTimers();
		began = Date.now();
	});
	afterEach(() => jest.useRealTimers());

	/** When requests that come together start, in ms after the test began, in the order of the starts. */
	async function startsOf(gate: Gate, count: number, mayWait = PATIENCE): Promise<number[]> {
		const starts: number[] = [];
		const all = Promise.all(
			Array.from({ length: count }, async () => {
				starts.push((await gate.pass(mayWait)).start - began);
			}),
		);
		await jest.advanceTimersByTimeAsync(150_000);
		await all;
		return starts;
	}

	/** Accepts `count` requests at once, then refuses one that comes after `time` ms. */
	async function refuseAfter(gate: Gate, count: number, time: number, pause: number) {
		for (let number = 0; number < count; number += 1) await gate.pass(PATIENCE);
		await jest.advanceTimersByTimeAsync(time);
		const { start } = await gate.pass(PATIENCE);
		gate.refused(start, pause);
	}

	it('lets requests pass in their order, each at least the interval after the one before', async () => {
		const gate = new Gate(40, undefined);
		const order: number[] = [];
		const all = Promise.all(
			[0, 1, 2, 3, 4].map(async (request) => {
				const { start } = await gate.pass(PATIENCE);
				order.push(request);
				return start - began;
			}),
		);
		await jest.advanceTimersByTimeAsync(200);
		expect(await all).toEqual([0, 40, 80, 120, 160]);
		expect(order).toEqual([0, 1, 2, 3, 4]);
	});

	it('keeps the order in which requests came, whenever that was', async () => {
		const gate = new Gate(250, undefined);
		const order: string[] = [];
		const pass = async (name: string) => {
			const { start } = await gate.pass(PATIENCE);
			order.push(`${name} ${start - began}`);
		};
		const all = [pass('first')];
		await jest.advanceTimersByTimeAsync(10);
		all.push(pass('second'));
		await jest.advanceTimersByTimeAsync(50);
		all.push(pass('third'));
		await jest.advanceTimersByTimeAsync(1000);
		await Promise.all(all);
		expect(order).toEqual(['first 0', 'second 250', 'third 500']);
	});

	it('lets everything pass at once without an interval', async () => {
		expect(await startsOf(new Gate(0, undefined), 100)).toEqual(Array<number>(100).fill(0));
	});

	it('lets nobody pass who waits when the execution is cancelled', async () => {
		const controller = new AbortController();
		const gate = new Gate(60_000, controller.signal);
		await gate.pass(PATIENCE);
		const waiting = Promise.allSettled([gate.pass(PATIENCE), gate.pass(PATIENCE)]);
		controller.abort();
		await jest.advanceTimersByTimeAsync(100);
		expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		await expect(gate.pass(PATIENCE)).rejects.toThrow(/cancelled/);
	});

	describe('after a refusal', () => {
		it('holds all back for the pause, then goes on at the rate that was accepted', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 400, 1000);
			// Ten were accepted in what is taken for a second: one in 100 ms, and 2 % slower.
			expect(await startsOf(gate, 4)).toEqual([1400, 1502, 1604, 1706]);
		});

		it('takes the pause for the time that the limit holds, and no pause for more than a minute', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 0, 5000);
			expect(await startsOf(gate, 2)).toEqual([5000, 5510]);
			const patient = new Gate(0, undefined);
			began = Date.now();
			await refuseAfter(patient, 60, 0, 100_000);
			expect(await startsOf(patient, 2)).toEqual([100_000, 101_020]);
		});

		it('takes the limit to hold for a second when the pause is shorter', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 0, 100);
			expect(await startsOf(gate, 2)).toEqual([100, 202]);
		});

		it('keeps the longer of what was learned and the interval, not both', async () => {
			const gate = new Gate(50, undefined);
			await gate.pass(PATIENCE);
			await jest.advanceTimersByTimeAsync(50);
			const { start } = await gate.pass(PATIENCE);
			gate.refused(start, 1000);
			expect(await startsOf(gate, 2)).toEqual([1050, 2070]);
		});

		it('counts anew after the pause what is accepted', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 400, 1000);
			const all = Promise.all(Array.from({ length: 6 }, async () => await gate.pass(PATIENCE)));
			await jest.advanceTimersByTimeAsync(1510);
			gate.refused((await all)[5].start, 1000);
			const [first, second] = await startsOf(gate, 2);
			// Five in what is taken for a second.
			expect(second - first).toBe(204);
		});

		it('does not count anew for a request that did not wait for the end of the pause', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 400, 1000);
			await jest.advanceTimersByTimeAsync(100);
			const { start } = await gate.pass(0);
			gate.refused(start, 1000);
			const [first, second] = await startsOf(gate, 2);
			expect(second - first).toBeCloseTo(112.2, -1);
		});

		it('goes by the time that really passed when that was longer', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 4000, 1000);
			expect(await startsOf(gate, 2)).toEqual([5000, 5408]);
		});

		it('goes on with care when nothing was accepted', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 0, 0, 1000);
			expect(await startsOf(gate, 3)).toEqual([1000, 1200, 1400]);
		});

		it('counts those refused together as one: each makes the accepted fewer, none slows it twice', async () => {
			const gate = new Gate(0, undefined);
			const started = await Promise.all(
				Array.from({ length: 15 }, async () => await gate.pass(PATIENCE)),
			);
			for (const { start } of started.slice(10)) gate.refused(start, 1000);
			expect(await startsOf(gate, 2)).toEqual([1000, 1102]);
		});

		it('waits for the longest of several pauses', async () => {
			const gate = new Gate(0, undefined);
			await gate.pass(PATIENCE);
			const { start } = await gate.pass(PATIENCE);
			gate.refused(start, 3000);
			gate.refused(start, 500);
			expect((await startsOf(gate, 1))[0]).toBe(3000);
		});

		it('holds back again whoever waited for a pause that became longer', async () => {
			const gate = new Gate(0, undefined);
			const { start } = await gate.pass(PATIENCE);
			gate.refused(start, 1000);
			const next = gate.pass(PATIENCE);
			await jest.advanceTimersByTimeAsync(900);
			gate.refused(start, 2000);
			await jest.advanceTimersByTimeAsync(5000);
			expect(await next).toEqual({ start: began + 2900, held: 2900 });
		});

		it('ignores for the rate what was sent before the pause and refused after it', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 400, 1000);
			await jest.advanceTimersByTimeAsync(1000);
			await gate.pass(PATIENCE);
			gate.refused(began, 1000);
			expect(await startsOf(gate, 2)).toEqual([2400, 2502]);
		});

		it('that comes at the learned rate, makes the spacing a tenth longer', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 400, 1000);
			// Eleven starts, 102 ms apart; the last one is refused.
			const starts = await startsOf(gate, 11);
			jest.setSystemTime(began + starts[10]);
			gate.refused(began + starts[10], 1000);
			const [first, second] = await startsOf(gate, 2);
			expect(second - first).toBeCloseTo(112.2, -1);
		});

		it('that asks for no pause, changes nothing', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 3, 0, 0);
			expect(await startsOf(gate, 3)).toEqual([0, 0, 0]);
		});

		it('tries half the spacing after 30 quiet seconds, and none in the end', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 400, 1000);
			const gaps: number[] = [];
			for (let round = 0; round < 10; round += 1) {
				await jest.advanceTimersByTimeAsync(31_000);
				const both = Promise.all([gate.pass(PATIENCE), gate.pass(PATIENCE)]);
				await jest.advanceTimersByTimeAsync(1000);
				const [first, second] = await both;
				gaps.push(second.start - first.start);
			}
			expect(gaps.slice(0, 3)).toEqual([51, 26, 13]);
			expect(gaps.at(-1)).toBe(0);
		});
	});

	describe('holds nobody longer than they may wait', () => {
		it('at a pause', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 1, 0, 60_000);
			const held = Promise.all([gate.pass(1000), gate.pass(2500), gate.pass(0)]);
			await jest.advanceTimersByTimeAsync(3000);
			expect(await held).toEqual([
				{ start: began + 1000, held: 1000 },
				{ start: began + 2500, held: 2500 },
				{ start: began, held: 0 },
			]);
		});

		it('nor at the learned rate', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 1, 0, 1000);
			await jest.advanceTimersByTimeAsync(1000);
			await gate.pass(PATIENCE);
			const next = gate.pass(300);
			await jest.advanceTimersByTimeAsync(300);
			expect(await next).toEqual({ start: began + 1300, held: 300 });
		});

		it('but keeps the interval between those that may not wait', async () => {
			const gate = new Gate(100, undefined);
			const { start } = await gate.pass(PATIENCE);
			gate.refused(start, 60_000);
			expect(await startsOf(gate, 3, 0)).toEqual([100, 200, 300]);
		});

		it('but the interval that the user chose is kept, and is no such waiting', async () => {
			const gate = new Gate(500, undefined);
			expect(await startsOf(gate, 3, 0)).toEqual([0, 500, 1000]);
			const next = gate.pass(0);
			const later = gate.pass(0);
			await jest.advanceTimersByTimeAsync(1000);
			expect([(await next).held, (await later).held]).toEqual([0, 0]);
		});
	});
});
