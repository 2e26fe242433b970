import type { INode, NodeOperationError } from 'n8n-workflow';

import { inputError } from './error';
import { asText } from './text';

/** The error of a field of choices with a value that is none of them. */
export function unknownValue(
	node: INode,
	field: string,
	value: unknown,
	choices: string,
): NodeOperationError {
	return inputError(
		node,
		`The field ${field} has an unknown value: ${asText(value)}`,
		`Choose one of: ${choices}.`,
	);
}
