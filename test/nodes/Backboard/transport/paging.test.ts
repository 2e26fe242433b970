import { RawServer, sendJson } from '../../../support/rawServer';
import { useHarness } from '../../../support/useHarness';

interface Thread {
	readonly thread_id?: string;
	readonly created_at?: string;
}

const threads = (count: number): Thread[] =>
	Array.from({ length: count }, (_, number) => ({ thread_id: `t${number}` }));

describe('A list', () => {
	const harness = useHarness();
	let server: RawServer;
	afterEach(async () => await server.stop());

	/** What Get Many of threads gives, when a server answers a page with this. */
	const listed = async (
		page: (skip: number, limit: number) => unknown,
		parameters = { returnAll: true } as object,
	) => {
		server = await RawServer.start(({ url }, response) => {
			const query = new URL(url, 'http://x').searchParams;
			sendJson(response, 200, page(Number(query.get('skip')), Number(query.get('limit'))));
		});
		const { items } = await harness.backboard(
			{ resource: 'thread', operation: 'getMany', ...parameters },
			{ onError: 'continueRegularOutput', baseUrl: server.url },
		);
		return items.map(({ json }) => json);
	};

	it.each([1, 7, 30, 99])(
		'of a server that gives %i records a page is read to its end',
		async (cap) => {
			const all = threads(100);
			const found = await listed((skip, limit) => all.slice(skip, skip + Math.min(limit, cap)));
			expect(found.map(({ thread_id }) => thread_id)).toEqual(
				all.map(({ thread_id }) => thread_id),
			);
		},
	);

	it('keeps records without an ID', async () => {
		const all = [{ title: 'A' }, { title: 'A' }, { thread_id: 't', title: 'B' }];
		const found = await listed((skip) => all.slice(skip));
		expect(found.map(({ title }) => title)).toEqual(['A', 'A', 'B']);
	});

	it('leaves out null, and keeps the rest', async () => {
		const found = await listed((skip) => (skip === 0 ? [null, { thread_id: 't' }] : []));
		expect(found).toMatchObject([{ thread_id: 't' }]);
	});

	it('that repeats its page is an error, not a short list', async () => {
		const [failed, ...more] = await listed((_skip, limit) => threads(limit));
		expect(more).toEqual([]);
		expect(failed.error).toContain('it repeats a page of the list');
		expect(server.requests).toHaveLength(2);
	});

	it('of a server that stops counting at some place is an error, not a short list', async () => {
		const all = threads(500);
		const [failed] = await listed((skip, limit) => {
			const from = Math.min(skip, 200);
			return all.slice(from, from + limit);
		});
		expect(failed.error).toContain('it repeats a page of the list');
	});

	it('that shifts while it is read gives each record once', async () => {
		const all = threads(150);
		const found = await listed((skip, limit) => {
			const from = Math.max(0, skip - 1);
			return all.slice(from, from + limit);
		});
		expect(new Set(found.map(({ thread_id }) => thread_id)).size).toBe(150);
		expect(found).toHaveLength(150);
	});

	it.each([{ threads: null }, {}, { detail: 'Odd' }, [null], 'text'])(
		'that is none fails the item: %j',
		async (body) => {
			const [failed] = await listed(() => body);
			expect(failed.error).toContain("Backboard's answer could not be read");
		},
	);

	it('goes on to the total where there is one, and asks for nothing more', async () => {
		const models = Array.from({ length: 12 }, (_, number) => ({
			provider: 'p',
			name: `m${number}`,
		}));
		server = await RawServer.start(({ url }, response) => {
			const skip = Number(new URL(url, 'http://x').searchParams.get('skip'));
			sendJson(response, 200, { models: models.slice(skip, skip + 5), total: 12 });
		});
		const { items } = await harness.backboard(
			{ resource: 'model', operation: 'getMany', returnAll: true },
			{ baseUrl: server.url },
		);
		expect(items.map(({ json }) => json.name)).toEqual(models.map(({ name }) => name));
		expect(server.requests).toHaveLength(3);
	});

	it.each([1, 2, 30, 99, 101, 250])(
		'of %i records at a server without pages is all there is',
		async (count) => {
			const found = await listed(() => threads(count));
			expect(found.map(({ thread_id }) => thread_id)).toEqual(
				threads(count).map(({ thread_id }) => thread_id),
			);
			expect(server.requests).toHaveLength(2);
		},
	);

	it('of records without an ID at a server without pages comes out once', async () => {
		const found = await listed(() => [{ title: 'A' }, { title: 'A' }, { title: 'B' }]);
		expect(found.map(({ title }) => title)).toEqual(['A', 'A', 'B']);
	});

	it('that repeats a full page tells what can be done', async () => {
		const [failed] = await listed((_skip, limit) => threads(limit));
		expect(failed.error).toContain('Set a Limit of at most 100, or narrow the list');
		expect(failed.error).not.toContain('Base URL');
	});

	it.each([50, 100, 120])('ends with a page shorter than a full one: %i records', async (count) => {
		const all = threads(count);
		await listed((skip, limit) => all.slice(skip, skip + limit), { limit: 1000 });
		// Only after a full page is a short one certain to be the last.
		expect(server.requests).toHaveLength(2);
	});

	/** Requests that a list of 12 takes, 5 a page, where the answers also have this. */
	const pagesOf = async (more: (skip: number) => object) => {
		const all = threads(12);
		const found = await listed((skip) => ({ threads: all.slice(skip, skip + 5), ...more(skip) }));
		expect(found).toHaveLength(12);
		return server.requests.length;
	};

	it.each<[string, number, (skip: number) => object]>([
		['total', 3, () => ({ total: 12 })],
		['total_count', 3, () => ({ total_count: 12 })],
		['total_pages', 3, () => ({ total_pages: 3 })],
		['has_more', 3, (skip) => ({ has_more: skip < 10 })],
		['a total of -1', 4, () => ({ total: -1 })],
		['a total smaller than what came', 4, () => ({ total: 3 })],
		['a total of nothing', 4, () => ({ total: null, total_pages: 0 })],
		['a total of 0', 4, () => ({ total: 0, total_pages: 0 })],
		['a total beside has_more', 3, (skip) => ({ total: 5, has_more: skip < 10 })],
		['a total of the page beside has_more: true', 4, () => ({ total: 5, has_more: true })],
		['has_more: false beside more pages', 3, (skip) => ({ has_more: false, total_pages: 3, skip })],
		['has_more: false beside a larger total', 3, () => ({ has_more: false, total: 12 })],
		['total_pages smaller than what came', 4, (skip) => ({ total_pages: skip === 0 ? 2 : 1 })],
	])('ends where %s says so, after %i requests', async (_name, requests, more) => {
		expect(await pagesOf(more)).toBe(requests);
	});

	it.each<[string, object]>([
		['total', { total: 3 }],
		['total_count', { total_count: 3 }],
		['total_pages', { total_pages: 1 }],
		['has_more', { has_more: false }],
	])('that is short costs one request where %s says that it is all', async (_name, more) => {
		const found = await listed(() => ({ threads: threads(3), ...more }));
		expect(found).toHaveLength(3);
		expect(server.requests).toHaveLength(1);
	});

	it('begins its next page behind what came, null included', async () => {
		const all = [...threads(4), null, ...threads(9).slice(4)];
		const found = await listed((skip) => all.slice(skip, skip + 5));
		expect(found.map(({ thread_id }) => thread_id)).toEqual(
			threads(9).map(({ thread_id }) => thread_id),
		);
		const skips = server.requests.map(({ url }) => /skip=(\d+)/.exec(url)?.[1]);
		expect(skips).toEqual(['0', '5', '10']);
	});

	it.each<[string, Array<Thread | null>, number]>([
		['at its end', [...threads(5), null], 5],
		['between others', [...threads(5), ...Array<null>(5).fill(null), ...threads(9).slice(5)], 9],
	])('goes on behind a page of nothing but null %s', async (_where, all, count) => {
		const found = await listed((skip) => all.slice(skip, skip + 5));
		expect(found.map(({ thread_id }) => thread_id)).toEqual(
			threads(count).map(({ thread_id }) => thread_id),
		);
	});

	it('ends at a server that gives nothing but null again and again', async () => {
		const found = await listed((skip) => (skip === 0 ? threads(2) : [null, null]));
		expect(found).toMatchObject(threads(2));
		expect(server.requests).toHaveLength(3);
	});
});
