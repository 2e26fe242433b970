import { TO_NO_MODEL, type Ground } from '../ground';
import { named, sideOf, verdict, type Question } from '../question';
import { eventsOf, filled, said, taken, type Values } from '../reading';

const END = /run_ended|message_complete|run_completed/;

/** A stream of an answer, and one of a failure. */
export const STREAM_QUESTIONS: readonly Question[] = [
	{
		id: 'stream-events',
		title: 'Events of a stream',
		contract: '2',
		costs: 1,
		async ask(ground) {
			const reply = await ground.say({
				content: 'My desk is by the window. Count from one to twenty in words.',
				stream: true,
				memory: 'Auto',
			});
			ground.keep('stream', reply);
			const types = eventsOf(reply).map(({ type }) => String(type));
			return (
				types.filter((type, index) => type !== types[index - 1]).join(' → ') ||
				`${reply.status}, no event`
			);
		},
	},
	{
		id: 'stream-pieces',
		title: 'Pieces of a stream',
		contract: '2',
		sides: ['the next part of the text', 'the text so far'],
		async ask(ground) {
			const pieces = eventsOf(ground.reply('stream')).filter(
				({ type }) => type === 'content_streaming',
			);
			const texts = pieces.map(({ content }) => String(content ?? '')).filter(Boolean);
			if (texts.length < 2) throw new Error(`${texts.length} pieces`);
			const isWhole = texts.every((text, index) => text.startsWith(texts[index - 1] ?? ''));
			const beside = pieces.some((piece) => 'accumulated_content' in piece);
			const text = `${texts.length} pieces${beside ? ', the text so far beside them' : ''}`;
			return verdict(isWhole ? 'B' : 'A', text);
		},
	},
	{
		id: 'stream-thread',
		title: 'thread_id in events',
		contract: 'C16',
		sides: ['in user_message only', 'in other events, too'],
		async ask(ground) {
			endOf(ground);
			const events = eventsOf(ground.reply('stream'));
			const types = [
				...new Set(events.filter(({ thread_id }) => thread_id).map(({ type }) => String(type))),
			];
			const isOnly = types.join() === 'user_message';
			return verdict(sideOf(isOnly, types.length > 0 && !isOnly), types.join(', ') || 'in none');
		},
	},
	{
		id: 'stream-status',
		title: 'Status in the last event',
		contract: 'C17',
		sides: ['lower case', 'upper case'],
		async ask(ground) {
			const { status } = endOf(ground);
			const text = String(status ?? 'none');
			const side =
				status == null
					? 'neither'
					: sideOf(text === text.toLowerCase(), text === text.toUpperCase());
			return verdict(side, text);
		},
	},
	{
		id: 'stream-memory',
		title: 'Memory operation in the last event',
		contract: 'C18',
		sides: ['memory_operation_id', 'memoryOperationId'],
		async ask(ground) {
			return named(endOf(ground), 'memory_operation_id', 'memoryOperationId');
		},
	},
	{
		id: 'stream-text',
		title: 'Text and usage in the last event',
		contract: '2, F',
		async ask(ground) {
			const end = endOf(ground);
			const usage = ['tokens', 'input_tokens', 'cost_usd', 'cached_input_tokens', 'context_usage'];
			return `text in ${filled(end, ['content', 'final_content'])}; usage in ${filled(end, usage)}`;
		},
	},
	{
		id: 'stream-frames',
		title: 'Frames of a stream',
		contract: '2',
		async ask(ground) {
			const { text, headers } = ground.reply('stream');
			const odd = [
				text.includes('\r\n') && 'CRLF',
				/^:/m.test(text) && 'comments',
				/^data:\S/m.test(text) && 'no space after the colon',
				/^event:/m.test(text) && 'event lines',
				/\[DONE\]/.test(text) && 'a [DONE] line',
			].filter(Boolean);
			return `${String(headers.get('content-type'))}; ${odd.join(', ') || 'data lines only'}`;
		},
	},
	{
		id: 'stream-failure',
		title: 'End of a stream whose run fails',
		contract: '2',
		sides: ['run_ended or run_failed', 'an error event alone'],
		costs: 1,
		async ask(ground) {
			const reply = await ground.say({ ...TO_NO_MODEL, stream: true });
			const last = eventsOf(reply).at(-1);
			if (last === undefined && !taken(reply)) return verdict('neither', said(reply));
			if (last === undefined) throw new Error(`no event: ${said(reply)}`);
			const type = String(last.type);
			const text = `${reply.status}, ${type} ${JSON.stringify(last).slice(0, 200)}`;
			return verdict(sideOf(/run_failed/.test(type) || END.test(type), type === 'error'), text);
		},
	},
];

/** The event that ended the kept stream. */
function endOf(ground: Ground): Values {
	const end = eventsOf(ground.reply('stream'))
		.filter(({ type }) => END.test(String(type)))
		.at(-1);
	if (end === undefined) throw new Error('the stream had no last event');
	return end;
}
