import { waitUnlessCancelled } from '../../../../nodes/Backboard/core/pace';

describe('A wait', () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	async function isOverAfter(duration: number, time: number): Promise<boolean> {
		let isOver = false;
		void waitUnlessCancelled(duration, undefined).then(() => (isOver = true));
		await jest.advanceTimersByTimeAsync(time);
		return isOver;
	}

	it.each([
		[250, 249, false],
		[250, 250, true],
		[0, 0, true],
		[-5, 0, true],
		[2 ** 31, 60_000, false],
		[Infinity, 60_000, false],
	])('of %s ms is over after %s ms: %s', async (duration, time, isOver) => {
		expect(await isOverAfter(duration, time)).toBe(isOver);
	});

	it('of no number is an error, not an end at once', async () => {
		await expect(waitUnlessCancelled(NaN, undefined)).rejects.toThrow(/not a number/);
	});

	it.each([1000, Infinity])('of %s ms ends soon after a cancel', async (duration) => {
		const controller = new AbortController();
		const waiting = expect(waitUnlessCancelled(duration, controller.signal)).rejects.toThrow(
			/cancelled/,
		);
		await jest.advanceTimersByTimeAsync(350);
		controller.abort();
		await jest.advanceTimersByTimeAsync(100);
		await waiting;
	});
});
