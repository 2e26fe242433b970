import { option } from '../../../fields/option';
import { idText } from '../../../fields/locator';
import {
	readBoolean,
	readChoice,
	readInteger,
	readJsonObject,
	readSeconds,
	unknownValue,
} from '../../../fields/values';
import { maxRepairs, streaming, systemPrompt, timeout, tools } from './answering';
import { readFallbackModels } from './model';

/** Everything about a message that most messages do not need. */
export const sendOptions = {
	answerKey: option(
		{
			displayName: 'Answer Once per Key',
			name: 'answerKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $json.ID }}',
			description:
				'A name for the question. If Backboard already has an answer for this key, the node uses that answer and sends nothing.',
		},
		'',
		(node, value, label) => idText(node, value, label, 'key'),
	),

	citeMemories: option(
		{
			displayName: 'Cite Memories',
			name: 'citeMemories',
			type: 'boolean',
			default: true,
			description: 'Whether the text says which memories it uses, as in [Memory 1]',
		},
		false,
		(node, value, label) => readBoolean(node, value, label, undefined),
		{ wire: 'memory_response_citation', sent: (isOn) => isOn || undefined },
	),
	documentTimeout: option(
		{
			displayName: 'Document Timeout (Seconds)',
			name: 'documentTimeout',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 300,
			description:
				'How long to wait, and send again, while Backboard refuses the message because a document is still being indexed. 0 means not at all.',
		},
		300_000,
		readSeconds,
	),
	fallbackModels: option(
		{
			displayName: 'Fallback Models',
			name: 'fallbackModels',
			type: 'fixedCollection',
			placeholder: 'Add Model',
			default: {},
			typeOptions: { multipleValues: true, sortable: true },
			description:
				'Models to try, in this order, when the model before them fails. Each one costs one more message.',
			options: [
				{
					name: 'models',
					displayName: 'Model',
					values: [
						{
							displayName: 'Provider',
							name: 'provider',
							type: 'string',
							default: '',
							placeholder: 'e.g. anthropic',
							description: 'Who runs the model',
						},
						{
							displayName: 'Model',
							name: 'model',
							type: 'string',
							default: '',
							placeholder: 'e.g. claude-sonnet-4-5',
							description: 'Name of the model at its provider',
						},
					],
				},
			],
		},
		[],
		readFallbackModels,
	),
	generateReply: option(
		{
			displayName: 'Generate Reply',
			name: 'generateReply',
			type: 'boolean',
			default: true,
			description:
				'Whether the assistant answers. When off, the message is only stored (and remembered, if Memory says so).',
		},
		true,
		(node, value, label) => readBoolean(node, value, label, undefined),
		{ wire: 'send_to_llm', sent: (isOn) => (isOn ? undefined : 'false') },
	),
	maxRepairs,
	maxToolRounds: option(
		{
			displayName: 'Max Tool Rounds',
			name: 'maxToolRounds',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 10,
			description:
				'How many times the model may call connected tools for one item. All calls in one answer count as one round.',
		},
		10,
		(node, value, label) => readInteger(node, value, label, { least: 1 }),
	),
	memoryPro: option(
		{
			displayName: 'Memory Pro',
			name: 'memoryPro',
			type: 'options',
			default: 'Auto',
			description: 'More exact and more expensive memory. It replaces the field Memory.',
			options: [
				{ name: 'Auto', value: 'Auto', description: 'Save and use memories' },
				{ name: 'Readonly', value: 'Readonly', description: 'Use memories, save none' },
			],
		},
		undefined,
		(node, value, label) => readChoice(node, value, label, ['Auto', 'Readonly']),
		{ wire: 'memory_pro' },
	),
	metadata: option(
		{
			displayName: 'Metadata',
			name: 'metadata',
			type: 'json',
			default: '{}',
			description:
				'JSON object that is stored with the message. custom_timestamp (ISO 8601) sets its time.',
		},
		undefined,
		readJsonObject,
	),
	streaming,
	systemPrompt: systemPrompt(
		'Instructions for this message only. They are not stored in the thread.',
	),
	thinkingEffort: option(
		{
			displayName: 'Thinking Effort',
			name: 'thinkingEffort',
			type: 'options',
			default: 'medium',
			description: 'How hard the model thinks before it answers, if it can',
			options: [
				{ name: 'Low', value: 'low' },
				{ name: 'Medium', value: 'medium' },
				{ name: 'High', value: 'high' },
				{ name: 'Max', value: 'max' },
			],
		},
		undefined,
		(_node, value) => value || undefined,
		{ wire: 'thinking.effort' },
	),
	thinkingBudgetTokens: option(
		{
			displayName: 'Thinking Budget (Tokens)',
			name: 'thinkingBudgetTokens',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1024,
			description: 'How many tokens the model may think for, if it can',
		},
		undefined,
		(node, value, label) => readInteger(node, value, label, { least: 1 }),
		{ wire: 'thinking.budget_tokens' },
	),
	timeout,
	toolErrors: option(
		{
			displayName: 'Tool Errors',
			name: 'toolErrors',
			type: 'options',
			default: 'tellModel',
			description: 'What happens when a connected tool fails',
			options: [
				{
					name: 'Tell the Model',
					value: 'tellModel',
					description: 'The model gets the error as text and may try something else',
				},
				{ name: 'Fail', value: 'fail', description: 'The item fails, and the run is cancelled' },
			],
		},
		false,
		(node, value, label) => {
			if (value === 'tellModel' || value === 'fail') return value === 'fail';
			throw unknownValue(node, label, value, 'Tell the Model, Fail');
		},
	),
	tools,

	webSearch: option(
		{
			displayName: 'Web Search',
			name: 'webSearch',
			type: 'boolean',
			default: true,
			description: 'Whether the model may search the web',
		},
		false,
		(node, value, label) => readBoolean(node, value, label, undefined),
		{ wire: 'web_search', sent: (isOn) => (isOn ? 'Auto' : undefined) },
	),
};
