import type { Fault } from '../../sandbox/fault';

/** Of so many requests one is refused: 5 %. */
const EVERY = 20;

/** The first that is refused. */
const FIRST = 5;

/** Whether request `number`, from 1, is one of those that are refused. */
export function isRefused(number: number): boolean {
	return number % EVERY === FIRST;
}

/** The same refusals for the first `count` messages of the sandbox. Only a 429 says when to come back. */
export function refusals(status: number, count: number): Fault[] {
	const numbers = Array.from({ length: count }, (_, index) => index + 1).filter(isRefused);
	return numbers.map((number, before) => ({
		method: 'POST',
		path: '^/threads/messages$',
		status,
		body: { detail: 'Try again later' },
		...(status === 429 && { headers: { 'retry-after': '1' } }),
		// Requests that an earlier one refuses do not count for it.
		after: number - 1 - before,
	}));
}
