/** Thrown where no more may be spent; the questions that cost nothing go on. */
export class BudgetSpent extends Error {}

/** Thrown when Backboard refuses for lack of credit: the probe ends. */
export class NoCredit extends Error {}

export interface Limits {
	/** USD, by the answers' own `cost_usd`. */
	readonly dollars: number;
	/** Requests that may cost something. */
	readonly requests: number;
}

/** What may cost money: turns, files to index, memories to extract. */
const COSTS =
	/^(?:POST .*\/(?:messages|submit-tool-outputs|documents|memories)|PUT .*\/memories\/[^/]+)$/;

/** The vendor's words for an account without credit (additions to the contract, part H). */
const NO_CREDIT =
	/billing page|add credits|out of credits|used up|credit balance|insufficient credits|reserved for memory|free credits cannot/i;

/** Counts what is spent, and says when it is enough. */
export class Budget {
	spent = 0;
	requests = 0;

	constructor(private readonly limits: Limits) {}

	/** Before each request. Throws where it may cost something and nothing is left. */
	take(line: string): void {
		if (!mayCost(line)) return;
		if (this.spent >= this.limits.dollars || this.requests >= this.limits.requests) {
			throw new BudgetSpent('the budget is spent');
		}
		this.requests += 1;
	}

	/** After each answer. Throws when it refuses for lack of credit. What was spent earlier, or by others, is in lists. */
	count(line: string, status: number, text: string): void {
		if (!mayCost(line)) return;
		for (const [, cost] of text.matchAll(/"cost_usd":\s*"?([\d.]+(?:e-?\d+)?)/gi)) {
			this.spent += Number(cost);
		}
		const failed =
			status >= 400 || /"(?:status":\s*"failed|type":\s*"(?:run_failed|error))"/i.test(text);
		// A 429 may speak of credit per minute: it is a refusal for now, not for lack of credit.
		const place = status !== 429 && failed ? text.search(NO_CREDIT) : -1;
		if (status !== 402 && place === -1) return;
		// The text in JSON that the words are in.
		const [words = ''] = text.slice(text.lastIndexOf('"', place) + 1).split('"', 1);
		const said = place === -1 ? text : words;
		const reason = said.replace(/\s+/g, ' ').slice(0, 300).replace(/\.$/, '');
		throw new NoCredit(
			`The account has no credit: ${reason}. --free asks only what costs nothing.`,
		);
	}
}

/** @param line method and path */
export function mayCost(line: string): boolean {
	return COSTS.test(line.replace(/\?.*/, ''));
}
