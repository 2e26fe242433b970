/** Fields that every item asks for. */
export const FIELDS = [
	{ name: 'name', type: 'string' },
	{ name: 'price', type: 'number' },
	{ name: 'in_stock', type: 'boolean' },
] as const;

/**
 * What a model answers to request `number`: of 200, 20 in fences, 10 that are cut off, 4 with a price
 * that is a text, and 166 that fit as they are.
 */
export function scriptedAnswer(number: number): string {
	const fields = { name: `Article ${number}`, price: number + 0.5, in_stock: number % 3 === 0 };
	const json = JSON.stringify(fields);
	if (number % 10 === 3) return `Here it is:\n\`\`\`json\n${json}\n\`\`\``;
	if (number % 20 === 7) return json.slice(0, -8);
	if (number % 50 === 11) return JSON.stringify({ ...fields, price: String(fields.price) });
	return json;
}

/** Whether a value has all the fields, with their types. */
export function isTyped(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	const found = new Map(Object.entries(value));
	return FIELDS.every(({ name, type }) => typeof found.get(name) === type);
}
