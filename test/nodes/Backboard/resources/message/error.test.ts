import { Harness, type NodeOptions } from '../../../../support/harness';

const UNKNOWN = 'b1b7c6ba-7d3a-4bd1-9c33-6a2d1f2f9a10';

describe('What a user is told', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	/** The failed item of a message. */
	const failure = async (parameters: object = {}, options: NodeOptions = {}) => {
		const { items } = await harness.message(
			{ content: 'Hello', batching: { maxRetries: 0 }, ...parameters },
			{ onError: 'continueRegularOutput', ...options },
		);
		expect(Object.keys(items[0])).toEqual(['json', 'pairedItem']);
		expect(Object.keys(items[0].json)).toEqual(['error', 'details']);
		return items[0].json as { error: string; details: Record<string, unknown> };
	};

	it.each([
		[
			400,
			{ detail: 'Bad' },
			'Backboard rejected the request: Bad. Correct what Backboard complains about, then run the node again.',
		],
		[
			401,
			{ detail: 'Invalid or missing API key' },
			'Backboard refused the API key: Invalid or missing API key. Open the Backboard credential',
		],
		[
			402,
			{ detail: 'Credits exhausted' },
			"Backboard asks for payment: Credits exhausted. Add credits on Backboard's Billing page",
		],
		[
			403,
			{},
			'Backboard, or a firewall in front of it, refused access (status 403). Check that the IDs',
		],
		[
			403,
			{ detail: 'API key revoked' },
			'Backboard refused the API key: API key revoked. Open the Backboard credential',
		],
		[
			413,
			'',
			'Backboard refused the request as too large (status 413). Send fewer or smaller attachments or documents.',
		],
		[
			400,
			{ detail: 'Is this JSON?' },
			'Backboard rejected the request: Is this JSON? Correct what Backboard complains about',
		],
		[
			422,
			{ detail: [{ loc: ['body', 'memory'], msg: 'Input should be a valid string' }] },
			'Backboard did not accept a value: body.memory: Input should be a valid string. Correct the field',
		],
		[
			429,
			{ detail: 'Slow down' },
			'Backboard is receiving too many requests from this account: Slow down. Lower Max Concurrent',
		],
		[
			500,
			'Internal Server Error',
			'Backboard failed to process the request: Internal Server Error. Check the IDs',
		],
		[
			502,
			'<html>Bad gateway</html>',
			'Backboard failed to process the request (status 502). Check the IDs',
		],
		[503, {}, 'Backboard is not available at the moment (status 503). Try again later.'],
	])('by status %s with %j', async (status, body, text) => {
		harness.sandbox.faults.add({ status, body });
		const { error, details } = await failure();
		expect(error).toContain(text);
		expect(details).toMatchObject({ status_code: status, attempts: 1, run_id: null });
		expect(details.retryable).toBe(status === 429);
	});

	it('by a POST that may have been processed: to look at the thread first', async () => {
		for (const fault of [{ status: 500 }, { status: 504 }, { cut: 'afterWork' as const }]) {
			harness.sandbox.faults.add(fault);
			expect((await failure()).error).toContain('look at the thread before you send it again');
		}
	});

	it('by an unknown thread', async () => {
		const { error, details } = await failure({ conversation: 'existingThread', threadId: UNKNOWN });
		expect(error).toBe(
			'Backboard did not find what the request is about: Thread not found. Check that the IDs in the node exist and belong to the account of the API key. Asked for: b1b7c6ba-7d3a-4bd1-9c33-6a2d1f2f9a10.',
		);
		expect(details).toEqual({
			status_code: 404,
			detail: 'Thread not found',
			thread_id: UNKNOWN,
			run_id: null,
			retryable: false,
			attempts: 1,
		});
	});

	it.each(['FAILED', 'CANCELLED'] as const)(
		'by a run that Backboard reports as %s with status 200',
		async (run) => {
			const text = 'We paused LLM chat — your balance is used up. Add credits on the Billing page';
			harness.sandbox.faults.add({ run, text });
			const { error, details } = await failure();
			expect(error).toContain(
				`${run === 'FAILED' ? 'The run failed' : 'The run was cancelled'}: ${text}`,
			);
			expect(details).toMatchObject({
				status_code: 200,
				detail: text,
				thread_id: expect.any(String),
				run_id: expect.stringMatching(/^run_/),
				retryable: false,
			});
		},
	);

	it('by a limit of Backboard at the provider, which no credit of the user raises', async () => {
		const text =
			'LLM Error: 429 You exceeded your current quota, please check your billing details.';
		harness.sandbox.faults.add({ run: 'FAILED', text });
		const { error } = await failure();
		expect(error).toContain("Backboard's own account at the provider of the model, not of yours");
		expect(error).not.toContain('Add credits');
	});

	it('by an error beside a complete text, which is no reason', async () => {
		const content = 'The model is not available on Sundays.';
		const body = { status: 'COMPLETED', content, error: 'Insufficient credits', thread_id: 't' };
		harness.sandbox.faults.add({ status: 200, body });
		expect((await failure()).error).toMatch(/^The run failed: Insufficient credits\. Add credits/);
	});

	it.each(['failed', 'Failed'])('by status %s in any casing', async (status) => {
		harness.sandbox.faults.add({ status: 200, body: { status, content: 'No', thread_id: 't' } });
		expect((await failure()).error).toContain('The run failed: No');
	});

	it.each([
		{ content: 'LLM Error: Model x is not supported', status: 'COMPLETED' },
		'"LLM Error: Model x is not supported"',
		'LLM Error: Model x is not supported',
	])('by an error text in place of an answer: %j', async (body) => {
		harness.sandbox.faults.add({ status: 200, body });
		expect((await failure()).error).toContain(
			'The run failed: LLM Error: Model x is not supported',
		);
	});

	it.each([
		['', "Backboard's answer could not be read: it was empty"],
		['OK', "Backboard's answer could not be read: OK"],
		[
			'<!doctype html><html><body>Login</body></html>',
			"Backboard's answer could not be read: it was a web page",
		],
	])('by an answer that is none: %j', async (replaceBody, text) => {
		harness.sandbox.faults.add({ replaceBody });
		const { error, details } = await failure();
		expect(error).toContain(text);
		expect(details).toMatchObject({ status_code: 200, retryable: false });
	});

	it('by half an answer', async () => {
		harness.sandbox.faults.add({ share: 0.5 });
		expect((await failure()).error).toContain('The connection to Backboard broke off');
	});

	it('by a time limit', async () => {
		harness.sandbox.faults.add({ delay: 1500 });
		const { error } = await failure({ options: { timeout: 0.4 } });
		expect(error).toContain('Backboard did not answer within 0.4 s. Raise Timeout under Options.');
	});

	it('by a host that refuses, does not exist, or is written wrongly', async () => {
		const told = async (baseUrl: string) => (await failure({}, { baseUrl })).error;
		expect(await told('http://127.0.0.1:9/api')).toContain(
			'The connection to Backboard was refused',
		);
		expect(await told('http://nothing.invalid/api')).toMatch(
			/does not exist|could not be looked up/,
		);
		for (const wrong of [
			'ftp://a/b',
			'app.backboard.io/api',
			'https://',
			'http://a b/',
			'http://u:p@h/',
			'http://h/?a=1',
		]) {
			expect(await told(wrong)).toContain(
				'The Base URL of the Backboard credential is not an http(s) address',
			);
		}
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it('by a web page where the API should be', async () => {
		harness.sandbox.faults.add({ status: 404, body: '<!DOCTYPE html><title>Not here</title>' });
		expect((await failure()).error).toContain('web page (status 404)');
	});

	it('by an empty or damaged key, before anything is sent', async () => {
		expect((await failure({}, { apiKey: '  ' })).error).toContain(
			'The API Key of the Backboard credential is empty',
		);
		expect((await failure({}, { apiKey: 'a\nb' })).error).toContain(
			'has characters that no key has',
		);
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it('never with the key in it, even when the server repeats it', async () => {
		const apiKey = 'espr_very_secret_0123456789';
		harness.sandbox.faults.add({ status: 400, body: { detail: `Key ${apiKey} may not do this` } });
		const json = await failure({}, { apiKey: harness.sandbox.apiKey });
		expect(json.error).toContain('may not do this');
		harness.sandbox.faults.add({
			status: 400,
			body: { detail: `Key ${harness.sandbox.apiKey} may not` },
		});
		const { items, run } = await harness.message(
			{ content: 'Hello' },
			{ onError: 'continueRegularOutput' },
		);
		expect(items[0].json.error).toContain('Key (API key) may not');
		expect(JSON.stringify(run)).not.toContain(harness.sandbox.apiKey);
	});

	it('for each item, without disturbing the others', async () => {
		const { items } = await harness.message(
			{ content: '={{ $json.text }}', options: { metadata: '={{ $json.metadata }}' } },
			{
				onError: 'continueRegularOutput',
				items: [
					{ json: { text: 'One' } },
					{ json: { text: '' } },
					{ json: { text: 'Three', metadata: 'no JSON' } },
					{ json: { text: 'Four' } },
				],
			},
		);
		expect(items.map(({ json }) => json.error ?? json.content)).toEqual([
			'In short: One',
			expect.stringContaining('There is nothing to send'),
			expect.stringContaining('The field Metadata is not valid JSON'),
			'In short: Four',
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
	});

	it('on the error branch, with the input item beside it', async () => {
		const { items, failed } = await harness.message(
			{ content: '={{ $json.text }}' },
			{
				onError: 'continueErrorOutput',
				items: [{ json: { text: '' } }, { json: { text: 'Two' } }],
			},
		);
		expect(items.map(({ json }) => json.content)).toEqual(['In short: Two']);
		expect(failed).toHaveLength(1);
		expect(failed[0].json).toMatchObject({
			text: '',
			error: expect.any(String),
			details: { attempts: 0 },
		});
	});

	it('by an expression that fails, for its own item', async () => {
		const { items } = await harness.message(
			{ content: '={{ $json.list.map(x => x).join() }}' },
			{ onError: 'continueRegularOutput', items: [{ json: {} }, { json: { list: ['a', 'b'] } }] },
		);
		expect(items[0].json.error ?? items[0].json.content).toBeTruthy();
		expect(items[1].json.content).toBe('In short: a,b');
	});

	it('by name of the item when the workflow stops', async () => {
		const { error } = await harness.message(
			{ content: '={{ $json.text }}' },
			{ items: [{ json: { text: 'One' } }, { json: { text: '' } }] },
		);
		expect(error?.message).toMatch(/\[item 1\]$/);
		expect(error?.description).toBeTruthy();
	});
});
