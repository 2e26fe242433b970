import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';
import type { Store } from '../../sandbox/store';
import { Harness } from './harness';

export const UNKNOWN_ID = 'b1b7c6ba-7d3a-4bd1-9c33-6a2d1f2f9a10';

/** One operation and how it is tested. */
export interface OperationRow {
	readonly operation: string;
	/** Fills the store with what a success needs, and tells the parameters. */
	prepare(store: Store): INodeParameters;
	/** What a success sends: method and path, and if given the fields of the body or query. */
	readonly sends: readonly [string, RegExp, IDataObject?];
	/** What the items of a success are, in full. */
	readonly answers: readonly unknown[];
	/** Parameters with an ID that nothing has; without it, the server itself does not know the path. */
	readonly unknown?: INodeParameters;
	/** Parameters that are refused before anything is sent, by the message they are refused with. */
	readonly bad: ReadonlyArray<readonly [INodeParameters, string]>;
	/** For lists: makes more records than the largest page, and tells their number and the pages read. */
	readonly pages?: {
		fill(store: Store): { parameters: INodeParameters; count: number };
		readonly queries: readonly IDataObject[];
	};
}

const PREVIEWS = join(PACKAGE_FOLDER, 'nodes/Backboard/__schema__/v1.0.0');

/** The keys that the editor shows before the first run; undefined where it shows none. */
function readPreview(resource: string, operation: string): string[] | undefined {
	const file = join(PREVIEWS, resource, `${operation}.json`);
	if (!existsSync(file)) return undefined;
	const text = readFileSync(file, 'utf8');
	return Object.keys((JSON.parse(text) as { properties: object }).properties);
}

const onError = 'continueRegularOutput' as const;
const jsonOf = (items: readonly INodeExecutionData[]) => items.map(({ json }) => json);

/** One table: every operation of a resource × every way it can end. */
export function describeOperations(resource: string, rows: readonly OperationRow[]): void {
	describe(`Every operation of ${resource}`, () => {
		let harness: Harness;
		beforeAll(async () => {
			harness = await Harness.start();
		});
		beforeEach(() => {
			harness.reset();
			const { assistants, threads, documents, memories } = harness.sandbox.store;
			for (const records of [assistants, threads, documents, memories]) records.clear();
		});
		afterAll(async () => await harness.stop());

		const run = async (row: OperationRow, more: INodeParameters = {}, options = {}) => {
			const parameters = {
				resource,
				operation: row.operation,
				...row.prepare(harness.sandbox.store),
			};
			return await harness.backboard({ ...parameters, ...more }, { onError, ...options });
		};
		/** The one failed item, which has exactly the keys that n8n's error branch wants. */
		const failureOf = ({ items }: { items: INodeExecutionData[] }) => {
			expect(items).toEqual([
				{
					json: { error: expect.any(String), details: expect.any(Object) },
					pairedItem: { item: 0 },
				},
			]);
			return items[0].json as { error: string; details: IDataObject };
		};

		it('has a row in this table', () => {
			const { description } = harness.engine.nodeTypes.getByNameAndVersion(
				'n8n-nodes-backboard.backboard',
			);
			const dropdown = description.properties.find(
				({ name, displayOptions }) =>
					name === 'operation' && displayOptions?.show?.resource?.includes(resource),
			);
			const values = (dropdown?.options as Array<{ value: string }>).map(({ value }) => value);
			expect(rows.map(({ operation }) => operation).sort()).toEqual(values.sort());
		});

		describe.each(rows.map((row) => [row.operation, row] as const))('%s', (_name, row) => {
			it('does its work', async () => {
				const { items } = await run(row);
				expect(jsonOf(items)).toEqual(row.answers);
				for (const { pairedItem } of items) expect(pairedItem).toEqual({ item: 0 });
				const [method, path, sent] = row.sends;
				const [entry] = harness.sandbox.journal.select(method, path);
				expect(entry).toBeDefined();
				if (sent) expect(method === 'GET' ? entry.query : entry.fields).toEqual(sent);
			});

			const preview = readPreview(resource, row.operation);
			if (preview !== undefined) {
				it('has in its output preview the keys of its items', () => {
					for (const answer of row.answers) {
						expect(preview).toEqual(expect.arrayContaining(Object.keys(answer as object)));
					}
				});
			}

			it('tells what Backboard did not find', async () => {
				if (!row.unknown)
					harness.sandbox.faults.add({ status: 404, body: { detail: 'Not Found' } });
				const { error, details } = failureOf(await run(row, row.unknown));
				expect(error).toMatch(
					/^Backboard did not find what the request is about: .*[Nn]ot [Ff]ound\. Check/,
				);
				expect(details).toMatchObject({ status_code: 404, retryable: false, attempts: 1 });
				if (row.unknown) expect(error).toMatch(/ Asked for: .*b1b7c6ba-[^.]+\.$/);
			});

			it('tells of a refused key, without the key', async () => {
				const failure = failureOf(await run(row, {}, { apiKey: 'espr_wrong' }));
				expect(failure.error).toContain('Backboard refused the API key');
				expect(failure.details.status_code).toBe(401);
				expect(JSON.stringify(failure)).not.toContain('espr_wrong');
			});

			if (row.bad.length > 0) {
				it.each(row.bad)('refuses %j before anything is sent: %s', async (parameters, message) => {
					const { error, details } = failureOf(await run(row, parameters));
					expect(error).toContain(message);
					expect(details).toMatchObject({ status_code: null, attempts: 0 });
					expect(harness.sandbox.journal.entries).toEqual([]);
				});
			}

			if (row.sends[0] === 'DELETE') {
				it('takes an empty answer for a success: nothing is to be reported of what is gone', async () => {
					harness.sandbox.faults.add({ replaceBody: '' });
					const { items } = await run(row);
					expect(items).toMatchObject([{ json: { deleted: true } }]);
				});
			} else {
				it('does not take an empty answer for a success', async () => {
					harness.sandbox.faults.add({ replaceBody: '' });
					const { error } = failureOf(await run(row));
					expect(error).toContain("Backboard's answer could not be read: it was empty");
				});
			}

			const shapes = ['[]', '[null]', '{}', '{"detail": "Odd"}', '"text"', 'null'];
			const isList = ['getMany', 'getProviders', 'search'].includes(row.operation);
			it.each(shapes.filter((shape) => !(isList && shape === '[]')))(
				'fails when Backboard answers %s with status 200',
				async (replaceBody) => {
					const isDelete = row.sends[0] === 'DELETE';
					const isGone = isDelete && /^({}|null)$/.test(replaceBody);
					const isReason = isDelete && replaceBody.startsWith('{"detail');
					const why = isReason ? 'did not delete it: Odd' : "'s answer could not be read";
					harness.sandbox.faults.add({ replaceBody, times: 3 });
					const result = await run(row);
					if (isGone) expect(result.items).toMatchObject([{ json: { deleted: true } }]);
					else expect(failureOf(result).error).toMatch(new RegExp(`^Backboard ?${why}`));
				},
			);

			it('stops the workflow with its error when On Error says so', async () => {
				const { error, items } = await run(row, {}, { apiKey: 'wrong', onError: 'stopWorkflow' });
				expect(error?.message).toBe(
					'Backboard refused the API key: Invalid or missing API key [item 0]',
				);
				expect(items).toEqual([]);
			});

			const { pages } = row;
			if (pages === undefined) return;

			it('gives no item where there is nothing', async () => {
				const { store } = harness.sandbox;
				const { parameters } = pages.fill(store);
				for (const records of [store.threads, store.documents, store.memories]) records.clear();
				if (resource === 'assistant') store.assistants.clear();
				const empty = resource === 'model' ? { provider: 'nobody' } : {};
				const base = { resource, operation: row.operation, ...parameters, ...empty };
				const { items, error } = await harness.backboard(base);
				expect(error).toBeUndefined();
				expect(items).toEqual([]);
			});

			it('goes on to the second page with Return All, and no further than Limit', async () => {
				const { parameters, count } = pages.fill(harness.sandbox.store);
				const base = { resource, operation: row.operation, ...parameters };
				const { items } = await harness.backboard({ ...base, returnAll: true });
				expect(new Set(items.map(({ json }) => JSON.stringify(json))).size).toBe(count);
				expect(items).toHaveLength(count);
				expect(harness.sandbox.journal.entries.map(({ query }) => query)).toEqual(pages.queries);
				harness.sandbox.journal.clear();
				const limited = await harness.backboard({ ...base, limit: 3 });
				expect(jsonOf(limited.items)).toEqual(jsonOf(items.slice(0, 3)));
				expect(harness.sandbox.journal.entries).toHaveLength(1);
			});
		});
	});
}
