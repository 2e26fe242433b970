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
	take(method: string, path: string): void {
		if (!mayCost(method, path)) return;
		if (this.spent >= this.limits.dollars || this.requests >= this.limits.requests) {
			throw new BudgetSpent('the budget is spent');
		}
		this.requests += 1;
	}

	/** After each answer. Throws when it refuses for lack of credit. What was spent earlier, or by others, is in lists. */
	count(method: string, path: string, status: number, text: string): void {
		if (!mayCost(method, path)) return;
		for (const [, cost] of text.matchAll(/"cost_usd":\s*"?([\d.]+(?:e-?\d+)?)/gi)) {
			this.spent += Number(cost);
		}
		const failed =
			status >= 400 || /"(?:status":\s*"failed|type":\s*"(?:run_failed|error))"/i.test(text);
		// A 429 may speak of credit per minute: it is a refusal for now, not for lack of credit.
		const words = status !== 429 && failed ? NO_CREDIT.exec(text) : null;
		if (status === 402 || words !== null) {
			const said = words === null ? text : textAt(text, words.index);
			const reason = said.replace(/\s+/g, ' ').slice(0, 300).replace(/\.$/, '');
			throw new NoCredit(
				`The account has no credit: ${reason}. --free asks only what costs nothing.`,
			);
		}
	}
}

/** The text in JSON that a place is in. */
function textAt(json: string, place: number): string {
	return json.slice(json.lastIndexOf('"', place) + 1).split('"', 1)[0] ?? '';
}

export function mayCost(method: string, path: string): boolean {
	return COSTS.test(`${method} ${path.replace(/\?.*/, '')}`);
}
