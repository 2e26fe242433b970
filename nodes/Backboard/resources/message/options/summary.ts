import { asText } from '../../../base/text';
import { option } from '../../../fields/option';
import { readBoolean, readInteger } from '../../../fields/values';
import { maxRepairs, systemPrompt, timeout } from './answering';

/** Characters that one request reads when nothing else is said. */
const DEFAULT_MOST = 60_000;

/** Everything about a summary that most of them do not need. */
export const summaryOptions = {
	itemInstructions: option(
		{
			displayName: 'Instructions for Parts',
			name: 'itemInstructions',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. List every complaint with its date',
			description:
				'What to note about each part when the items are too long for one request. By default, everything that What to Write needs.',
		},
		'',
		(_node, value) => asText(value),
	),
	keepThreads: option(
		{
			displayName: 'Keep Threads',
			name: 'keepThreads',
			type: 'boolean',
			default: false,
			description:
				'Whether to keep the threads of the parts at Backboard. The thread of the answer is always kept.',
		},
		false,
		(node, value, label) => readBoolean(node, value, label, undefined),
	),
	maxCharacters: option(
		{
			displayName: 'Max Characters',
			name: 'maxCharacters',
			type: 'number',
			typeOptions: { minValue: 2 },
			default: DEFAULT_MOST,
			description:
				'How much text of the items one request may contain, not counting instructions. Longer text is read in parts.',
		},
		DEFAULT_MOST,
		(node, value, label) => readInteger(node, value, label, { least: 2 }),
	),
	maxRepairs,
	itemModel: option(
		{
			displayName: 'Model for Parts',
			name: 'itemModel',
			type: 'string',
			default: '',
			placeholder: 'e.g. gpt-4o-mini',
			description:
				'A (cheaper) model to read the parts. Set Provider for Parts as well. Default: the same as Model.',
		},
		undefined,
		(_node, value) => value,
	),
	onItemError: option(
		{
			displayName: 'On Item Error',
			name: 'onItemError',
			type: 'options',
			default: 'fail',
			description: 'What happens to a group when one of its items cannot be read',
			options: [
				{ name: 'Fail', value: 'fail', description: 'The group fails' },
				{
					name: 'Skip',
					value: 'skip',
					description: 'The answer is written without it; the output lists what was skipped',
				},
			],
		},
		false,
		(_node, value) => value === 'skip',
	),
	itemProvider: option(
		{
			displayName: 'Provider for Parts',
			name: 'itemProvider',
			type: 'string',
			default: '',
			placeholder: 'e.g. openai',
			description: 'Who runs the Model for Parts',
		},
		undefined,
		(_node, value) => value,
	),
	systemPrompt: systemPrompt("Instructions for all requests, instead of the assistant's own"),
	timeout,
};
