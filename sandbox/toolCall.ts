import { randomUUID } from 'node:crypto';

import type { ToolCall, ToolDefinition } from './record';

export function toolCall(name: string, argumentText: string): ToolCall {
	return {
		id: `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
		type: 'function',
		function: { name, arguments: argumentText },
	};
}

/**
 * The calls that a text leads to: one for each tool that it names. Arguments are the quoted texts in
 * it, in their order, for the tool's parameters.
 */
export function toolCallsFor(text: string, tools: readonly ToolDefinition[]): ToolCall[] {
	return tools
		.filter(({ function: { name } }) => new RegExp(`\\b${name}\\b`, 'i').test(text))
		.map(({ function: { name, parameters } }) => {
			const quoted = [...text.matchAll(/"([^"]+)"/g)].map(([, value]) => value);
			const values = Object.entries(parameters.properties).map(([key, { type, enum: choices }]) => {
				const value = quoted.shift() ?? key;
				return [key, argument(type, choices?.[0] ?? value)];
			});
			return toolCall(name, JSON.stringify(Object.fromEntries(values)));
		});
}

function argument(type: string, value: string): unknown {
	if (type === 'number' || type === 'integer') return Number(value) || 0;
	return type === 'boolean' ? value !== 'false' : value;
}
