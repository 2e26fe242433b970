import type { Fault } from '../../sandbox/fault';
import { Harness } from '../support/harness';
import { retryAgainAfter } from '../support/polling';
import { IS_THOROUGH } from '../support/thorough';

const ITEMS = IS_THOROUGH ? 10_000 : 2_000;
const SHARE = 0.05;

/** Faults of all kinds that a message can meet, with as little waiting as they allow. */
const FAULTS: readonly Fault[] = [
	...[400, 404, 422, 500, 502, 504].map((status) => ({
		status,
		body: { detail: `Fault ${status}` },
	})),
	...[429, 503].map((status) => ({ status, headers: { 'retry-after': '0' } })),
	{ cut: 'beforeBody' },
	{ cut: 'afterBody' },
	{ cut: 'afterWork' },
	{ share: 0.5 },
	{ replaceBody: '' },
	{ replaceBody: '<html><p>Gateway' },
	{ replaceBody: '{"half": ' },
	{ run: 'FAILED', text: 'LLM Error: upstream' },
	{ run: 'CANCELLED' },
	{ shape: 'envelope' },
	{ delay: 30 },
];

/** Numbers from 0 to 1, always the same ones (mulberry32): a failure can be seen again. */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

describe(`${ITEMS} items, every twentieth request of which goes wrong in some way`, () => {
	it('are answered or told why, none is stored twice, and no finished answer is lost', async () => {
		const harness = await Harness.start();
		await retryAgainAfter(20);
		const rejections: unknown[] = [];
		const note = (reason: unknown) => rejections.push(reason);
		process.on('unhandledRejection', note);
		const next = random(20260205);
		harness.sandbox.faults.chaos = () =>
			next() < SHARE ? FAULTS[Math.floor(next() * FAULTS.length)] : undefined;

		const { items } = await harness.message(
			{ content: '=Item {{ $json.number }}', batching: { maxConcurrent: 20 } },
			{
				onError: 'continueRegularOutput',
				items: Array.from({ length: ITEMS }, (_, number) => ({ json: { number } })),
			},
		);

		expect(items).toHaveLength(ITEMS);
		const stored = new Map<string, number>();
		for (const { messages } of harness.sandbox.store.threads.values()) {
			for (const { role, content } of messages) {
				if (role === 'user') stored.set(String(content), (stored.get(String(content)) ?? 0) + 1);
			}
		}
		expect(Math.max(...stored.values())).toBe(1);

		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			Array.from({ length: ITEMS }, (_, item) => ({ item })),
		);
		const failures = new Set<string>();
		let answered = 0;
		items.forEach(({ json }, number) => {
			if (json.error === undefined) {
				answered += 1;
				if (json.content !== `In short: Item ${number}`)
					throw new Error(`Item ${number} has another answer`);
				if (!stored.has(`Item ${number}`)) throw new Error(`Item ${number} was not stored`);
			} else {
				failures.add(Object.keys(json).join());
			}
		});
		expect([...failures]).toEqual(['error,details']);
		// Every answer that left the server whole is in the output.
		const delivered = harness.sandbox.journal
			.messages()
			.filter(({ status }) => status === 200).length;
		expect(answered).toBeLessThanOrEqual(delivered);
		expect(answered).toBeGreaterThan(ITEMS * (1 - SHARE));
		expect(JSON.stringify(items)).not.toContain(harness.sandbox.apiKey);
		process.off('unhandledRejection', note);
		expect(rejections).toEqual([]);
		await harness.stop();
	}, 240_000);
});
