import type { IDataObject } from 'n8n-workflow';

import { Harness } from '../../../../../support/harness';

/** A message of a thread: who says what, when (seconds), and what else it carries. */
type Line = readonly [role: string, content: string, second: number | null, more?: IDataObject];

const asks = (key: string, second: number | null, more: IDataObject = {}): Line => [
	'user',
	`Question ${key}`,
	second,
	{ n8n_answer_key: key, ...more },
];
const says = (key: string, second: number | null, run?: string, more: IDataObject = {}): Line => [
	'assistant',
	`Answer ${key}`,
	second,
	{ ...(run && { run_id: run }), ...more },
];
const CALLS = { tool_calls: [{ id: 'c', type: 'function', function: { name: 'look_up' } }] };

const timesOf = (lines: Line[], times: Array<number | null>): Line[] =>
	lines.map(([role, content, , more], index) => [role, content, times[index], more]);
const inRuns = [asks('1', 1, { run_id: 'r1' }), says('1', 2, 'r1')];
const inOtherRuns = [asks('2', 3, { run_id: 'r2' }), says('2', 4, 'r2')];
const byRun = [...inRuns, ...inOtherRuns];
const plain = [asks('1', 1), says('1', 2), asks('2', 3), says('2', 4)];
const MOVED = { custom_timestamp: '2020-01-01T00:00:00Z' };

/** What comes of a thread of two keys: both answers again, or both questions again. */
const THREADS: ReadonlyArray<readonly [what: string, lines: Line[], isReused: boolean]> = [
	['oldest first', plain, true],
	['newest first', [...plain].reverse(), true],
	['with runs and times that were moved', timesOf(byRun, [3, 2, 1, 4]), true],
	['with runs and equal times, newest first', timesOf([...byRun].reverse(), [1, 1, 1, 1]), true],
	['with runs and no times', timesOf(byRun, [null, null, null, null]), true],
	['with no times', timesOf(plain, [null, null, null, null]), false],
	['with a time missing', timesOf(plain, [1, 2, null, 4]), false],
	['with equal times', timesOf(plain, [1, 1, 1, 1]), false],
	['with equal times, newest first', timesOf([...plain].reverse(), [1, 1, 1, 1]), false],
	['with the second question moved before the first', timesOf(plain, [2, 3, 1, 4]), false],
	['with the first question moved behind the second', timesOf(plain, [4, 2, 3, 5]), false],
	['with the second question moved to the end', timesOf(plain, [1, 2, 9, 4]), false],
	[
		'in the order of a question that was moved',
		[asks('2', 1), asks('1', 2), says('1', 3), says('2', 4)],
		false,
	],
	[
		'in that order, with runs of the answers',
		[asks('2', 1), asks('1', 2), says('1', 3, 'r1'), says('2', 4, 'r2')],
		false,
	],
	[
		'with questions that changed places',
		[asks('2', 1, MOVED), says('1', 2), asks('1', 3, MOVED), says('2', 4)],
		false,
	],
	['that begins with an answer', [says('1', 1), asks('1', 2), says('2', 3), asks('2', 4)], false],
];

let harness: Harness;
beforeAll(async () => (harness = await Harness.start()));
afterAll(async () => await harness.stop());
beforeEach(() => {
	harness.reset();
	harness.sandbox.store.threads.clear();
});

const threadOf = (lines: readonly Line[]) => {
	const { store } = harness.sandbox;
	const thread = store.addThread(store.defaultAssistant().assistant_id);
	for (const [role, content, second, metadata_ = null] of lines) {
		const message = store.addMessage(thread, { role, content, metadata_ } as never);
		const created_at = second === null ? null : new Date(second * 1000).toISOString();
		Object.assign(message, { created_at });
	}
	return thread.thread_id;
};
const run = async (parameters = {}, keys = ['1', '2']) => {
	const { items } = await harness.message(
		{ content: 'Q', options: { answerKey: '={{ $json.id }}' }, ...parameters },
		{ items: keys.map((id) => ({ json: { id } })), onError: 'continueRegularOutput' },
	);
	return items.map(({ json }) => json);
};

describe.each([['a new thread'], ['that thread']])('An answer once per key, in %s', (where) => {
	it.each(THREADS)('of a thread %s, is its own or asked for again', async (_, lines, isReused) => {
		const threadId = threadOf(lines);
		const inThread = where === 'that thread' && { conversation: 'existingThread', threadId };
		const output = await run({ ...inThread });
		expect(output.map(({ reused }) => reused)).toEqual([isReused, isReused]);
		if (isReused) {
			expect(output.map((json) => json.output)).toEqual(['Answer 1', 'Answer 2']);
			expect(harness.sandbox.journal.messages()).toEqual([]);
		}
	});

	it.each([
		['a question and its answer', [asks('1', 9, MOVED), says('1', 2)]],
		['the same at one time, newest first', [says('1', 1), asks('1', 1)]],
		['the same without times', [asks('1', null), says('1', null)]],
		['a repair', [asks('1', 9, MOVED), ['assistant', 'No', 2, {}], asks('1', 3), says('1', 4)]],
	] as Array<[string, Line[]]>)(
		'where nothing else is in it than %s, is found',
		async (_, lines) => {
			const threadId = threadOf(lines);
			const inThread = where === 'that thread' && { conversation: 'existingThread', threadId };
			const [json] = await run({ ...inThread }, ['1']);
			expect(json).toMatchObject({ reused: true, output: 'Answer 1' });
		},
	);

	it('is not what was said before the question', async () => {
		const threadId = threadOf([says('0', 1), asks('1', 2)]);
		const inThread = where === 'that thread' && { conversation: 'existingThread', threadId };
		const [json] = await run({ ...inThread }, ['1']);
		expect(json).toMatchObject({ reused: false });
	});

	it.each([
		['COMPLETED', 'r1', CALLS],
		['completed', undefined, CALLS],
		[null, 'r1', { ...CALLS, tool_name: 'x' }],
	])('is no call of tools, whatever its status (%s)', async (status, runId, more) => {
		const threadId = threadOf([asks('1', 1), says('1', 2, runId, more)]);
		Object.assign(harness.sandbox.store.thread(threadId).messages[1], { status });
		const inThread = where === 'that thread' && { conversation: 'existingThread', threadId };
		const [json] = await run({ ...inThread }, ['1']);
		expect(json).toMatchObject({ reused: false, status: 'COMPLETED' });
	});
});
