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
		began = Date.now();
		gate = new Gate(0, undefined);
	});
	afterEach(() => jest.useRealTimers());

	const paceWith = (limits = {}) => new ItemPace(gate, { ...LIMITS, ...limits }, undefined);

	/** How long another item waits for its start, in ms. */
	async function othersWait(): Promise<number> {
		const turn = gate.pass(60_000);
		const from = Date.now();
		await jest.advanceTimersByTimeAsync(60_000);
		return (await turn).start - from;
	}

	it('lets a refusal hold back all items', async () => {
		const pace = paceWith();
		await pace.start();
		expect(await pace.retryIn(4000, 'rateLimit')).toBe(true);
		expect(await othersWait()).toBe(4000);
	});

	it('lets a refusal hold back the others even if it has no try left itself', async () => {
		const pace = paceWith({ maxRetries: 0 });
		await pace.start();
		expect(await pace.retryIn(4000, 'rateLimit')).toBe(false);
		expect(await othersWait()).toBe(4000);
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
		const fault = pace.retryIn(6000, 'fault');
		await jest.advanceTimersByTimeAsync(6000);
		expect(await fault).toBe(true);
		await pace.start();
		expect(await pace.retryIn(3000, 'rateLimit')).toBe(true);
		const start = pace.start();
		await jest.advanceTimersByTimeAsync(3000);
		await start;
		expect(Date.now() - began).toBe(9000);
		expect(await pace.retryIn(1001, 'fault')).toBe(false);
		expect(await pace.retryIn(1001, 'rateLimit')).toBe(false);
	});

	it('waits no longer than it may at a pause that others make longer and longer', async () => {
		const pace = paceWith();
		await pace.start();
		expect(await pace.retryIn(8000, 'rateLimit')).toBe(true);
		let startedAt = 0;
		const start = pace.start().then(() => (startedAt = Date.now() - began));
		for (let time = 0; time < 20_000; time += 1000) {
			gate.refused(began, 8000);
			await jest.advanceTimersByTimeAsync(1000);
		}
		await start;
		expect(startedAt).toBe(10_000);
	});

	it('counts its retries', async () => {
		const pace = paceWith({ maxRetries: 2 });
		expect(await pace.retryIn(0, 'fault')).toBe(true);
		expect(await pace.retryIn(0, 'rateLimit')).toBe(true);
		expect(await pace.retryIn(0, 'fault')).toBe(false);
		expect(pace.retries).toBe(2);
	});
});
