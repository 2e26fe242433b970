import { isRecord, type Json } from './json';
import { beginning } from './text';

/** What a message asks for. */
export interface Wish {
	/** What it is about: the data in it, where it says what is data, and nothing on the form. */
	readonly task: string;
	/** How long the answer may be, in characters. */
	readonly longest: number;
	/** The JSON schema in its text. */
	readonly schema: Json | undefined;
	/** Whether it asks for JSON in words. */
	readonly isForJson: boolean;
}

/** What a model would understand: a paragraph that speaks of JSON says how the answer should look. */
export function wishIn(content: string): Wish {
	const paragraphs = content.split(/\n{2,}/);
	const onForm = paragraphs.filter((paragraph) => /\bJSON\b/.test(paragraph));
	const text = paragraphs.filter((paragraph) => !onForm.includes(paragraph)).join('\n\n');
	const [, marker] = /begins with a line <(\w+) /.exec(text) ?? [];
	const sections = new RegExp(`^<${marker} [^>]*>\\n([^]*?)\\n</${marker}>$`, 'gm');
	const data = [...text.matchAll(sections)].map(([, section]) => section);
	return {
		task: marker === undefined ? text : data.join('\n\n'),
		longest: Number(/\bat most (\d+) characters\b/.exec(text)?.[1] ?? Infinity),
		schema: onForm
			.flatMap((paragraph) => paragraph.split('\n'))
			.map(schemaOf)
			.find(Boolean),
		isForJson: onForm.length > 0,
	};
}

function schemaOf(line: string): Json | undefined {
	if (!line.startsWith('{')) return undefined;
	try {
		const parsed = JSON.parse(line) as Json;
		return ['type', 'properties', '$ref'].some((key) => key in parsed) ? parsed : undefined;
	} catch {
		return undefined;
	}
}

const DEEPEST = 8;

/** A value that fits the schema, of what the text says after the names in it. The same each time. */
export function typedReply(root: Json, text: string): unknown {
	const value = (given: unknown, label: string, depth: number): unknown => {
		const schema = resolved(root, given);
		const found = after(label, text);
		const choices = 'const' in schema ? [schema.const] : schema.enum;
		if (Array.isArray(choices)) return firstNamed(choices, text);
		const types = [schema.type ?? (schema.properties ? 'object' : 'string')].flat();
		if (types.includes('object')) return object(schema, depth);
		if (types.includes('array')) return depth > DEEPEST ? [] : list(schema, label, depth);
		if (types.includes('number')) return numberIn(found ?? text);
		if (types.includes('integer')) return Math.round(numberIn(found ?? text));
		if (types.includes('boolean')) return /^(yes|true|on)\b/i.test(found ?? '');
		if (schema.format !== 'date') return found ?? beginning(text, 200);
		return /\d{4}-\d\d-\d\d/.exec(found ?? text)?.[0] ?? '2026-01-31';
	};
	/** Required properties, and the others that the text says something of. */
	const object = ({ properties = {}, required = [] }: Json, depth: number) =>
		Object.fromEntries(
			Object.entries(properties as Json)
				.filter(
					([name]) =>
						(required as string[]).includes(name) ||
						(depth < DEEPEST && after(name, text) !== undefined),
				)
				.map(([name, property]) => [name, value(property, name, depth + 1)]),
		);
	const list = ({ items = {} }: Json, label: string, depth: number) => {
		const { type } = resolved(root, items);
		if (type === 'object') return [value(items, label, depth + 1)];
		const texts = (after(label, text) ?? '').split(',').map((part) => part.trim());
		const given = texts.filter((part) => part !== '');
		return type === 'number' || type === 'integer' ? given.map(numberIn) : given;
	};
	return value(root, '', 0);
}

function resolved(root: Json, schema: unknown): Json {
	const { $ref } = schema as Json;
	if (typeof $ref !== 'string') return schema as Json;
	let target: unknown = root;
	for (const key of $ref.replace(/^#\/?/, '').split('/').filter(Boolean)) {
		target = isRecord(target) ? target[key] : undefined;
	}
	return isRecord(target) ? target : {};
}

/** The value that the text names first; the last one where it names none. */
function firstNamed(values: readonly unknown[], text: string): unknown {
	const at = (value: unknown) => text.toLowerCase().indexOf(String(value).toLowerCase());
	const named = values.filter((value) => at(value) >= 0).sort((a, b) => at(a) - at(b));
	return named.length > 0 ? named[0] : values.at(-1);
}

/** What follows a label: `Invoice date: 2026-05-01` for `invoice_date`. */
function after(label: string, text: string): string | undefined {
	const words = label.replace(/([a-z])([A-Z])/g, '$1 $2').match(/[\p{L}\p{N}]+/gu);
	if (words === null) return undefined;
	const pattern = new RegExp(`\\b${words.join('[\\s_-]+')}\\s*(?:is|=|:)\\s*([^\\n;]+)`, 'iu');
	return pattern.exec(text)?.[1]?.trim().replace(/[.]$/, '');
}

function numberIn(text: string): number {
	const [digits = '0'] = /-?\d[\d,]*(\.\d+)?/.exec(text) ?? [];
	return Number(digits.replaceAll(',', ''));
}
