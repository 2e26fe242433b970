import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';

/** What a model can, in the words of the catalogue and of the list. */
const SKILLS = {
	supports_tools: 'tools',
	supports_vision: 'vision',
	supports_json_output: 'JSON',
	supports_thinking: 'thinking',
} as const;

/** A chat model of Backboard's catalogue as an entry of a list, with what helps to choose. */
export function modelEntry(model: IDataObject): INodeListSearchItems {
	const { name, display_name } = model;
	const description = [contextSize(model), skills(model), prices(model)]
		.filter((part) => part !== '')
		.join(' · ');
	return {
		name:
			display_name && display_name !== name
				? `${String(display_name)} (${String(name)})`
				: String(name),
		value: String(name),
		// The catalogue's newer fields may be missing or null: that says nothing about the model.
		...(description && { description }),
	};
}

/** Whether a model is known not to write JSON. */
export function cannotWriteJson({ supports_json_output }: IDataObject): boolean {
	return supports_json_output === false;
}

function contextSize({ context_limit: tokens }: IDataObject): string {
	if (typeof tokens !== 'number' || tokens <= 0) return '';
	const [size, unit] =
		tokens < 1_000 ? [tokens, ''] : tokens < 999_500 ? [tokens / 1_000, 'k'] : [tokens / 1e6, 'M'];
	return `${Number(size.toPrecision(3))}${unit} tokens`;
}

function skills(model: IDataObject): string {
	return Object.entries(SKILLS)
		.filter(([field]) => model[field] === true)
		.map(([, skill]) => skill)
		.join(', ');
}

function prices({ input_cost_per_1m_tokens, output_cost_per_1m_tokens }: IDataObject): string {
	const known = [
		...price(input_cost_per_1m_tokens, 'in'),
		...price(output_cost_per_1m_tokens, 'out'),
	];
	return known.length > 0 ? `${known.join(', ')} per million tokens` : '';
}

function price(usd: IDataObject[string], direction: string): string[] {
	return typeof usd === 'number' && usd >= 0 ? [`$${usd} ${direction}`] : [];
}
