import type { Fault } from '../../sandbox/fault';
import { pollEvery, retryAgainAfter } from '../support/polling';
import { useHarness } from '../support/useHarness';
import { USES, type Use } from './use';

const RETRY_AT_ONCE = { 'retry-after': '0' };

/** What becomes of a request that meets the fault once. */
type Ending =
	/** Refused before any work: the next attempt brings the answer. */
	| 'repeated'
	/** Refused, and not sent again. */
	| 'refused'
	/** Nobody knows whether it was worked on: a GET or DELETE is repeated, a POST is not. */
	| 'unknown'
	/** The work was done and the answer got lost: as `unknown`, but tool outputs and streams find it in the thread. */
	| 'lost'
	/** Arrived, but no answer: nothing is repeated; tool outputs and streams look into the thread. */
	| 'garbled'
	/** As `garbled`, but an empty answer is enough to a DELETE. */
	| 'empty'
	/** The run itself failed, which only runs can. */
	| 'failedRun';

const FAULTS: ReadonlyArray<readonly [string, Fault, Ending]> = [
	...[400, 401, 402, 403, 404, 409, 413, 422].map(
		(status) => [`status ${status}`, { status, body: { detail: 'No' } }, 'refused'] as const,
	),
	['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }, 'refused'],
	['a used-up balance as 402', { status: 402, body: { detail: 'No balance' } }, 'refused'],
	[
		'a 429 that speaks of credit',
		{ status: 429, headers: RETRY_AT_ONCE, body: { detail: 'Credit per minute used up' } },
		'repeated',
	],
	['status 503 that does not say when to come back', { status: 503 }, 'unknown'],
	['status 429', { status: 429, headers: RETRY_AT_ONCE }, 'repeated'],
	['status 503', { status: 503, headers: RETRY_AT_ONCE, body: '<html>' }, 'repeated'],
	...[500, 502, 504].map(
		(status) => [`status ${status}`, { status, body: 'x' }, 'unknown'] as const,
	),
	['a cut before the body was read', { cut: 'beforeBody' }, 'unknown'],
	['a cut after the body was read', { cut: 'afterBody' }, 'unknown'],
	['a cut after the work', { cut: 'afterWork' }, 'lost'],
	['half an answer', { share: 0.5 }, 'lost'],
	['a web page', { replaceBody: '<!doctype html><p>Sign in' }, 'garbled'],
	['no body', { replaceBody: '' }, 'empty'],
	['half a JSON text', { replaceBody: '{"message": "Mess' }, 'garbled'],
	['a failed run', { run: 'FAILED', text: 'LLM Error: upstream' }, 'failedRun'],
	['a cancelled run', { run: 'CANCELLED' }, 'failedRun'],
];

/** What the item gets, how often the server is called, and how often it stores what was sent. */
function expected(use: Use, ending: Ending): { answered: boolean; calls: number; stored: number } {
	const isPost = use.method === 'POST';
	switch (ending) {
		case 'repeated':
			return { answered: true, calls: 2, stored: 1 };
		case 'refused':
			return { answered: false, calls: 1, stored: use.method === 'GET' ? 1 : 0 };
		case 'unknown':
			return isPost
				? { answered: false, calls: 1, stored: 0 }
				: { answered: true, calls: 2, stored: 1 };
		case 'lost':
			// The second DELETE finds nothing left to delete, which is what was asked for.
			if (!isPost) return { answered: true, calls: 2, stored: 1 };
			return { answered: use.recovers === true, calls: 1, stored: 1 };
		case 'garbled':
			return { answered: use.recovers === true, calls: 1, stored: 1 };
		case 'empty':
			return { answered: use.method === 'DELETE' || use.recovers === true, calls: 1, stored: 1 };
		case 'failedRun':
			return { answered: false, calls: 1, stored: 1 };
	}
}

/** A stream begins with its headers: what spoils a plain body does not meet it. */
function applies(use: Use, fault: Fault, ending: Ending): boolean {
	if (ending === 'failedRun') return use.runs === true;
	return !(use.streams && (fault.replaceBody !== undefined || fault.cut === 'afterWork'));
}

const harness = useHarness({ indexing: 10 });
const rejections: unknown[] = [];
const note = (reason: unknown) => rejections.push(reason);
beforeAll(async () => {
	process.on('unhandledRejection', note);
	await pollEvery(50);
	await retryAgainAfter(20);
});
afterAll(() => {
	process.off('unhandledRejection', note);
	expect(rejections).toEqual([]);
});

describe.each(USES)('$name', (use) => {
	const cases = FAULTS.filter(([, fault, ending]) => applies(use, fault, ending));

	it.each(cases)('meets %s', async (_, fault, ending) => {
		const { run, stored } = await use.prepare(harness);
		harness.reset();
		harness.sandbox.faults.add({ ...fault, method: use.method, path: use.path.source });
		const items = await run();
		const { answered, calls, stored: times } = expected(use, ending);
		expect(items).toHaveLength(1);
		expect({
			answered: !items[0].json.error,
			calls: harness.sandbox.journal.select(use.method, use.path).length,
			stored: stored(),
		}).toEqual({ answered, calls, stored: times });
		if (!answered) {
			expect(Object.keys(items[0].json)).toEqual(['error', 'details']);
			expect(items[0].json.details).toMatchObject({
				attempts: expect.any(Number),
				retryable: false,
			});
		}
		expect(JSON.stringify(items)).not.toContain(harness.sandbox.apiKey);
	});
});
