import { sleep } from 'n8n-workflow';

import type { Pace } from '../../../../nodes/Backboard/base/pace';
import { now } from '../../../../nodes/Backboard/base/time';
import { Gate } from '../../../../nodes/Backboard/core/gate';
import { ItemPace } from '../../../../nodes/Backboard/core/pace';

/** Ms to wait when a request that comes now is refused; undefined when it is accepted. */
type Server = () => number | undefined;

const PAUSE = 1000;

/** Accepts so many in any second. */
function limited(most: number): Server {
	const accepted: number[] = [];
	return () => {
		while ((accepted[0] ?? Infinity) <= now() - 1000) accepted.shift();
		if (accepted.length >= most) return PAUSE;
		accepted.push(now());
		return undefined;
	};
}

/** Accepts so many in each second of the clock. */
function limitedByTheClock(most: number): Server {
	let second = NaN;
	let accepted = 0;
	return () => {
		const current = Math.floor(now() / 1000);
		if (current !== second) accepted = 0;
		second = current;
		accepted += 1;
		return accepted > most ? PAUSE : undefined;
	};
}

/** Refuses the last `row` of every `nth` requests. */
function refusingEvery(nth: number, row = 1): Server {
	let count = 0;
	return () => {
		count += 1;
		return (count - 1) % nth >= nth - row ? PAUSE : undefined;
	};
}

interface Client {
	readonly items: number;
	readonly atOnce: number;
	readonly answersAfter: number;
	/** One pace for each item. */
	newPace(): Pace;
}

interface Outcome {
	seconds: number;
	refused: number;
	lost: number;
}

/** Sends all items as the batch engine does, so many at once. */
async function sendAll(server: Server, client: Client): Promise<Outcome> {
	const began = now();
	const outcome = { seconds: 0, refused: 0, lost: 0 };
	let sent = 0;
	const send = async (pace: Pace, attempt: number): Promise<void> => {
		await pace.start();
		const pause = server();
		await sleep(pause === undefined ? client.answersAfter : 5);
		if (pause === undefined) return;
		outcome.refused += 1;
		const delay = Math.max(pause, 500 * 2 ** (attempt - 1));
		if (await pace.retryIn(delay, 'rateLimit')) await send(pace, attempt + 1);
		else outcome.lost += 1;
	};
	const worker = async () => {
		while (sent < client.items) {
			sent += 1;
			await send(client.newPace(), 1);
		}
	};
	await Promise.all(Array.from({ length: client.atOnce }, worker));
	outcome.seconds = (now() - began) / 1000;
	return outcome;
}

const LIMITS = { requestInterval: 0, maxRetries: 3, maxRetryWait: 120_000, tokenBudget: 0 };

function node(items: number, atOnce = 5, answersAfter = 100): Client {
	const gate = new Gate(0, undefined);
	const limits = { ...LIMITS, maxConcurrent: atOnce };
	const newPace = () => new ItemPace(gate, limits, undefined);
	return { items, atOnce, answersAfter, newPace };
}

/** Each of its items waits as it is told, and tries until it is accepted. */
function patient({ items, atOnce, answersAfter }: Client): Client {
	const pace: Pace = {
		start: async () => await Promise.resolve(),
		wait: async (duration) => await sleep(duration),
		retryIn: async (delay) => {
			await sleep(delay);
			return true;
		},
	};
	return { items, atOnce, answersAfter, newPace: () => pace };
}

/** Works on fake time until it is done. */
async function inFakeTime<T>(work: () => Promise<T>): Promise<T> {
	let isDone = false;
	const result = work().finally(() => (isDone = true));
	while (!isDone) await jest.advanceTimersByTimeAsync(1000);
	return await result;
}

describe('The pace of a batch at a server that', () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	it.each([
		['20 in any second, 5 at once', limited(20), 5, 100],
		['20 in any second, 10 at once', limited(20), 10, 100],
		['20 in any second, slow answers', limited(20), 10, 300],
		['20 in each second of the clock', limitedByTheClock(20), 5, 100],
	])(
		'accepts %s: is near the ideal, and hardly ever refused',
		async (_what, server, atOnce, ms) => {
			const outcome = await inFakeTime(async () => await sendAll(server, node(200, atOnce, ms)));
			expect(outcome.lost).toBe(0);
			expect(outcome.refused).toBeLessThanOrEqual(10);
			expect(outcome.seconds).toBeLessThan(10 * 1.15);
		},
	);

	it.each([
		['less than all places ask for', limited(3), 60, 5],
		['far less than is sent at once', limited(20), 200, 100],
	])('accepts %s: loses nothing', async (_what, server, items, atOnce) => {
		const outcome = await inFakeTime(async () => await sendAll(server, node(items, atOnce)));
		expect(outcome.lost).toBe(0);
	});

	it.each([
		[1, 5, 5],
		[1, 5, 10],
		[1, 5, 1],
		[1, 7, 5],
		[1, 10, 20],
		[2, 25, 5],
		[2, 40, 5],
	])('refuses %i of every %i, at %i at once: goes on as it is told', async (row, nth, atOnce) => {
		const at = async (client: Client) =>
			await inFakeTime(async () => await sendAll(refusingEvery(nth, row), client));
		const mine = await at(node(200, atOnce));
		const other = await at(patient(node(200, atOnce)));
		expect(mine.lost).toBe(0);
		expect(mine.seconds).toBeLessThan(1.5 * other.seconds);
	});

	it.each([
		['at the same time', 0, 330, 5],
		['three seconds later', 3010, 330, 5],
		['at the same time, ten at once', 0, 330, 10],
	])(
		'another run shares, which begins %s: both get their part',
		async (_what, later, items, atOnce) => {
			const both = async (client: (other: Client) => Client) => {
				const server = limited(20);
				return await inFakeTime(
					async () =>
						await Promise.all([
							sendAll(server, client(node(items, atOnce))),
							sleep(later).then(async () => await sendAll(server, client(node(items, atOnce)))),
						]),
				);
			};
			const mine = await both((client) => client);
			const others = await both(patient);
			expect(mine.map(({ lost }) => lost)).toEqual([0, 0]);
			const slowest = (outcomes: Outcome[]) => Math.max(...outcomes.map(({ seconds }) => seconds));
			expect(slowest(mine)).toBeLessThan(1.5 * slowest(others));
		},
	);

	it('has other traffic that comes and goes: uses what is left, and then all of it', async () => {
		const busy = async (client: Client) => {
			const server = limited(20);
			let isOver = false;
			const traffic = async () => {
				while (!isOver) {
					if (Math.floor(now() / 5000) % 2 === 0) server();
					await sleep(100);
				}
			};
			return await inFakeTime(async () => {
				const other = traffic();
				const outcome = await sendAll(server, client);
				isOver = true;
				await other;
				return outcome;
			});
		};
		const mine = await busy(node(400, 10));
		const other = await busy(patient(node(400, 10)));
		expect(mine.lost).toBe(0);
		expect(mine.seconds).toBeLessThan(1.5 * other.seconds);
	});
});
