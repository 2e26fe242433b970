import type { AtLeastOne } from '../../core/types';
import { cutText } from '../../transport/text';
import type { Model } from './modelChoice';

/**
 * After this many items in a row whose first model failed in the same way, it is no longer asked first.
 */
const FAILURES_IN_A_ROW = 3;

/** In which order the items of an execution ask a list of models. */
export class ModelOrder {
	private start = 0;

	private inARow = 0;

	private failure = '';

	/** For the banner, once the order has changed. */
	note: string | undefined;

	constructor(private readonly models: AtLeastOne<Model>) {}

	/** The models from the one to begin with; those before it come last. */
	next(): readonly Model[] {
		return [...this.models.slice(this.start), ...this.models.slice(0, this.start)];
	}

	failed(model: Model, reason: string): void {
		if (model !== this.models[this.start]) return;
		const failure = kindOf(reason);
		this.inARow = failure === this.failure ? this.inARow + 1 : 1;
		this.failure = failure;
	}

	answered(model: Model): void {
		const first = this.models[this.start];
		if (model === first) {
			this.inARow = 0;
		} else if (this.inARow >= FAILURES_IN_A_ROW) {
			this.start = this.models.indexOf(model);
			this.inARow = 0;
			this.note = `${nameOf(first)} failed for ${FAILURES_IN_A_ROW} items in a row (${this.failure}): the others began with ${nameOf(model)}`;
		}
	}
}

/** The same failure has other numbers and IDs each time. */
function kindOf(reason: string): string {
	return cutText(
		reason.replace(/[\w-]+/g, (word) => (/\d/.test(word) ? '…' : word)),
		100,
	).trim();
}

function nameOf(model: Model): string {
	return model === undefined ? "Backboard's own choice" : `${model.provider}/${model.model}`;
}
