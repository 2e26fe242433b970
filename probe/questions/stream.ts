import type { Values } from '../json';
import type { Reply } from '../reply';
import type { Subject } from '../question';
import { filled, inOrder, json, named, say, TO_NO_MODEL } from './shared';

const END = /run_ended|message_complete|run_completed/;

/** A stream of an answer, and one of a failure. */
export const STREAM: Subject = {
	asks: {
		'stream-events': say(
			{
				content: 'My desk is by the window. Count from one to twenty in words.',
				stream: true,
				memory: 'Auto',
			},
			'stream',
		),
		'stream-failure': say({ ...TO_NO_MODEL, stream: true }),
	},
	shows: {
		'stream-events': ({ events, status }) => inOrder(events.map(typeOf)) || `${status}, no event`,
		'stream-pieces'({ events }) {
			const pieces = events.filter(({ type }) => type === 'content_streaming');
			const texts = pieces.map(({ content }) => String(content ?? '')).filter(Boolean);
			if (texts.length < 2) throw new Error(`${texts.length} pieces`);
			const isWhole = texts.every((text, index) => text.startsWith(texts[index - 1] ?? ''));
			const beside = pieces.some((piece) => 'accumulated_content' in piece);
			const text = `${texts.length} pieces${beside ? ', the text so far beside them' : ''}`;
			return [!isWhole, isWhole, text];
		},
		'stream-thread'(reply) {
			endOf(reply);
			const types = [...new Set(reply.events.filter(({ thread_id }) => thread_id).map(typeOf))];
			const isOnly = types.join() === 'user_message';
			return [isOnly, types.length > 0 && !isOnly, types.join(', ') || 'in none'];
		},
		'stream-status'(reply) {
			const { status } = endOf(reply);
			if (typeof status !== 'string') return [false, false, 'none'];
			return [status === status.toLowerCase(), status === status.toUpperCase(), status];
		},
		'stream-memory': (reply) => named(endOf(reply), 'memory_operation_id', 'memoryOperationId'),
		'stream-text'(reply) {
			const end = endOf(reply);
			const usage = 'tokens input_tokens cost_usd cached_input_tokens context_usage';
			return `text in ${filled(end, 'content final_content')}; usage in ${filled(end, usage)}`;
		},
		'stream-frames'({ text, headers }) {
			const odd = [
				text.includes('\r\n') && 'CRLF',
				/^:/m.test(text) && 'comments',
				/^data:\S/m.test(text) && 'no space after the colon',
				/^event:/m.test(text) && 'event lines',
				/\[DONE\]/.test(text) && 'a [DONE] line',
			].filter(Boolean);
			return `${String(headers.get('content-type'))}; ${odd.join(', ') || 'data lines only'}`;
		},
		'stream-failure'(reply) {
			const last = reply.events.at(-1);
			if (last === undefined && reply.isTaken()) throw new Error(`no event: ${reply.said}`);
			if (last === undefined) return [false, false, reply.said];
			const type = typeOf(last);
			const text = `${reply.status}, ${type} ${json(last)}`;
			return [/run_failed/.test(type) || END.test(type), type === 'error', text];
		},
	},
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
