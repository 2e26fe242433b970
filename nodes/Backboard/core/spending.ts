import type { Spending } from './types';

/** What answers have cost so far. */
export class Tally implements Spending {
	tokens = 0;

	/** In USD; 0 where it is not known. */
	cost = 0;

	add({ tokens, cost }: { readonly tokens: number; readonly cost: number }): void {
		this.tokens += tokens;
		this.cost += cost;
	}
}
