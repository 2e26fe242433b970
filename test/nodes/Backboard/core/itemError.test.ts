import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';

import { failedItem, stoppingError } from '../../../../nodes/Backboard/core/itemError';

const NODE: INode = {
	id: '1',
	name: 'Node',
	type: 'n8n-nodes-backboard.backboardMessage',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** What the code under test asks the execution for. */
const context = {
	getNode: () => NODE,
	getExecutionCancelSignal: () => undefined,
	isStreaming: () => false,
} as IExecuteFunctions;
const streaming = { ...context, isStreaming: () => true } as IExecuteFunctions;

/** The only item there is. */
const ALONE = { answered: 0, count: 1, of: 'items' } as const;

describe('The output item of a failed item', () => {
	const failure = { error: 'It broke. Mend it.', details: { status_code: 500 } };

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'has exactly the keys that n8n’s error output looks for (%s)',
		(onError) => {
			expect(failedItem(failure, { item: 7 }, onError)).toEqual({
				json: { error: 'It broke. Mend it.', details: { status_code: 500 } },
				pairedItem: { item: 7 },
			});
		},
	);

	it('is marked for n8n up to 2.30, where a copy of it would lose its JSON to the mark', () => {
		const item = failedItem(failure, { item: 7 }, 'continueErrorOutput');
		expect(item.error).toEqual({ message: 'It broke. Mend it.' });
		expect(Object.keys({ ...item })).toEqual(['json', 'pairedItem']);
	});

	it('is not marked for the regular output, where n8n would put the mark in place of its JSON', () => {
		expect(failedItem(failure, { item: 7 }, 'continueRegularOutput').error).toBeUndefined();
	});
});

describe('The error that stops the workflow', () => {
	it('is the item’s own error, with the item’s number', () => {
		const error = new NodeApiError(NODE, {}, { message: 'It broke', description: 'Mend it' });
		const stopping = stoppingError(context, error, 3, ALONE);
		expect(stopping).toBe(error);
		expect(stopping.message).toBe('It broke [item 3]');
		expect(stopping.description).toBe('Mend it');
		expect(stopping.context.itemIndex).toBe(3);
	});

	it('keeps what the error knows', () => {
		const error = new NodeOperationError(NODE, 'It broke');
		error.context.details = { status_code: 404 };
		expect(stoppingError(context, error, 0, ALONE).context).toMatchObject({
			itemIndex: 0,
			details: { status_code: 404 },
		});
	});

	it('names the item once, however often it is made', () => {
		const error = new NodeOperationError(NODE, 'It broke');
		stoppingError(context, error, 2, ALONE);
		expect(stoppingError(context, error, 2, ALONE).message).toBe('It broke [item 2]');
	});

	it('names the item when its number is the beginning of another’s', () => {
		const error = new NodeOperationError(NODE, 'As for [item 12]');
		expect(stoppingError(context, error, 1, ALONE).message).toBe('As for [item 12] [item 1]');
	});

	it('of a foreign error is an error of the node, with its words and advice', () => {
		const error = new UserError('An ID is empty', { description: 'Enter the ID.' });
		const stopping = stoppingError(context, error, 1, ALONE);
		expect(stopping).toBeInstanceOf(NodeOperationError);
		expect(stopping.message).toBe('An ID is empty [item 1]');
		expect(stopping.description).toBe('Enter the ID.');
		expect(stopping.cause).toBe(error);
	});

	it('always has a description, for a chat shows nothing else', () => {
		for (const error of [new TypeError('x is no function'), 'a text']) {
			expect(stoppingError(context, error, 0, ALONE).description).toMatch(
				/^(x is no function|a text) \[item 0\]$/,
			);
		}
	});

	it.each([
		[undefined, 'The item failed without an error message [item 0]'],
		[null, 'null [item 0]'],
		['', 'The item failed without an error message [item 0]'],
		[{ code: 7 }, '{"code":7} [item 0]'],
	])('is made from whatever was thrown: %j', (thrown, text) => {
		expect(stoppingError(context, thrown, 0, ALONE).message).toBe(text);
	});

	it('tells a chat that is being streamed to what happened as well as what to do', () => {
		const error = new NodeApiError(NODE, {}, { message: 'It broke', description: 'Mend it.' });
		expect(stoppingError(streaming, error, 0, ALONE).description).toBe('It broke. Mend it.');
		expect(stoppingError(streaming, 'A text', 0, ALONE).description).toBe('A text');
		const long = new NodeApiError(NODE, {}, { message: 'It said: a b…', description: 'Mend it.' });
		expect(stoppingError(streaming, long, 0, ALONE).description).toBe('It said: a b… Mend it.');
	});

	it('of a batch of which nothing was answered says just that', () => {
		const error = new NodeApiError(NODE, {}, { message: 'It broke', description: 'Mend it.' });
		const { description } = stoppingError(context, error, 0, { ...ALONE, count: 10 });
		expect(description).toBe('Mend it. None of the 10 items had been answered.');
	});

	it('of a batch says how many answers are lost, and how to keep them', () => {
		const error = new NodeApiError(NODE, {}, { message: 'It broke', description: 'Mend it.' });
		const stopping = stoppingError(context, error, 3, { ...ALONE, answered: 3, count: 10 });
		expect(stopping.message).toBe('It broke [item 3]');
		expect(stopping.description).toMatch(/^Mend it\. 3 of 10 items had been answered;.*On Error/);
	});
});
