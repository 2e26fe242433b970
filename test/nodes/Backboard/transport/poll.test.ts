import { BackboardError } from '../../../../nodes/Backboard/transport/error';
import { poll, polling } from '../../../../nodes/Backboard/transport/poll';

const node = { name: 'Node', type: 'x', typeVersion: 1, id: '1', position: [0, 0], parameters: {} };
const failure = (isNotFound: boolean) =>
	new BackboardError(
		{ node: node as never, secret: '' },
		{ message: 'No', description: 'No' },
		{ details: { status_code: isNotFound ? 404 : 403 }, isNotFound },
	);

describe('A poll', () => {
	beforeAll(() => (polling.interval = 5));
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	const pace = {
		start: async () => await Promise.resolve(),
		wait: async (ms: number) => await jest.advanceTimersByTimeAsync(ms),
		retryIn: async () => await Promise.resolve(false),
	};
	/** Looks that end like this, the last again and again. */
	const looks = (...results: Array<Error | string | undefined>) => {
		let count = 0;
		const look = async () => {
			const result = results[Math.min(count, results.length - 1)];
			count += 1;
			return result instanceof Error ? await Promise.reject(result) : await Promise.resolve(result);
		};
		return { look, count: () => count };
	};
	const isOver = (seen: string) => seen === 'done';

	it.each([
		['without a limit', Infinity],
		['with a limit far off', 1e9],
	])('ends with a 404 once the time for it is over, %s', async (_, limit) => {
		const { look, count } = looks(failure(true));
		await expect(poll(pace, { look, isOver, limit, grace: 20 })).rejects.toThrow('No');
		expect(count()).toBeGreaterThan(1);
	});

	it('ends with the first 404 where none is expected, also after it has seen something', async () => {
		const { look, count } = looks('pending', failure(true));
		await expect(poll(pace, { look, isOver, limit: Infinity })).rejects.toThrow('No');
		expect(count()).toBe(2);
	});

	it('takes a 404 within its time for "not yet"', async () => {
		const { look } = looks(failure(true), failure(true), 'pending', 'done');
		const end = await poll(pace, { look, isOver, limit: Infinity, grace: 1e9 });
		expect(end).toEqual({ seen: 'done', isDone: true });
	});

	it('ends with any other error at once', async () => {
		const { look, count } = looks(failure(false));
		await expect(poll(pace, { look, isOver, limit: Infinity, grace: 1e9 })).rejects.toThrow('No');
		expect(count()).toBe(1);
	});
});
