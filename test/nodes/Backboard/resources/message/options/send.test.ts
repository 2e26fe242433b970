import { CONTRACT } from '../../../../../../sandbox/contract';
import { optionsField, wireFields } from '../../../../../../nodes/Backboard/fields/option';
import { sendOptions } from '../../../../../../nodes/Backboard/resources/message/options/send';

type Name = keyof typeof sendOptions;

const NODE = { parameters: {} } as Parameters<(typeof sendOptions)['answerKey']['read']>[0];
const MESSAGE = 'Body_add_message_to_thread_threads__thread_id__messages_post';

/** Every option: what a user may set, and what it adds to a request; undefined where the node uses it itself. */
const ROWS: Readonly<Record<Name, readonly [set: unknown, wire: object | undefined]>> = {
	answerKey: ['invoice 7', undefined],
	citeMemories: [true, { memory_response_citation: true }],
	documentTimeout: [10, undefined],
	fallbackModels: [{ models: [{ provider: 'openai', model: 'gpt-4o' }] }, undefined],
	generateReply: [false, { send_to_llm: 'false' }],
	maxRepairs: [2, undefined],
	maxToolRounds: [3, undefined],
	memoryPro: ['Readonly', { memory_pro: 'Readonly' }],
	metadata: ['{"a": 1}', undefined],
	streaming: ['never', undefined],
	systemPrompt: ['Be brief', { system_prompt: 'Be brief' }],
	thinkingBudgetTokens: [2048, { thinking: { budget_tokens: 2048 } }],
	thinkingEffort: ['high', { thinking: { effort: 'high' } }],
	timeout: [5, undefined],
	toolErrors: ['fail', undefined],
	tools: ['[]', undefined],
	webSearch: [true, { web_search: 'Auto' }],
};

const names = Object.keys(sendOptions) as Name[];
const unset = Object.fromEntries(names.map((name) => [name, sendOptions[name].unset]));
type Values = Parameters<typeof wireFields<typeof sendOptions>>[1];

describe('An option of Send', () => {
	it('is named once: as its field, and in the table of this test', () => {
		expect(names.map((name) => sendOptions[name].field.name)).toEqual(names);
		expect(Object.keys(ROWS).sort()).toEqual([...names].sort());
	});

	it.each(names)('adds to a request what the table says: %s', (name) => {
		const [set, wire] = ROWS[name];
		const value: unknown = sendOptions[name].read(NODE, set);
		const fields = wireFields(sendOptions, { ...unset, [name]: value } as unknown as Values);
		expect(fields).toEqual(wire ?? {});
		const known = Object.keys(CONTRACT.components.schemas[MESSAGE].properties as object);
		expect(Object.keys(fields).filter((field) => !known.includes(field))).toEqual([]);
	});

	it('adds nothing where it is not set', () => {
		expect(wireFields(sendOptions, unset as unknown as Values)).toEqual({});
	});

	it('is shown by its label, in their order', () => {
		const labels = optionsField(sendOptions).options?.map(
			(field) => field as { displayName: string },
		);
		const shown = (labels ?? []).map(({ displayName }) => displayName);
		expect(shown).toEqual([...shown].sort((a, b) => a.localeCompare(b)));
		expect(shown).toHaveLength(names.length);
	});
});
