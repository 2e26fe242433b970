import { asText } from '../../../base/text';
import { option } from '../../../fields/option';
import { readToolDefinitions } from '../../../fields/toolDefinition';
import { readInteger, readSeconds } from '../../../fields/values';
import { DEFAULT_TIMEOUT } from '../../../transport/request';

/** Options that several operations have. */
export const streaming = option(
	{
		displayName: 'Streaming',
		name: 'streaming',
		type: 'options',
		default: 'auto',
		description: 'Whether the answer is read while the model writes it',
		options: [
			{
				name: 'Always',
				value: 'always',
				description: 'Also without a chat, so that no connection is cut during a long answer',
			},
			{
				name: 'Automatic',
				value: 'auto',
				description: "When the workflow's chat or webhook is set to streaming",
			},
			{ name: 'Never', value: 'never' },
		],
	},
	'auto',
	(_node, value) => value,
);

/** In ms; 0 = none. */
export const timeout = option(
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 300,
		description:
			'How long to wait for the answer or, when streaming, for its next part. 0 means no limit.',
	},
	DEFAULT_TIMEOUT,
	readSeconds,
);

/** Undefined where the assistant's own are to be used. */
export const tools = option(
	{
		displayName: 'Tool Definitions (JSON)',
		name: 'tools',
		type: 'json',
		default: '[]',
		description:
			"JSON array of tool definitions that the model may call, for this turn only. An empty array switches the assistant's tools off.",
	},
	undefined,
	readToolDefinitions,
);

export const maxRepairs = option(
	{
		displayName: 'Max Repairs',
		name: 'maxRepairs',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 1,
		description:
			'How many times an answer that does not fit its format is sent back to the model. Each time costs one more message.',
	},
	1,
	(node, value, label) => readInteger(node, value, label, { least: 0 }),
);

export function systemPrompt(description: string) {
	return option(
		{
			displayName: 'System Prompt',
			name: 'systemPrompt',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			description,
		},
		undefined,
		(_node, value) => asText(value) || undefined,
		{ wire: 'system_prompt' },
	);
}

export const submitOptions = { streaming, timeout, tools };
