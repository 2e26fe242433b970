import { sentences } from './summary';

type Schema = Readonly<Record<string, unknown>>;

/** A message, and the form in which it wants its answer. */
export interface Wish {
	/** What it is about, without the paragraphs on the form. */
	readonly task: string;
	/** The JSON schema in its text. */
	readonly schema: Schema | undefined;
	/** Whether it asks for JSON in words. */
	readonly isForJson: boolean;
}

/** What a model would understand: a paragraph that speaks of JSON says how the answer should look. */
export function wishIn(content: string): Wish {
	const paragraphs = content.split(/\n{2,}/);
	const onForm = paragraphs.filter((paragraph) => /\bJSON\b/.test(paragraph));
	const task = paragraphs.filter((paragraph) => !onForm.includes(paragraph)).join('\n\n');
	const schema = onForm.flatMap((paragraph) => paragraph.split('\n')).map(schemaOf);
	return { task, schema: schema.find(Boolean), isForJson: onForm.length > 0 };
}

function schemaOf(line: string): Schema | undefined {
	if (!line.startsWith('{')) return undefined;
	try {
		const parsed = JSON.parse(line) as Schema;
		return 'type' in parsed || 'properties' in parsed || '$ref' in parsed ? parsed : undefined;
	} catch {
		return undefined;
	}
}

/** What a model that reads well would find in the text for a schema. The same text, the same value. */
export function typedReply(schema: Schema, text: string): unknown {
	return new Reader(schema, text).value(schema, '', 0);
}

const DEEPEST = 8;

class Reader {
	constructor(
		private readonly root: Schema,
		private readonly text: string,
	) {}

	value(schema: Schema, label: string, depth: number): unknown {
		const resolved = this.resolve(schema);
		const types = [resolved.type ?? (resolved.properties ? 'object' : 'string')].flat();
		if (Array.isArray(resolved.enum)) return this.choice(resolved.enum);
		if ('const' in resolved) return resolved.const;
		if (types.includes('object')) return this.object(resolved, depth);
		if (types.includes('array')) return this.list(resolved, label, depth);
		const found = this.after(label);
		if (types.includes('number')) return numberIn(found) ?? numberIn(this.text) ?? 0;
		if (types.includes('integer')) return Math.round(numberIn(found) ?? numberIn(this.text) ?? 0);
		if (types.includes('boolean')) return /^\s*(yes|true|on)\b/i.test(found ?? '');
		if (resolved.format === 'date') return dateIn(found) ?? dateIn(this.text) ?? '2026-01-31';
		return found ?? sentences(this.text)[0] ?? this.text.trim().slice(0, 200);
	}

	private resolve(schema: Schema): Schema {
		const { $ref } = schema;
		if (typeof $ref !== 'string') return schema;
		let target: unknown = this.root;
		for (const key of $ref.replace(/^#\/?/, '').split('/').filter(Boolean)) {
			target = (target as Record<string, unknown> | undefined)?.[key];
		}
		return (target ?? {}) as Schema;
	}

	/** Required properties, and the others that the text says something of. */
	private object(schema: Schema, depth: number): Record<string, unknown> {
		const required = new Set(Array.isArray(schema.required) ? (schema.required as string[]) : []);
		const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>).filter(
			([name]) => required.has(name) || (depth < DEEPEST && this.after(name) !== undefined),
		);
		return Object.fromEntries(
			properties.map(([name, property]) => [name, this.value(property, name, depth + 1)]),
		);
	}

	private list(schema: Schema, label: string, depth: number): unknown[] {
		if (depth > DEEPEST) return [];
		const items = this.resolve((schema.items ?? {}) as Schema);
		const parts = (this.after(label) ?? '').split(',').map((part) => part.trim());
		const texts = parts.filter((part) => part !== '');
		if (items.type === 'number' || items.type === 'integer') {
			return texts.map(numberIn).filter((number) => number !== undefined);
		}
		if (items.type === 'object') return [this.value(items, label, depth + 1)];
		return texts;
	}

	/** The value that the text names first; the last one where it names none. */
	private choice(values: unknown[]): unknown {
		const at = (value: unknown) => this.text.toLowerCase().indexOf(String(value).toLowerCase());
		const named = values.filter((value) => at(value) >= 0).sort((a, b) => at(a) - at(b));
		return named[0] ?? values.at(-1);
	}

	/** What follows a label: `Invoice date: 2026-05-01` for `invoice_date`. */
	private after(label: string): string | undefined {
		if (label === '') return undefined;
		const words = label
			.replace(/([a-z])([A-Z])/g, '$1 $2')
			.split(/[\s_-]+/)
			.map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''));
		const pattern = new RegExp(`\\b${words.join('[\\s_-]+')}\\b\\s*(?:is|=|:)\\s*([^\\n;]+)`, 'iu');
		return pattern.exec(this.text)?.[1]?.trim().replace(/[.]$/, '');
	}
}

function numberIn(text: string | undefined): number | undefined {
	const [digits] = /-?\d[\d,]*(\.\d+)?/.exec(text ?? '') ?? [];
	return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
}

function dateIn(text: string | undefined): string | undefined {
	return /\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0];
}
