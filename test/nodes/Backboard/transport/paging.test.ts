import { Harness } from '../../../support/harness';
import { RawServer, sendJson } from '../../../support/rawServer';

interface Thread {
	readonly thread_id?: string;
	readonly created_at?: string;
}

const threads = (count: number): Thread[] =>
	Array.from({ length: count }, (_, number) => ({ thread_id: `t${number}` }));

describe('A list', () => {
	let harness: Harness;
	let server: RawServer;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	afterEach(async () => await server.stop());
	afterAll(async () => await harness.stop());

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
});
