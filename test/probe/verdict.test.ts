import { QUESTIONS } from '../../probe/questions';
import { Sandbox } from '../../sandbox/server';
import { RawServer } from '../support/rawServer';
import { ProbeRun, questionsOf } from './probeRun';

/** Changes a request on its way to the sandbox, or answers in its place. */
type Change = (request: { method: string; url: string; body: string }) => {
	readonly body?: string;
	readonly status?: number;
	readonly answer?: (text: string) => string;
};

/** What the probe makes of answers that say nothing about what it asks. */
describe('A verdict', () => {
	let sandbox: Sandbox;
	let probeRun: ProbeRun;
	beforeEach(async () => {
		sandbox = await Sandbox.start({ indexing: 40, remembering: 5 });
		probeRun = new ProbeRun(sandbox);
	});
	afterEach(async () => {
		probeRun.remove();
		await sandbox.close();
	});

	/** The sides that are found through a server that changes something. */
	async function sidesWith(change: Change, questions = QUESTIONS) {
		const server = await RawServer.start(async ({ method, url, headers, body }, to) => {
			const { status, answer = (text: string) => text, ...changed } = change({ method, url, body });
			if (status !== undefined) return void to.writeHead(status).end('{"detail":"So"}');
			const given = new Headers();
			for (const name of ['x-api-key', 'content-type']) {
				const value = headers[name];
				if (typeof value === 'string') given.set(name, value);
			}
			const sent = changed.body ?? body;
			const reply = await fetch(sandbox.url + url, {
				method,
				headers: given,
				...(sent !== '' && { body: sent }),
			});
			to.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? '' });
			to.end(answer(await reply.text()));
		});
		const { url } = server;
		probeRun.remove();
		probeRun = new ProbeRun({ url, apiKey: sandbox.apiKey }, { questions });
		const outcome = await probeRun.run();
		await server.stop();
		return { sides: ProbeRun.sides(outcome), texts: ProbeRun.texts(outcome), server };
	}

	const isMessage = (url: string) => url.startsWith('/threads/messages');

	it('is none where an answer leaves out model and status, and the next messages name no model', async () => {
		const shorter = (text: string) =>
			text.replace(/,"(?:model_provider|model_name|status)":[^,}]+/g, '');
		const { sides, server } = await sidesWith(
			({ url }) => (isMessage(url) ? { answer: shorter } : {}),
			questionsOf('answer', 'default-model', 'status-case', 'half-model', 'voice', 'attached-text'),
		);
		expect(sides).toMatchObject({ answer: 'A', 'default-model': undefined });
		expect(sides['status-case']).toBeUndefined();
		const bodies = server.requests.map(({ body }) => body).join();
		expect(bodies).not.toMatch(/"(?:llm_provider|model_name)":"(?:undefined|null)"/);
	});

	it('is none about documents where no upload is taken', async () => {
		const ids = ['document-blocks', 'document-states', 'retrieved-files'];
		const { sides, server } = await sidesWith(
			({ method, url }) => (method === 'POST' && url.endsWith('/documents') ? { status: 413 } : {}),
			questionsOf('document-upload', 'document-list', 'thread-document', ...ids),
		);
		for (const id of ids) expect([id, sides[id]]).toEqual([id, undefined]);
		expect(server.requests.filter(({ url }) => url.includes('undefined'))).toEqual([]);
	});

	it('is none where the server refuses for a reason of its own', async () => {
		const { sides, texts } = await sidesWith(({ method, url }) =>
			method === 'POST' && isMessage(url) ? { status: 503 } : {},
		);
		const found = Object.entries(sides).filter(
			([id, side]) => /answer|stream|mode|send|web|voice|type|model/.test(id) && side !== undefined,
		);
		expect(found.map(([id]) => id).sort()).toEqual(FROM_ELSEWHERE);
		expect(texts.answer).toBe('not found out: 503 {"detail":"So"}');
	});

	const FROM_ELSEWHERE = ['content-type', 'embedding-models', 'model-prices', 'provider-models'];

	it('is none about the default model when one was named', async () => {
		probeRun.remove();
		const model = { llm_provider: 'openai', model_name: 'gpt-4o-mini' };
		probeRun = new ProbeRun(sandbox, { model, questions: questionsOf('answer', 'default-model') });
		const outcome = await probeRun.run();
		expect(ProbeRun.sides(outcome)['default-model']).toBeUndefined();
		expect(ProbeRun.texts(outcome)['default-model']).toContain('--model named one');
	});

	it('leaves nothing behind where an unknown thread is made', async () => {
		const toNobody = (body: string) => body.includes('00000000-0000-4000');
		await sidesWith(
			({ url, body }) => (isMessage(url) && toNobody(body) ? { body: withoutThread(body) } : {}),
			questionsOf('message-unknown-thread'),
		);
		expect(sandbox.journal.messages().map(({ status }) => status)).toEqual([200]);
		expect(sandbox.store.threads.size + sandbox.store.assistants.size).toBe(0);
	});
});

function withoutThread(body: string): string {
	return body.replace(/"thread_id":"0[^"]*",?/, '').replace(',}', '}');
}
