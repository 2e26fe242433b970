import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';

/** What a model can do, as the catalogue and the list call it. */
const SKILLS = {
	supports_tools: 'tools',
	supports_vision: 'vision',
	supports_json_output: 'JSON',
	supports_thinking: 'thinking',
} as const;

/**
 * A chat model of Backboard's catalogue as an entry of a list, with what helps to choose. n8n's locators
 * show the name only (2.41 still does), so that the facts are in it too, in short.
 */
export function modelEntry(model: IDataObject): INodeListSearchItems | undefined {
	const { name, display_name } = model;
	const isNamed = typeof display_name === 'string' && display_name.trim() !== '';
	if (typeof name !== 'string' || name.trim() === '') return undefined;
	const label = isNamed && display_name !== name ? `${display_name} (${name})` : name;
	const size = contextSize(model);
	const known = (...parts: string[]) => parts.filter((part) => part !== '').join(' · ');
	const description = known(size && `${size} tokens`, skills(model), prices(model, LONG));
	return {
		name: known(label, size, skills(model), prices(model, SHORT)),
		value: name,
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
	return `${Number(size.toPrecision(3))}${unit}`;
}

function skills(model: IDataObject): string {
	return Object.entries(SKILLS)
		.filter(([field]) => model[field] === true)
		.map(([, skill]) => skill)
		.join(', ');
}

/** How prices are written: between input and output, and behind them. */
const LONG = { between: ', ', in: ' in', out: ' out', unit: ' per million tokens' } as const;
const SHORT = { between: ' / ', in: '', out: '', unit: '' } as const;

function prices(
	{ input_cost_per_1m_tokens, output_cost_per_1m_tokens }: IDataObject,
	form: typeof LONG | typeof SHORT,
): string {
	const input = price(input_cost_per_1m_tokens);
	const output = price(output_cost_per_1m_tokens);
	// One of them alone would not say which it is.
	if (form === SHORT && (input === '' || output === '')) return '';
	const known = [input && input + form.in, output && output + form.out].filter(Boolean);
	return known.length > 0 ? known.join(form.between) + form.unit : '';
}

/** US dollars; empty when unknown. */
function price(usd: IDataObject[string]): string {
	return typeof usd === 'number' && usd >= 0 ? `$${usd}` : '';
}
