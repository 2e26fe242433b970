import { SandboxClient, TOOL, UNKNOWN } from '../support/sandboxClient';
import { useSandbox } from '../support/useHarness';

const STRICT_TOOL = { ...TOOL, function: { ...TOOL.function, strict: true } };
const BOTH_MEMORIES = { memory: 'Auto', memory_pro: 'Auto' };
const NUMBER = { tool_call_id: 'x', output: 7 };

/** A stand-in that takes everything proves nothing: what Backboard refuses, the sandbox refuses too. */
describe('The sandbox refuses', () => {
	const sandbox = useSandbox({ indexing: 60_000, remembering: 10 });
	const api = new SandboxClient(sandbox);
	let assistant: string;
	let thread: string;
	beforeAll(async () => {
		assistant = await api.assistant();
		thread = await api.thread(assistant);
	});

	/** Paths are written with the names of the records that exist. */
	const at = (path: string) => path.replace(':assistant', assistant).replace(':thread', thread);

	const refusal = async (response: Response) => {
		const { detail } = (await response.json()) as { detail: unknown };
		const [first] = Array.isArray(detail) ? (detail as Array<{ loc: string[] }>) : [];
		return { status: response.status, detail: first ? first.loc.join('.') : detail };
	};

	const formOf = (fields: Record<string, string | File>) => {
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) form.append(name, value);
		return form;
	};

	type Row = [what: string, body: object, place: string];

	describe.each<[string, Row[]]>([
		[
			'POST /assistants',
			[
				['an unknown field', { name: 'a', nmae: 'b' }, 'body.nmae'],
				['a wrong type', { name: 7 }, 'body.name'],
				['too long a name', { name: 'x'.repeat(256) }, 'body.name'],
				['too large a number', { name: 'a', tok_k: 101 }, 'body.tok_k'],
				['a missing field', {}, 'body.name'],
				['a list for an object', [], 'body'],
				[
					'a field deep inside',
					{ name: 'a', tools: [STRICT_TOOL] },
					'body.tools.0.function.strict',
				],
			],
		],
		['PUT /assistants/:assistant', [['an unknown field', { model: 'x' }, 'body.model']]],
		['POST /assistants/:assistant/threads', [['an unknown field', { x: 1 }, 'body.x']]],
		[
			'POST /assistants/:assistant/memories',
			[
				['a missing field', {}, 'body.content'],
				['an unknown field', { content: 'a', user: 'b' }, 'body.user'],
			],
		],
		[
			'POST /threads/messages',
			[
				['an unknown field', { content: 'a', temperature: 1 }, 'body.temperature'],
				['a list for an object', [], 'body'],
				['a number as content', { content: 7 }, 'body.content'],
				['a boolean for a text', { content: 'a', send_to_llm: false }, 'body.send_to_llm'],
				['an unknown memory mode', { content: 'a', memory: 'always' }, 'body.memory'],
				...['On', 'Off', 'auto', 'readonly'].map((memory): Row => [
					`memory ${memory}, which means off at Backboard`,
					{ content: 'a', memory },
					'body.memory',
				]),
				['an unknown effort', { content: 'a', thinking: { effort: 'x' } }, 'body.thinking.effort'],
				['a tool without a function', { content: 'a', tools: [{}] }, 'body.tools.0.function'],
				['an ID that is no UUID', { content: 'a', thread_id: 'x' }, 'body.thread_id'],
				['memory and memory_pro', { content: 'a', ...BOTH_MEMORIES }, 'body.memory_pro'],
			],
		],
		[
			'POST /threads/:thread/messages',
			[['an ID that the path has', { content: 'a', thread_id: UNKNOWN }, 'body.thread_id']],
		],
		[
			'POST /threads/:thread/runs/run_1/submit-tool-outputs',
			[
				['no outputs', {}, 'body.tool_outputs'],
				['outputs that are no text', { tool_outputs: [NUMBER] }, 'body.tool_outputs.0.output'],
			],
		],
		['POST /assistants/:assistant/documents', [['JSON', { file: 'x' }, 'body.file']]],
		['POST /threads/:thread/documents', [['JSON', { file: 'x' }, 'body.file']]],
	])('in %s, with 422 and its place,', (operation, rows) => {
		it.each(rows)('%s', async (_what, body, place) => {
			const [method, path] = operation.split(' ');
			expect(await refusal(await api.send(method, at(path), body))).toEqual({
				status: 422,
				detail: place,
			});
		});
	});

	it.each<[string, string, string, string]>([
		['an unknown query parameter', 'GET', '/assistants?order=name', 'query.order'],
		['an unknown query parameter of a thread', 'GET', '/threads/:thread?limit=5', 'query.limit'],
		['an unknown query parameter of models', 'GET', '/models?q=gpt', 'query.q'],
		['a page that is too large', 'GET', '/models?limit=501', 'query.limit'],
		['a negative start', 'GET', '/threads?skip=-1', 'query.skip'],
		['a number that is none', 'GET', '/threads?limit=all', 'query.limit'],
		['a parameter given twice', 'GET', '/threads?limit=1&limit=2', 'query.limit'],
		['page 0 of memories', 'GET', '/assistants/:assistant/memories?page=0', 'query.page'],
		['an ID that is no UUID', 'GET', '/assistants/ada', 'path.assistant_id'],
		['a thread ID that is no UUID', 'GET', '/threads/run_1', 'path.thread_id'],
		['a document ID that is no UUID', 'GET', '/documents/x/status', 'path.document_id'],
		[
			'an operation ID that is no UUID',
			'GET',
			'/assistants/memories/operations/x',
			'path.operation_id',
		],
		['no body for a new thread', 'POST', '/assistants/:assistant/threads', 'body'],
		['no body for a new assistant', 'POST', '/assistants', 'body'],
		['no body for a document', 'POST', '/threads/:thread/documents', 'body.file'],
	])('%s, with 422 and its place: %s %s', async (_what, method, path, place) => {
		expect(await refusal(await api.send(method, at(path)))).toEqual({ status: 422, detail: place });
	});

	it.each([
		'/assistants/:assistant?x=1',
		'/models/providers?x=1',
		'/threads/:thread/documents?x=1',
		'/assistants/:assistant/memories/stats?x=1',
	])('an unknown query parameter of any operation: %s', async (path) => {
		expect((await api.send('GET', at(path))).status).toBe(422);
	});

	it('JSON that cannot be parsed', async () => {
		const json = { 'content-type': 'application/json' };
		expect(await refusal(await api.send('POST', '/assistants', '{"name":', json))).toEqual({
			status: 422,
			detail: 'body',
		});
	});

	it('a form where the schema has JSON only', async () => {
		const form = new URLSearchParams({ name: 'Ada' });
		expect((await api.send('POST', '/assistants', form)).status).toBe(422);
	});

	describe('in a form', () => {
		it.each<[string, Record<string, string>, string]>([
			['an unknown field', { temperature: '1' }, 'body.temperature'],
			['memory together with memory_pro', BOTH_MEMORIES, 'body.memory_pro'],
			['a boolean that is none', { stream: 'yes' }, 'body.stream'],
			['metadata that is no JSON', { metadata: '{' }, 'body.metadata'],
			['metadata that is no object', { metadata: '[]' }, 'body.metadata'],
		])('%s, with 422 and its place', async (_what, fields, place) => {
			const form = formOf({ content: 'a', ...fields });
			const response = await api.send('POST', at('/threads/:thread/messages'), form);
			expect(await refusal(response)).toEqual({ status: 422, detail: place });
		});

		it('a file of a message that did not come as "files", with 422 and its name', async () => {
			const form = formOf({ content: 'a', file: new File(['x'], 'a.txt') });
			const response = await api.send('POST', at('/threads/:thread/messages'), form);
			expect(response.status).toBe(422);
			expect(await response.json()).toMatchObject({
				detail: expect.arrayContaining([expect.objectContaining({ loc: ['body', 'file'] })]),
			});
		});

		it('a document that came as "files" or with another field', async () => {
			const file = new File(['x'], 'a.txt');
			const wrong: Array<[Record<string, string | File>, string]> = [
				[{ files: file }, 'body.file'],
				[{ file, name: 'b' }, 'body.name'],
				[{ file: 'x' }, 'body.file'],
			];
			for (const [fields, place] of wrong) {
				const response = await api.send('POST', at('/threads/:thread/documents'), formOf(fields));
				expect(await refusal(response)).toEqual({ status: 422, detail: place });
			}
		});
	});

	it.each([
		['nothing', {}],
		['an empty text', { content: '' }],
		['white space', { content: ' \n' }],
	])('a message that says %s, with 400', async (_what, fields) => {
		expect(await refusal(await api.send('POST', '/threads/messages', fields))).toEqual({
			status: 400,
			detail: 'Message content cannot be empty for user messages.',
		});
	});

	it('a file of a type that is not taken, with 400', async () => {
		const response = await api.upload(at('/threads/:thread/documents'), 'setup.exe');
		expect(await refusal(response)).toEqual({ status: 400, detail: 'Unsupported file type: .exe' });
	});

	it('a message while a document is being indexed, with 400', async () => {
		const busy = await api.thread();
		await api.upload(`/threads/${busy}/documents`, 'a.txt');
		expect(await refusal(await api.message(busy, 'Hello'))).toEqual({
			status: 400,
			detail: expect.stringMatching(/still being indexed \(a\.txt\)/),
		});
	});

	it('outputs for only some of a run’s calls, with 400, and the run goes on waiting', async () => {
		const own = await api.thread();
		const { run_id, tool_calls } = await api.waitingRun(own);
		expect((await api.toolOutputs(own, run_id, [])).status).toBe(400);
		expect((await api.toolOutputs(own, run_id, tool_calls)).status).toBe(200);
		expect((await api.toolOutputs(own, run_id, tool_calls)).status).toBe(404);
	});

	it.each([
		['too long a memory', { content: 'ü'.repeat(2049) }],
		['a fraction in a memory’s metadata', { content: 'a', metadata: { price: 1.5 } }],
		['a list in a memory’s metadata', { content: 'a', metadata: { tags: ['x'] } }],
	])('%s, with the bare 500 that users report', async (_what, fields) => {
		const response = await api.send('POST', at('/assistants/:assistant/memories'), fields);
		expect(await refusal(response)).toEqual({ status: 500, detail: 'Internal Server Error' });
	});

	it.each([
		['a wrong key', 'wrong'],
		['an empty key', ''],
		['the right key in another case', 'ESPR_SANDBOX_KEY'],
	])('%s, with 401, before it looks at anything else', async (_what, key) => {
		const stranger = new SandboxClient({ url: sandbox.url, apiKey: key });
		for (const path of ['/assistants', '/assistants/ada', `/threads/${UNKNOWN}`]) {
			expect(await refusal(await stranger.send('GET', path))).toEqual({
				status: 401,
				detail: 'Invalid or missing API key',
			});
		}
	});

	it('a request without a key, or with it as a Bearer token, with 401', async () => {
		const headers = { authorization: `Bearer ${sandbox.apiKey}` };
		expect((await fetch(`${sandbox.url}/assistants`, { headers })).status).toBe(401);
	});

	it('a path that does not exist, with 404', async () => {
		expect((await api.send('GET', '/assistant')).status).toBe(404);
	});
});
