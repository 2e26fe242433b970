import type { ItemCall } from '../../../core/types';

/** The texts of an execution's messages, as far as they may tell of an expression that finds nothing. */
interface Texts {
	readonly first: string;
	count: number;
	areEqual: boolean;
	areUndefined: boolean;
}

/** Notes the text of a message; the banner tells of expressions that give the same, or nothing, each time. */
export function watchText(call: ItemCall, content: string): void {
	const stored: unknown = call.node.parameters.content;
	if (typeof stored !== 'string' || !/^=[^]*\{\{/.test(stored)) return;
	const texts = call.execution.shared('texts of messages', () => {
		const all: Texts = { first: content, count: 0, areEqual: true, areUndefined: true };
		call.execution.remark(() => remarkOf(all));
		return all;
	});
	texts.count += 1;
	texts.areEqual &&= content === texts.first;
	texts.areUndefined &&= /\bundefined\b/.test(content) && !stored.includes('undefined');
}

function remarkOf({ count, areEqual, areUndefined }: Texts): string {
	const which = count === 1 ? 'The message has' : `All ${count} messages have`;
	if (areUndefined) return `${which} the word "undefined": check the expression in Message`;
	return areEqual && count > 1
		? `All ${count} messages had the same text: check the expression in Message`
		: '';
}
