import { gzipSync } from 'node:zlib';

import { OLDEST } from '../../n8n/version';
import { RawServer, type Answer } from '../support/rawServer';
import { batchWorkflow } from './support/batchWorkflow';
import { itemsOf, runWorkflow } from './support/execution';
import { TestN8n } from './support/testN8n';

/** What n8n's loader tells the editor about a node or a credential. */
interface LoadedType {
	readonly name: string;
	readonly displayName: string;
	readonly iconUrl: { readonly light: string; readonly dark: string };
	readonly codex?: { readonly categories?: readonly string[] };
}

/** What no other file asks on this n8n. */
describe(`n8n ${OLDEST.version}, the oldest supported`, () => {
	let n8n: TestN8n;

	beforeAll(async () => {
		n8n = await TestN8n.start({ name: 'oldest', release: OLDEST });
	});
	afterAll(async () => await n8n?.stop());

	const loaded = async (kind: 'nodes' | 'credentials') => {
		const all = (await (await n8n.rest.raw(`/types/${kind}.json`)).json()) as LoadedType[];
		return all.filter(({ name }) => /^n8n-nodes-backboard\.|^backboardApi$/.test(name));
	};

	describe('loads the package', () => {
		it(`on Node ${OLDEST.nodeMajor}`, async () => {
			const settings = await n8n.rest.get<{ versionCli: string; nodeJsVersion: string }>(
				'/settings',
			);
			expect(settings.versionCli).toBe(OLDEST.version);
			expect(settings.nodeJsVersion).toMatch(new RegExp(`^v?${OLDEST.nodeMajor}\\.`));
		});

		it('with both nodes, their tool variants and the credential', async () => {
			const names = (types: readonly LoadedType[]) =>
				types.map(({ displayName }) => displayName).sort();
			expect(names(await loaded('nodes'))).toEqual([
				'Backboard',
				'Backboard Message',
				'Backboard Message Tool',
				'Backboard Tool',
			]);
			expect(names(await loaded('credentials'))).toEqual(['Backboard API']);
		});

		it('with icons, light and dark', async () => {
			for (const { name, iconUrl } of [
				...(await loaded('nodes')),
				...(await loaded('credentials')),
			]) {
				expect(iconUrl.light).not.toBe(iconUrl.dark);
				for (const icon of [iconUrl.light, iconUrl.dark]) {
					const { status, headers } = await n8n.rest.raw(`/${icon}`);
					const found = { name, icon, status, type: headers.get('content-type') };
					expect(found).toEqual({ name, icon, status: 200, type: 'image/svg+xml' });
				}
			}
		});

		it('with the category that each node’s codex file gives', async () => {
			const nodes = (await loaded('nodes')).filter(({ name }) => !name.endsWith('Tool'));
			expect(nodes.map(({ codex }) => codex?.categories)).toEqual([['AI'], ['AI']]);
		});
	});

	describe('meets a network that fails, as newer ones do:', () => {
		/** Begins an answer and breaks off, also a packed one where that is accepted. */
		const half: Answer = ({ headers }, response) => {
			const isPacked = /gzip/.test(String(headers['accept-encoding']));
			const begin = isPacked ? gzipSync('{"content":"Hello"}').subarray(0, 15) : '{"content":"He';
			response.writeHead(200, {
				'content-length': 100,
				...(isPacked && { 'content-encoding': 'gzip' }),
			});
			response.write(begin, () => void response.socket?.destroy());
		};

		it.each<[string, Answer | undefined, string, number]>([
			['a refused connection', undefined, 'The connection to Backboard was refused', 2],
			['no answer', () => {}, 'Backboard did not answer within 0.5 s', 1],
			['a cut', (_, response) => void response.socket?.destroy(), 'broke off before', 1],
			['half an answer', half, 'broke off before the answer was complete', 1],
		])('%s', async (name, answer, text, attempts) => {
			const server = await RawServer.start(answer ?? (() => {}));
			const { url: baseUrl } = server;
			if (answer === undefined) await server.stop();
			const credential = await n8n.rest.post<{ id: string; name: string }>('/credentials', {
				name,
				type: 'backboardApi',
				data: { apiKey: 'espr_key', baseUrl },
			});
			const workflow = batchWorkflow({
				credential,
				items: [{}],
				parameters: { content: 'Hi', options: { timeout: 0.5 }, batching: { maxRetries: 1 } },
				node: { onError: 'continueRegularOutput' },
			});
			const execution = await runWorkflow(n8n.rest, await n8n.save(workflow));
			if (answer !== undefined) await server.stop();
			expect(itemsOf(execution, 'Message')[0].json).toMatchObject({
				error: expect.stringContaining(text) as string,
				details: { status_code: null, attempts, retryable: attempts > 1 },
			});
		});
	});
});
