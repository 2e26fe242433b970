import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import getPort from 'get-port';

import { NEWEST, OLDEST } from '../../n8n/version';
import { TestN8n } from './support/testN8n';

interface Verdict {
	readonly status: 'OK' | 'Error';
	readonly message: string;
}

/** What is shown of a failed request: n8n 1.123 loses the answer, and shows words of its own. */
const SHOWN = [
	{
		release: NEWEST,
		refused: /^Backboard refused the API key\. Enter a valid one; .* under API Keys\.$/,
		notFound: /^There is no Backboard API at .* https:\/\/app\.backboard\.io\/api\.$/,
		redirected: /^There is no Backboard API at .* https:\/\/app\.backboard\.io\/api\.$/,
		noServer: 'ECONNREFUSED',
		noHost: /ENOTFOUND|EAI_AGAIN/,
	},
	{
		release: OLDEST,
		refused: /^Authorization failed/,
		notFound: /could not be found$/,
		redirected: /status code 302$/,
		noServer: 'The service refused the connection',
		noHost: /incorrect host|DNS server/,
	},
];

describe.each(SHOWN)(
	'The credential’s test, as the editor of n8n $release.version asks for it',
	(shown) => {
		let n8n: TestN8n;
		let website: Server;

		const address = () => `http://127.0.0.1:${(website.address() as AddressInfo).port}`;

		const test = async (data: { apiKey?: string; baseUrl?: string }) => {
			const { apiKey, url } = n8n.sandbox;
			return await n8n.rest.post<Verdict>('/credentials/test', {
				credentials: {
					...n8n.credential,
					type: 'backboardApi',
					data: { apiKey, baseUrl: url, ...data },
				},
			});
		};

		beforeAll(async () => {
			n8n = await TestN8n.start({ name: 'credentialTest', release: shown.release });
			website = createServer((request, response) => {
				if (request.url?.startsWith('/moved')) {
					response.writeHead(302, { location: 'https://example.com' }).end();
				} else if (request.url?.startsWith('/nothing')) {
					response.writeHead(404).end('{"detail":"Not Found"}');
				} else {
					response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Hello');
				}
			});
			await new Promise<void>((resolve) => website.listen(0, '127.0.0.1', resolve));
		});

		afterAll(async () => {
			website?.close();
			await n8n?.stop();
		});

		it('accepts a good key, with and without a slash at the end of the address', async () => {
			const accepted = { status: 'OK', message: 'Connection successful!' };
			expect(await test({})).toEqual(accepted);
			expect(await test({ baseUrl: `${n8n.sandbox.url}/` })).toEqual(accepted);
			const requests = await n8n.sandbox.requests();
			expect(
				requests.slice(-2).map(({ method, path, query }) => ({ method, path, query })),
			).toEqual([
				{ method: 'GET', path: '/assistants', query: { limit: '1' } },
				{ method: 'GET', path: '/assistants', query: { limit: '1' } },
			]);
		});

		it('says of a refused key what to enter', async () => {
			const { status, message } = await test({ apiKey: 'espr_of_somebody_else' });
			expect(status).toBe('Error');
			expect(message).toMatch(shown.refused);
		});

		it('says of an empty key that it is empty', async () => {
			const { status, message } = await test({ apiKey: '' });
			expect(status).toBe('Error');
			expect(message).toContain('The API Key of the Backboard credential is empty');
		});

		it.each([
			['a path without the API', () => `${address()}/nothing`, shown.notFound],
			['a redirect', () => `${address()}/moved`, shown.redirected],
			[
				'a web page',
				() => address(),
				/leads to a web page, .* https:\/\/app\.backboard\.io\/api\.$/,
			],
			[
				'no address',
				() => 'app.backboard.io',
				/is not an http\(s\) address such as https:\/\/app\.backboard\.io\/api\./,
			],
		])('says of a wrong Base URL (%s) where it normally leads', async (_, baseUrl, reason) => {
			const { status, message } = await test({ baseUrl: baseUrl() });
			expect(status).toBe('Error');
			expect(message).toMatch(reason);
		});

		it.each([
			[
				'a port where nothing listens',
				async () => `http://127.0.0.1:${await getPort()}/api`,
				shown.noServer,
			],
			['a host that does not exist', async () => 'http://backboard.invalid/api', shown.noHost],
		])('says of %s what n8n calls it, as docs/errors.md does', async (_, baseUrl, code) => {
			const { status, message } = await test({ baseUrl: await baseUrl() });
			expect(status).toBe('Error');
			expect(message).toMatch(code);
		});

		it('never repeats the key', async () => {
			const verdicts = await Promise.all(
				[n8n.sandbox.url, address(), 'http://127.0.0.1:1', 'nonsense'].map(
					async (baseUrl) => await test({ apiKey: 'espr_secret_of_this_test', baseUrl }),
				),
			);
			expect(verdicts.map(({ status }) => status)).toEqual(Array(4).fill('Error'));
			expect(JSON.stringify(verdicts)).not.toContain('espr_secret');
			expect(await n8n.process.log()).not.toContain('espr_secret');
		});
	},
);
