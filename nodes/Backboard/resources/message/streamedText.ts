import { cutText } from '../../transport/text';

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
