import { randomUUID } from 'node:crypto';

/** How often a model calls the tool for an item, where nothing else is said. */
export const ROUNDS = 2;

/** What matters of a request to the Responses API. */
export interface ToolRequest {
	readonly model: string;
	readonly tools?: ReadonlyArray<{ readonly name: string }>;
	readonly input?: ReadonlyArray<{ readonly type?: string }>;
}

/** The call that a model makes next; none without tools, and none after all rounds. */
export function nextCall({ tools: [tool] = [], input = [] }: ToolRequest) {
	const done = input.filter(({ type }) => type === 'function_call_output').length;
	if (tool === undefined || done >= ROUNDS) return undefined;
	return {
		id: `fc_${randomUUID()}`,
		type: 'function_call',
		status: 'completed',
		call_id: `call_${randomUUID()}`,
		name: tool.name,
		arguments: JSON.stringify({ article: `round ${ROUNDS - done}` }),
	};
}
