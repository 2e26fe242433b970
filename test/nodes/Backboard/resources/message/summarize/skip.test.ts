import type { IDataObject } from 'n8n-workflow';

import { Harness } from '../../../../../support/harness';
import { RawServer, sendJson } from '../../../../../support/rawServer';

/** Items of these lengths, in parts of at most 100 characters, and the part (from 0) that fails. */
const CASES: ReadonlyArray<
	readonly [what: string, lengths: number[], failing: number, skipped: number[]]
> = [
	['the beginning of an item whose rest is a part of its own', [170, 90], 0, [0]],
	['the beginning of an item whose rest is read with another', [150, 40], 0, [0]],
	['the rest of an item, read with another', [150, 40], 1, [0, 1]],
	['the middle of an item of three pieces', [250, 40, 90], 1, [0]],
	['the end of one and the beginning of another', [150, 40, 90], 1, [0, 1]],
	['a part without pieces of others', [90, 90, 90], 1, [1]],
];

describe('A summary that skips items', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	afterAll(async () => await harness.stop());

	/** A model that notes which letters it reads; of the parts, the one at `failing` fails. */
	const summarize = async (lengths: number[], failing: number) => {
		let count = 0;
		const server = await RawServer.start(({ method, body }, response) => {
			if (method === 'DELETE') return sendJson(response, 200, { message: 'Deleted' });
			const { content } = JSON.parse(body) as { content: string };
			const read = new Set([...content.matchAll(/([a-z])\1{9,}/g)].map(([, letter]) => letter));
			const isPart = read.size > 0;
			const index = isPart ? (count += 1) - 1 : -1;
			if (index === failing) {
				return sendJson(response, 422, { detail: 'No' });
			}
			const notes = isPart ? [...read].map((letter) => `<${letter}>`).join(' ') : content;
			sendJson(response, 200, { thread_id: `t${count}`, status: 'COMPLETED', content: notes });
		});
		const items = lengths.map((length, index) => {
			return { json: { text: String.fromCharCode(97 + index).repeat(length) } };
		});
		const run = await harness.message(
			{
				operation: 'summarizeItems',
				options: { maxCharacters: 100, onItemError: 'skip', itemInstructions: 'Letters' },
				batching: { maxConcurrent: 1 },
			},
			{ items, onError: 'continueRegularOutput', baseUrl: server.url },
		);
		await server.stop();
		return run.items[0].json;
	};
	const skippedIn = ({ skipped, details }: IDataObject) =>
		((skipped ?? (details as IDataObject).skipped) as IDataObject[]).map(({ item }) => item);
	const lettersIn = ({ output }: IDataObject) =>
		[...String(output).matchAll(/<([a-z])>/g)].map(([, letter]) => letter.charCodeAt(0) - 97);

	it.each(CASES)(
		'has nothing of them where what fails is %s',
		async (_, lengths, failing, skipped) => {
			const json = await summarize(lengths, failing);
			expect(skippedIn(json)).toEqual(skipped);
			const left = lengths.map((__, index) => index).filter((index) => !skipped.includes(index));
			if (left.length > 0) expect([...new Set(lettersIn(json))].sort()).toEqual(left);
			else expect(json.error).toMatch(/No item of the group is left/);
		},
	);

	it('reads what is left of a part once more', async () => {
		// The part that both items share is read, and read again when the beginning of the first has failed.
		const json = await summarize([150, 40, 90, 90], 0);
		expect(lettersIn(json)).toEqual([1, 2, 3]);
		expect(json.requests).toBe(6);
	});
});

describe('A group that another one stops', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	afterAll(async () => await harness.stop());

	it.each([
		['the last', 2, [0, 0, 1, 1, 2]],
		['the first', 0, [0, 1, 1, 2, 2]],
		['the middle one', 1, [0, 0, 1, 2, 2]],
	])('is not named by the error: that is the one of %s', async (_, failing, groups) => {
		const waiting: Array<() => void> = [];
		const letter = String.fromCharCode(97 + groups.indexOf(failing));
		const server = await RawServer.start(async ({ body }, response) => {
			const isFailing = body.includes(letter.repeat(90));
			// All others are still under way when it fails.
			if (!isFailing) await new Promise<void>((resolve) => waiting.push(resolve));
			if (isFailing) sendJson(response, 422, { detail: 'The very cause' });
			else sendJson(response, 200, { thread_id: 't', status: 'COMPLETED', content: 'Notes' });
		});
		const items = groups.map((group, index) => {
			return { json: { group, text: String.fromCharCode(97 + index).repeat(90) } };
		});
		const { error } = await harness.message(
			{
				operation: 'summarizeItems',
				groupBy: '={{ $json.group }}',
				options: { maxCharacters: 100 },
				batching: { maxConcurrent: 10 },
			},
			{ items, baseUrl: server.url },
		);
		for (const go of waiting) go();
		await server.stop();
		expect(error?.message).toContain('The very cause');
		expect(error?.context?.itemIndex).toBe(groups.indexOf(failing));
	});

	it.each([0, 1])(
		'is not named either where it ends during the clean-up (group %d)',
		async (other) => {
			let looked = () => {};
			let noted = () => {};
			const hasLooked = new Promise<void>((resolve) => (looked = resolve));
			const hasNoted = new Promise<void>((resolve) => (noted = resolve));
			const server = await RawServer.start(async ({ method, body }, response) => {
				const answer = (status: string) =>
					sendJson(response, 200, {
						thread_id: 't',
						run_id: 'r',
						status,
						content: 'Notes',
						...(method === 'GET' && { messages: [] }),
					});
				if (method === 'GET') {
					looked();
					return answer('IN_PROGRESS');
				}
				if (method === 'DELETE') {
					// Time for the group that waits to end.
					await new Promise((resolve) => setTimeout(resolve, 300));
					return answer('COMPLETED');
				}
				if (body.includes('x'.repeat(90))) return answer('IN_PROGRESS');
				await hasLooked;
				if (body.includes('a'.repeat(90))) {
					answer('COMPLETED');
					return noted();
				}
				await hasNoted;
				await new Promise((resolve) => setTimeout(resolve, 100));
				sendJson(response, 422, { detail: 'The very cause' });
			});
			const waits = { json: { group: 'waits', text: 'x'.repeat(90) } };
			const fails = ['a', 'b'].map((letter) => ({
				json: { group: 'fails', text: letter.repeat(90) },
			}));
			const { error } = await harness.message(
				{
					operation: 'summarizeItems',
					groupBy: '={{ $json.group }}',
					options: { maxCharacters: 100 },
					batching: { maxConcurrent: 10 },
				},
				{ items: other === 0 ? [waits, ...fails] : [...fails, waits], baseUrl: server.url },
			);
			await server.stop();
			expect(error?.message).toContain('The very cause');
			expect(error?.context?.itemIndex).toBe(other === 0 ? 2 : 1);
		},
	);
});
