/**
 * What Backboard writes when there is no credit (its additions to the contract, section H). It does so
 * with status 402, in failed runs and in streams. Waiting or another model does not help.
 */
const OUT_OF_CREDIT =
	/billing page|add credits|out of credits?|used up|credit balance|insufficient credits?|credits? (is |are )?exhausted|reserved for memory|free credits? cannot|your balance|billing|payment required|current quota/i;

export function isOutOfCredit(text: string | null | undefined): boolean {
	return OUT_OF_CREDIT.test(text ?? '');
}
