import type { Rows } from '../question';
import type { Reply } from '../reply';
import type { Values } from '../json';
import { filled, inOrder, json, named, say, TO_NO_MODEL } from './ask';

const END = /run_ended|message_complete|run_completed/;

const USAGE = ['tokens', 'input_tokens', 'cost_usd', 'cached_input_tokens', 'context_usage'];

const COUNTING = {
	content: 'My desk is by the window. Count from one to twenty in words.',
	stream: true,
	memory: 'Auto',
};

/** A stream of an answer, and one of a failure. */
export const STREAM: Rows = {
	'stream-events | Events of a stream | 2': [
		say(COUNTING, 'stream'),
		({ events, status }) => inOrder(events.map(typeOf)) || `${status}, no event`,
	],
	'stream-pieces | Pieces of a stream | 2 | the next part of the text | the text so far': [
		'stream',
		({ events }) => {
			const pieces = events.filter(({ type }) => type === 'content_streaming');
			const texts = pieces.map(({ content }) => String(content ?? '')).filter(Boolean);
			if (texts.length < 2) throw new Error(`${texts.length} pieces`);
			const isWhole = texts.every((text, index) => text.startsWith(texts[index - 1] ?? ''));
			const beside = pieces.some((piece) => 'accumulated_content' in piece);
			const text = `${texts.length} pieces${beside ? ', the text so far beside them' : ''}`;
			return [!isWhole, isWhole, text];
		},
	],
	'stream-thread | thread_id in events | C16 | in user_message only | in other events, too': [
		'stream',
		(reply) => {
			endOf(reply);
			const types = [...new Set(reply.events.filter(({ thread_id }) => thread_id).map(typeOf))];
			const isOnly = types.join() === 'user_message';
			return [isOnly, types.length > 0 && !isOnly, types.join(', ') || 'in none'];
		},
	],
	'stream-status | Status in the last event | C17 | lower case | upper case': [
		'stream',
		(reply) => {
			const { status = null } = endOf(reply);
			const text = String(status ?? 'none');
			const [isLower, isUpper] = [text.toLowerCase() === text, text.toUpperCase() === text];
			return [status !== null && isLower, status !== null && isUpper, text];
		},
	],
	'stream-memory | Memory operation in the last event | C18 | memory_operation_id | memoryOperationId':
		['stream', (reply) => named(endOf(reply), 'memory_operation_id', 'memoryOperationId')],
	'stream-text | Text and usage in the last event | 2, F': [
		'stream',
		(reply) => {
			const end = endOf(reply);
			return `text in ${filled(end, ['content', 'final_content'])}; usage in ${filled(end, USAGE)}`;
		},
	],
	'stream-frames | Frames of a stream | 2': [
		'stream',
		({ text, headers }) => {
			const odd = [
				text.includes('\r\n') && 'CRLF',
				/^:/m.test(text) && 'comments',
				/^data:\S/m.test(text) && 'no space after the colon',
				/^event:/m.test(text) && 'event lines',
				/\[DONE\]/.test(text) && 'a [DONE] line',
			].filter(Boolean);
			return `${String(headers.get('content-type'))}; ${odd.join(', ') || 'data lines only'}`;
		},
	],
	'stream-failure | End of a stream whose run fails | 2 | run_ended or run_failed | an error event alone':
		[
			say({ ...TO_NO_MODEL, stream: true }),
			(reply) => {
				const last = reply.events.at(-1);
				if (last === undefined && reply.isTaken()) throw new Error(`no event: ${reply.said}`);
				if (last === undefined) return [false, false, reply.said];
				const type = typeOf(last);
				const text = `${reply.status}, ${type} ${json(last)}`;
				return [/run_failed/.test(type) || END.test(type), type === 'error', text];
			},
		],
};

export function typeOf({ type }: Values): string {
	return String(type);
}

/** The event that ended a stream. */
function endOf({ events }: Reply): Values {
	const end = events.filter((event) => END.test(typeOf(event))).at(-1);
	if (end === undefined) throw new Error('the stream had no last event');
	return end;
}
