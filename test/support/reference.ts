import type {
	INode,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';

import type { Operation } from '../../nodes/Backboard/core/types';
import { submitOptions } from '../../nodes/Backboard/resources/message/options/answering';
import { sendOptions } from '../../nodes/Backboard/resources/message/options/send';
import { summaryOptions } from '../../nodes/Backboard/resources/message/options/summary';

const BATCHING = '- **Batching**: limits for many items; see [Batching and retries]';

/** Options of messages that are the same when they are added as when they are not. */
const SAME_WHEN_ADDED = new Set(
	[sendOptions, summaryOptions, submitOptions]
		.flatMap((options) => Object.values(options))
		.filter(({ field, read, unset }) => read({} as INode, field.default) === unset)
		.map(({ field }) => field.name),
);

/** The section of an operation in the reference: a heading, a sentence, and a bullet for each field. */
export function operationSection(heading: string, { description, fields }: Operation): string {
	const shown = fields.filter(({ type }) => type !== 'notice');
	const bullets = shown.flatMap((field) => fieldBullets(field, shown, 0));
	return [`### ${heading}`, `${plain(description)}.`, bullets.join('\n')].join('\n\n');
}

function fieldBullets(
	field: INodeProperties,
	siblings: readonly INodeProperties[],
	depth: number,
	collection?: string,
): string[] {
	if (field.name === 'batching') return [`${BATCHING}(batching-and-retries.md).`];
	const given = defaultOf(field) + (changesWhenAdded(field, collection) ? ' once added' : '');
	const said = [given, condition(field, siblings)].filter((part) => part !== '');
	const facts = said.length === 0 ? '' : ` (${said.join('; ')})`;
	const text = field.description === undefined ? '' : `: ${plain(sentence(field.description))}`;
	return [
		`${'  '.repeat(depth)}- **${plain(field.displayName)}**${facts}${text}`,
		...innerBullets(field, depth + 1),
	];
}

/** The members of a collection, or the choices of a list. */
function innerBullets({ name, type, options = [] }: INodeProperties, depth: number): string[] {
	if (type === 'collection') {
		const members = options as INodeProperties[];
		return members.flatMap((member) => fieldBullets(member, members, depth, name));
	}
	if (type === 'fixedCollection') {
		const values = (options as INodePropertyCollection[]).flatMap((group) => group.values);
		return values.flatMap((value) => fieldBullets(value, values, depth));
	}
	if (type !== 'options') return [];
	return (options as INodePropertyOptions[]).map(({ name, description }) => {
		const text = description === undefined ? '' : `: ${plain(sentence(description))}`;
		return `${'  '.repeat(depth)}- _${plain(name)}_${text}`;
	});
}

/** What a field is set to before anybody changes it. */
function defaultOf({ type, default: value, options, required, modes }: INodeProperties): string {
	if (required) return 'required';
	if (type === 'boolean') return value ? 'on' : 'off';
	if (type === 'options') {
		const choice = (options as INodePropertyOptions[]).find((one) => one.value === value);
		return choice === undefined ? '' : plain(choice.name);
	}
	if (type === 'resourceLocator') return modes?.[0].placeholder ?? 'empty';
	if (type === 'number') return String(value);
	if (type !== 'string' && type !== 'json') return '';
	if (value === '') return 'empty';
	// Examples in more than one line are shown by the editor.
	return String(value).includes('\n') ? 'an example' : `\`${String(value)}\``;
}

/** Whether a member of a collection does something by being added. */
function changesWhenAdded(field: INodeProperties, collection: string | undefined): boolean {
	if (collection === undefined || SAME_WHEN_ADDED.has(field.name)) return false;
	// How long to wait is the same for all; a filter that is off selects, too.
	if (field.name === 'timeout') return false;
	if (field.default === false) return collection === 'filters';
	return !['', 'empty'].includes(defaultOf(field));
}

/** When the editor shows a field. */
function condition({ displayOptions }: INodeProperties, siblings: readonly INodeProperties[]) {
	const rules = Object.entries(displayOptions?.show ?? {}).map(([name, values = []]) => {
		const other = siblings.find((sibling) => sibling.name === name);
		const choices = (other?.options ?? []) as INodePropertyOptions[];
		const named = (values as unknown[]).map((value) => {
			if (typeof value === 'boolean') return value ? 'on' : 'off';
			return choices.find((choice) => choice.value === value)?.name ?? String(value);
		});
		return `${other?.displayName ?? name} ${named.join(' or ')}`;
	});
	return rules.length === 0 ? '' : plain(`with ${rules.join(' and ')}`);
}

function sentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A text as Markdown shows it unchanged; names with an underscore are code. */
function plain(text: string): string {
	return text
		.replaceAll(/(?<![\w{$.])\w+_\w+\b/g, '`$&`')
		.replaceAll(/\{\{.*?\}\}/g, '`$&`')
		.replaceAll('*', '\\*');
}
