import type { IDataObject } from 'n8n-workflow';

import { cutText } from '../../../base/text';
import { detailOf } from '../../../transport/failure';
import { errorText, SUCCESSFUL, textOrNull } from '../answer/answer';

/** Events that end a run: what the answer's status becomes. */
const ENDS: Readonly<Record<string, string>> = {
	run_ended: 'COMPLETED',
	run_completed: 'COMPLETED',
	message_complete: 'COMPLETED',
	message_saved: 'COMPLETED',
	tool_submit_required: 'REQUIRES_ACTION',
	run_failed: 'FAILED',
	error: 'FAILED',
	run_cancelled: 'CANCELLED',
};

/** In characters; no model writes a tenth of it. */
const LONGEST_TEXT = 64 * 1024 * 1024;

/** Members of events that mean the same in an answer. */
const ANSWER_KEYS = new Set([
	'thread_id',
	'assistant_id',
	'run_id',
	'message_id',
	'model_provider',
	'model_name',
	'input_tokens',
	'output_tokens',
	'total_tokens',
	'cached_input_tokens',
	'cache_write_input_tokens',
	'cost_usd',
	'memory_operation_id',
	'retrieved_memories',
	'retrieved_files',
	'attachments',
	'context_usage',
	'reasoning',
]);

/** Puts the events of one run together to the answer that Backboard gives without streaming. */
export class StreamedAnswer {
	private readonly answer: IDataObject = { role: 'assistant' };

	/** @param expectsReply whether an answer was asked for, not only that the message is stored */
	constructor(private readonly expectsReply: boolean) {}

	private readonly text = new StreamedText();

	private readonly reasoning = new StreamedText();

	/** Whether the run has ended: later events only concern speech. */
	ended = false;

	/** Takes one event and returns the text that may be shown to the reader now. */
	take(event: IDataObject): string {
		const type = String(event.type);
		this.keep(event, type);
		if (type === 'content_streaming') return this.text.add(...streamed(event));
		if (type === 'reasoning_streaming') this.reasoning.add(...streamed(event));
		// That the message is saved is the end only where nothing else is to come.
		if (type === 'message_saved' && this.expectsReply) return '';
		const status = Object.hasOwn(ENDS, type) ? ENDS[type] : undefined;
		return status === undefined ? '' : this.end(event, status);
	}

	/** Whether the stream brings more than any answer has: it would fill the memory. */
	get isEndless(): boolean {
		return this.text.text.length > LONGEST_TEXT || this.reasoning.text.length > LONGEST_TEXT;
	}

	/** Thread and run, as far as they are known. */
	get ids(): IDataObject {
		return this.answer;
	}

	/** The answer as far as it is known. */
	get result(): IDataObject {
		return {
			...this.answer,
			content: this.answer.content ?? (this.text.text || null),
			reasoning: this.answer.reasoning ?? (this.reasoning.text || null),
		};
	}

	private keep(event: IDataObject, type: string): void {
		const { answer } = this;
		for (const [key, value] of Object.entries(event)) {
			if (!ANSWER_KEYS.has(key) || value === null || value === '') continue;
			// Which thread and run it is does not change; the message that counts is the assistant's.
			if ((key === 'thread_id' || key === 'run_id') && answer[key] !== undefined) continue;
			if (key === 'message_id' && (type === 'user_message' || type === 'message_received'))
				continue;
			answer[key] = value;
		}
		if (event.provider) answer.model_provider ??= event.provider;
		// One old example of Backboard's reads this name.
		if (event.memoryOperationId) answer.memory_operation_id ??= event.memoryOperationId;
		if (type === 'memory_retrieved') answer.retrieved_memories ??= event.memories;
	}

	private end(event: IDataObject, status: string): string {
		this.ended = true;
		const { answer, text } = this;
		const error = errorText(event.error);
		const given = endStatus(textOrNull(event.status) || status);
		// As in a plain answer, no run that reports an error has succeeded.
		answer.status = SUCCESSFUL.has(given) && error !== null ? 'FAILED' : given;
		if (event.tool_calls !== undefined) answer.tool_calls = event.tool_calls;
		if (SUCCESSFUL.has(answer.status)) {
			const final = textOrNull(event.final_content) || textOrNull(event.content) || text.text;
			answer.content = final || null;
			return text.finish(final);
		}
		const { message, detail, content } = event;
		const reason = error ?? detailOf({ message, detail }) ?? textOrNull(content);
		answer.content = reason ?? 'Backboard gave no reason';
		return '';
	}
}

function endStatus(given: string): string {
	const status = given.toUpperCase();
	return SUCCESSFUL.has(status) || status.startsWith('CANCEL') ? status : 'FAILED';
}

function streamed({ content, accumulated_content }: IDataObject): [string, string | undefined] {
	return [textOrNull(content) ?? '', textOrNull(accumulated_content) ?? undefined];
}

/** Text this long that a model repeats in full is no coincidence. */
const SURELY_REPEATED = 8;

/**
 * The text of a streamed answer. Most models send the next piece each time, some the whole text so
 * far, and the events do not say which: a piece that begins with all the text before it is taken as
 * the whole text. While that could still be coincidence ("1", then "10"), only what is right in both
 * readings is passed on.
 */
export class StreamedText {
	private joined = '';

	private latest = '';

	private reading: 'open' | 'pieces' | 'whole' = 'open';

	private growths = 0;

	private standstills = 0;

	private passedOn = 0;

	/** Takes the text of one event and returns what may be passed on to the reader now. */
	add(content: string, accumulated?: string): string {
		if (accumulated === undefined && this.reading === 'pieces') {
			// The usual case: cutting the news out of the joined text would copy all of it each time.
			this.joined += content;
			this.passedOn += content.length;
			return content;
		}
		if (accumulated !== undefined) {
			this.reading = 'whole';
			this.latest = accumulated;
		} else {
			this.take(content);
		}
		return this.release();
	}

	/** All the text so far. */
	get text(): string {
		return this.reading === 'whole' ? this.latest : this.joined;
	}

	private take(content: string): void {
		const before = this.latest;
		if (this.reading === 'whole') {
			// A shorter text repeats an event.
			if (content.length >= before.length) this.latest = content;
			return;
		}
		this.joined += content;
		if (before !== '' && !content.startsWith(before)) {
			this.reading = 'pieces';
			return;
		}
		if (before !== '' && content.length > before.length) {
			this.growths += 1;
			if (this.growths > 1 || before.length >= SURELY_REPEATED) this.reading = 'whole';
		} else if (before !== '') {
			// A whole text that does not grow is a repeated event; twice in a row, it is pieces ("ha", "ha").
			this.standstills += 1;
			if (this.standstills > 1) this.reading = 'pieces';
		}
		this.latest = content;
	}

	private release(): string {
		const certain = this.reading === 'open' ? commonStart(this.joined, this.latest) : this.text;
		const news = certain.slice(this.passedOn);
		this.passedOn = Math.max(this.passedOn, certain.length);
		return news;
	}

	/** What is left to pass on when the final text is known: it decides between the readings. */
	finish(final: string): string {
		const shown = this.text.slice(0, this.passedOn);
		const rest = (final.startsWith(shown) ? final : this.text).slice(this.passedOn);
		this.passedOn += rest.length;
		return rest;
	}
}

function commonStart(a: string, b: string): string {
	let length = 0;
	while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
	return cutText(a, length);
}
