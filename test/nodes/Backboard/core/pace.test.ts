import { now } from '../../../../nodes/Backboard/base/time';
import { Gate } from '../../../../nodes/Backboard/core/gate';
import { ItemPace } from '../../../../nodes/Backboard/core/pace';

const LIMITS = {
	maxConcurrent: 5,
	requestInterval: 0,
	maxRetries: 3,
	maxRetryWait: 10_000,
	tokenBudget: 0,
};

describe('The pace of an item', () => {
	let gate: Gate;
	let began = 0;
	beforeEach(() => {
		jest.useFakeTimers();
		began = now();
		gate = new Gate(0, undefined);
	});
	afterEach(() => jest.useRealTimers());

	const paceWith = (limits = {}) => new ItemPace(gate, { ...LIMITS, ...limits }, undefined);

	/** What `work` gives after `time` ms; undefined when it takes longer. */
	async function after<T>(time: number, work: Promise<T>): Promise<T | undefined> {
		let result: T | undefined;
		void work.then((value) => (result = value));
		await jest.advanceTimersByTimeAsync(time);
		return result;
	}

	/** How long another item waits for its start, in ms. */
	async function othersWait(): Promise<number | undefined> {
		const from = now();
		return await after(
			60_000,
			gate.pass(60_000).then(({ time }) => time - from),
		);
	}

	it('waits as it is told, and holds nobody back', async () => {
		const pace = paceWith();
		await pace.start();
		const retry = pace.retryIn(4000, 'rateLimit');
		const other = gate.pass(60_000);
		expect(await after(3999, retry)).toBeUndefined();
		expect((await other).time - began).toBe(0);
		expect(await after(1, retry)).toBe(true);
	});

	it.each([3, 1])(
		'holds the others back while it waits for the last of %i tries',
		async (tries) => {
			const pace = paceWith({ maxRetries: tries });
			for (let retry = 1; retry < tries; retry += 1) await after(0, pace.retryIn(0, 'fault'));
			await pace.start();
			void pace.retryIn(4000, 'rateLimit');
			expect(await othersWait()).toBe(4000);
		},
	);

	it('holds nobody back when it has no try left', async () => {
		const pace = paceWith({ maxRetries: 0 });
		await pace.start();
		expect(await pace.retryIn(4000, 'rateLimit')).toBe(false);
		expect(await othersWait()).toBe(0);
	});

	it.each([10_001, 3_600_000, Infinity])(
		'gives up at once when the server wants a pause of %s ms, and holds nobody back',
		async (pause) => {
			const pace = paceWith();
			await pace.start();
			expect(await pace.retryIn(pause, 'rateLimit')).toBe(false);
			expect(await othersWait()).toBe(0);
		},
	);

	it('counts all its waits together, for refusals and for faults', async () => {
		const pace = paceWith({ maxRetries: 9 });
		await pace.start();
		expect(await after(6000, pace.retryIn(6000, 'fault'))).toBe(true);
		await pace.start();
		expect(await after(3000, pace.retryIn(3000, 'rateLimit'))).toBe(true);
		expect(
			await after(
				0,
				pace.start().then(() => now() - began),
			),
		).toBe(9000);
		expect(await pace.retryIn(1001, 'fault')).toBe(false);
		expect(await pace.retryIn(1001, 'rateLimit')).toBe(false);
	});

	it('waits no longer than it may at a pause that others make longer and longer', async () => {
		const startedAt = paceWith()
			.start()
			.then(() => now() - began);
		expect(await after(0, startedAt)).toBe(0);
		const patient = paceWith();
		gate.refused(await gate.pass(0), { pause: 8000, isLast: true });
		let started: number | undefined;
		void patient.start().then(() => (started = now() - began));
		for (let time = 0; time < 20_000; time += 1000) {
			gate.refused(await gate.passFirst(), { pause: 8000, isLast: true });
			await jest.advanceTimersByTimeAsync(1000);
		}
		expect(started).toBe(10_000);
	});

	it('counts its retries', async () => {
		const pace = paceWith({ maxRetries: 2 });
		expect(await after(0, pace.retryIn(0, 'fault'))).toBe(true);
		expect(await after(0, pace.retryIn(0, 'rateLimit'))).toBe(true);
		expect(await after(0, pace.retryIn(0, 'fault'))).toBe(false);
		expect(pace.retries).toBe(2);
	});
});
