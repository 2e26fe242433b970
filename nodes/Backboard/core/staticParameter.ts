import type { IExecuteFunctions, INode } from 'n8n-workflow';

/**
 * The context, with a shorter way to parameters: n8n resolves one anew for each item, but a parameter
 * without an expression is the same for all of them and is resolved once.
 */
export function withStaticParameters(context: IExecuteFunctions, node: INode): IExecuteFunctions {
	const resolved = new Map<string, unknown>();
	const getNodeParameter = (name: string, itemIndex: number, fallback?: unknown): unknown => {
		if (resolved.has(name)) return resolved.get(name);
		const value: unknown = context.getNodeParameter(name, itemIndex, fallback as never);
		if (!hasExpression(node.parameters[name])) resolved.set(name, value);
		return value;
	};
	return Object.create(context, {
		getNodeParameter: { value: getNodeParameter },
	}) as IExecuteFunctions;
}

/** Whether a stored value, or anything in it, is an expression: a text that begins with `=`. */
function hasExpression(stored: unknown): boolean {
	if (typeof stored === 'string') return stored.startsWith('=');
	if (typeof stored !== 'object' || stored === null) return false;
	return Object.values(stored).some(hasExpression);
}
