import { now } from '../../../../nodes/Backboard/base/time';
import { Gate, type Start } from '../../../../nodes/Backboard/core/gate';

const LONG = 120_000;

describe('The gate', () => {
	let began = 0;
	beforeEach(() => {
		jest.useFakeTimers();
		began = now();
	});
	afterEach(() => jest.useRealTimers());

	/** When requests that come together start, in ms after the test began, in the order of the starts. */
	async function startsOf(gate: Gate, count: number, mayWait = LONG): Promise<number[]> {
		const starts: number[] = [];
		const all = Promise.all(
			Array.from({ length: count }, async () => {
				starts.push((await gate.pass(mayWait)).time - began);
			}),
		);
		await jest.advanceTimersByTimeAsync(150_000);
		await all;
		return starts;
	}

	const startsAtOnce = async (gate: Gate, count: number): Promise<Start[]> =>
		await Promise.all(Array.from({ length: count }, async () => await gate.pass(LONG)));

	/** Accepts `count` requests at once, then refuses two that come after `time` ms. */
	async function refuseAfter(gate: Gate, count: number, time: number, pause: number) {
		await startsAtOnce(gate, count);
		await jest.advanceTimersByTimeAsync(time);
		for (const start of await startsAtOnce(gate, 2)) gate.refused(start, { pause });
	}

	it('lets requests pass in their order, each at least the interval after the one before', async () => {
		const gate = new Gate(40, undefined);
		const order: number[] = [];
		const all = Promise.all(
			[0, 1, 2, 3, 4].map(async (request) => {
				const { time } = await gate.pass(LONG);
				order.push(request);
				return time - began;
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
			const { time } = await gate.pass(LONG);
			order.push(`${name} ${time - began}`);
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
		await gate.pass(LONG);
		const waiting = Promise.allSettled([gate.pass(LONG), gate.pass(LONG)]);
		controller.abort();
		await jest.advanceTimersByTimeAsync(100);
		expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		await expect(gate.pass(LONG)).rejects.toThrow(/cancelled/);
		await expect(gate.passFirst()).rejects.toThrow(/cancelled/);
	});

	it.each([-20_000, 20_000])('waits no longer when the clock is set by %s ms', async (step) => {
		const gate = new Gate(1000, undefined);
		const starts = startsAtOnce(gate, 3);
		jest.setSystemTime(Date.now() + step);
		await jest.advanceTimersByTimeAsync(2000);
		expect((await starts).map(({ time }) => time - began)).toEqual([0, 1000, 2000]);
	});

	describe('after one refusal between others', () => {
		it('lets the others go on', async () => {
			const gate = new Gate(0, undefined);
			const [, second] = await startsAtOnce(gate, 3);
			gate.refused(second as Start, { pause: 5000 });
			expect(await startsOf(gate, 2)).toEqual([0, 0]);
		});

		it('holds them back while an item waits for its last try, which goes first', async () => {
			const gate = new Gate(0, undefined);
			const [, second] = await startsAtOnce(gate, 3);
			gate.refused(second as Start, { pause: 1000, isLast: true });
			const other = gate.pass(LONG);
			await jest.advanceTimersByTimeAsync(900);
			expect((await gate.passFirst()).time - began).toBe(900);
			await jest.advanceTimersByTimeAsync(100);
			expect((await other).time - began).toBe(1000);
		});
	});

	describe('after refusals in a row', () => {
		it('holds all back for the pause, then goes on a little slower than was accepted', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 400, 1000);
			// Ten were accepted in what is taken for a second: one in 100 ms, and 5 % slower.
			expect(await startsOf(gate, 4)).toEqual([1400, 1505, 1610, 1715]);
		});

		it('takes the pause for the time that the limit holds, and no pause for more than a minute', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 0, 5000);
			expect(await startsOf(gate, 2)).toEqual([5000, 5525]);
			const patient = new Gate(0, undefined);
			began = now();
			await refuseAfter(patient, 60, 0, 100_000);
			expect(await startsOf(patient, 2)).toEqual([100_000, 101_050]);
		});

		it('takes the limit to hold for a second when the pause is shorter', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 0, 100);
			expect(await startsOf(gate, 2)).toEqual([100, 205]);
		});

		it('keeps the longer of what was learned and the interval, not both', async () => {
			const gate = new Gate(150, undefined);
			const starts = startsAtOnce(gate, 12);
			await jest.advanceTimersByTimeAsync(2000);
			for (const start of (await starts).slice(-2)) gate.refused(start, { pause: 1000 });
			const [first = 0, second = 0] = await startsOf(gate, 2);
			// Five in the last second.
			expect(second - first).toBe(210);
		});

		it('counts only what was accepted within the last window', async () => {
			const gate = new Gate(0, undefined);
			await startsAtOnce(gate, 100);
			await jest.advanceTimersByTimeAsync(2000);
			await refuseAfter(gate, 20, 400, 1000);
			const [first = 0, second = 0] = await startsOf(gate, 2);
			expect(second - first).toBeCloseTo(52.5, -1);
		});

		it('goes on with care when nothing was accepted', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 0, 0, 1000);
			expect(await startsOf(gate, 2)).toEqual([1000, 2050]);
		});

		it('holds back again whoever waited for a pause that became longer', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 0, 1000);
			const next = gate.pass(LONG);
			await jest.advanceTimersByTimeAsync(900);
			gate.refused(await gate.passFirst(), { pause: 2000, isLast: true });
			await jest.advanceTimersByTimeAsync(5000);
			expect(await next).toMatchObject({ time: began + 2900, held: 2900 });
		});

		it('tries half the spacing after fifteen quiet windows, and more from then on', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 10, 400, 1000);
			const gaps: number[] = [];
			for (const wait of [14_000, 1500, 1500, 1500, 1500, 1500]) {
				await jest.advanceTimersByTimeAsync(wait);
				const both = startsAtOnce(gate, 2);
				await jest.advanceTimersByTimeAsync(200);
				const [first, second] = await both;
				gaps.push((second?.time ?? 0) - (first?.time ?? 0));
			}
			expect(gaps).toEqual([105, 53, 27, 14, 7, 4]);
		});

		it('tries more after one quiet window where too few were accepted to know a rate', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 2, 0, 1000);
			await jest.advanceTimersByTimeAsync(2100);
			const [first = 0, second = 0] = await startsOf(gate, 2);
			expect(second - first).toBe(263);
		});
	});

	describe('holds nobody longer than they may wait', () => {
		it('at a pause', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 1, 0, 60_000);
			const held = Promise.all([gate.pass(1000), gate.pass(2500), gate.pass(0)]);
			await jest.advanceTimersByTimeAsync(3000);
			expect(await held).toMatchObject([
				{ time: began + 1000, held: 1000 },
				{ time: began + 2500, held: 2500 },
				{ time: began, held: 0 },
			]);
		});

		it('nor at the learned rate', async () => {
			const gate = new Gate(0, undefined);
			await refuseAfter(gate, 1, 0, 1000);
			await jest.advanceTimersByTimeAsync(1000);
			await gate.pass(LONG);
			const next = gate.pass(300);
			await jest.advanceTimersByTimeAsync(300);
			expect(await next).toMatchObject({ time: began + 1300, held: 300 });
		});

		it('but keeps the interval between those that may not wait, also on a last try', async () => {
			const gate = new Gate(100, undefined);
			gate.refused(await gate.pass(LONG), { pause: 60_000, isLast: true });
			const first = gate.passFirst();
			expect(await startsOf(gate, 3, 0)).toEqual([200, 300, 400]);
			expect((await first).time - began).toBe(100);
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

	describe('gives up on a server', () => {
		const refuse = async (gate: Gate, pauses: Array<number | undefined | 'accepted'>) => {
			for (const [index, start] of (await startsAtOnce(gate, pauses.length)).entries()) {
				const pause = pauses[index];
				if (pause !== 'accepted') gate.refused(start, { pause });
			}
			return gate.isHopeless;
		};

		it.each<[string, Array<number | undefined | 'accepted'>, boolean]>([
			['that sends three in a row away for too long', [undefined, undefined, undefined], true],
			['but not after two', [undefined, undefined], false],
			['but not while others are accepted', [undefined, 'accepted', undefined, undefined], false],
			['but not while one of them may wait', [undefined, 1000, undefined, undefined], false],
		])('%s', async (_what, pauses, isHopeless) => {
			expect(await refuse(new Gate(0, undefined), pauses)).toBe(isHopeless);
		});
	});
});
