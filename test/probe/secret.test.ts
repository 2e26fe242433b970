import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { QUESTIONS } from '../../probe/questions';
import { Redaction } from '../../probe/redaction';
import { report } from '../../probe/report';
import { RawServer, sendJson } from '../support/rawServer';
import { ProbeRun } from './probeRun';

const KEY = 'strange key/with+"signs"\\';
const SPELLINGS = [
	KEY,
	encodeURIComponent(KEY),
	JSON.stringify(KEY).slice(1, -1),
	Buffer.from(KEY).toString('base64').replace(/=+$/, ''),
];

describe('What the probe writes', () => {
	it('has no key in it, even when the server echoes it everywhere', async () => {
		const url = encodeURIComponent(KEY);
		const echo = {
			providers: [KEY],
			assistant_id: KEY,
			[KEY]: `https://example.com/?key=${url}`,
			content: JSON.stringify({ key: KEY }),
			status: `COMPLETED ${Buffer.from(KEY).toString('base64')}`,
			thread_id: KEY,
			detail: [{ loc: [KEY], msg: KEY }],
			messages: [
				{ role: KEY, content: KEY, tool_calls: [{ id: KEY, function: { arguments: KEY } }] },
			],
		};
		const server = await RawServer.start(({ url: path, body }, to) => {
			to.setHeader('x-echo', KEY.replace('\\', ''));
			to.setHeader('x-ratelimit-key', url);
			if (!/"stream":true/.test(body))
				return sendJson(to, path.includes('clone') ? 500 : 200, echo);
			to.setHeader('content-type', 'text/event-stream');
			to.end(`data: ${JSON.stringify({ type: 'run_failed', error: KEY, thread_id: url })}\r\n\r\n`);
		});
		const printed: string[] = [];
		const probeRun = new ProbeRun(
			{ url: server.url, apiKey: KEY },
			{ progress: ({ text }) => printed.push(probeRun.redaction.text(text)) },
		);
		const outcome = await probeRun.run();
		const { recordings, client, redaction } = probeRun;
		const facts = {
			version: '1',
			contract: '1',
			date: new Date(),
			visits: client.visits,
			spent: 0,
		};
		const written = [
			...printed,
			redaction.text(report(outcome, facts)),
			...readdirSync(recordings).map((name) => readFileSync(join(recordings, name), 'utf8')),
		];
		expect(outcome.findings.length).toBeGreaterThan(80);
		expect(written.length).toBeGreaterThan(150);
		for (const text of written) {
			for (const spelling of SPELLINGS) expect(text).not.toContain(spelling);
			expect(text).not.toMatch(/strange|signs/);
		}
		await server.stop();
		probeRun.remove();
	}, 60_000);

	const redaction = new Redaction('espr_a_secret');

	it('has the same stand-in for the same ID, link and address', () => {
		const id = '9b2f6c1e-1111-4222-8333-444455556666';
		const text = `${id} https://x.example/a?b=1 me@x.example ${id.toUpperCase()} run_0123456789abcdef`;
		expect(redaction.text(text)).toMatch(/^(<id-\d+>) <address-\d+> <address-\d+> \1 <id-\d+>$/);
	});

	it.each([
		['in capitals', 'ESPR_A_SECRET'],
		['in hex', Buffer.from('espr_a_secret').toString('hex')],
		['cut', 'pr_a_secr…'],
	])('knows the key %s', (_, text) => {
		expect(redaction.text(text)).not.toContain(text.replace('…', ''));
	});

	it.each([
		'data: {"text":"\\u0065spr_a_secret"}\n\n',
		'data:   [{"user_email":"Ada"}]\r\n',
		'data: {"text":"\u2028","username":"Ada"}\n\n',
		'{"owner":"Ada","text":"\\u0065spr_a_secret"}',
	])('hides key and account in a stream of %j', (text) => {
		expect(redaction.stream(text)).not.toMatch(/Ada|spr_a_secret/);
		expect(redaction.body(text)).not.toMatch(/Ada|spr_a_secret/);
	});

	it('tells of a refusal’s headers what they say about limits only', async () => {
		const burst = QUESTIONS.filter(({ id }) => id === 'burst');
		const server = await RawServer.start(({ url, method }, to) => {
			if (url.startsWith('/models')) return sendJson(to, 200, []);
			if (method !== 'GET') return sendJson(to, 200, { assistant_id: 'a-1' });
			to.setHeader('set-cookie', 'session=of-Ada').setHeader('x-ratelimit-limit', '9');
			sendJson(to, url.endsWith('a-1') ? 429 : 200, []);
		});
		const probeRun = new ProbeRun({ url: server.url, apiKey: 'espr_test' }, { questions: burst });
		const text = (await probeRun.run()).findings[0]?.text;
		expect(text).toMatch(/^429 with .*set-cookie, .*x-ratelimit-limit: 9/);
		expect(text).not.toContain('Ada');
		await server.stop();
		probeRun.remove();
	});

	it('keeps a stream byte for byte, but for the key, IDs and account data', () => {
		const stream =
			': ping\r\n\r\ndata:{"type":"a",  "n": 1.0}\r\n\r\ndata: {"type":"b","user_email":"Ada","credit": 1}\n\ndata: not json\n\n';
		expect(redaction.stream(stream)).toBe(
			stream.replace(
				'{"type":"b","user_email":"Ada","credit": 1}',
				'{"type":"b","user_email":"<text-5>","credit":1}',
			),
		);
	});

	it('replaces account data in answers, and every text and number of others', () => {
		const body =
			'{"name":"Ada’s","owner":{"id":7,"plan":"gold"},"count":3,"metadata_":{"Ada":"x"},"ok":true}';
		expect(JSON.parse(redaction.body(body))).toEqual({
			name: 'Ada’s',
			owner: { id: 0, plan: expect.stringMatching(/^<text-\d+>$/) },
			count: 3,
			metadata_: { Ada: 'x' },
			ok: true,
		});
		expect(JSON.parse(redaction.foreign(`[${body}]`))).toEqual([
			{
				name: expect.stringMatching(/^<text-\d+>$/),
				owner: { id: 0, plan: expect.stringMatching(/^<text-\d+>$/) },
				count: 0,
				metadata_: {},
				ok: true,
			},
		]);
		expect(redaction.foreign('<p>Ada</p>')).toBe('<text>');
	});

	it('keeps the names of headers, and the values of those about limits only', () => {
		const headers = new Headers({
			'x-ratelimit-remaining': '9',
			'retry-after': '2',
			'x-user': 'Ada',
			'set-cookie': 'a=b',
		});
		expect(redaction.headers(headers)).toEqual({
			'x-ratelimit-remaining': '9',
			'retry-after': '2',
			'x-user': '<value>',
			'set-cookie': '<value>',
		});
	});
});
