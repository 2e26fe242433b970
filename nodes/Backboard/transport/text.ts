/** Any value as text: objects and lists as JSON, nothing as an empty text. */
export function asText(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
