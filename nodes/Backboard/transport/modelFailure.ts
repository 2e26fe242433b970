import type { Failure } from './failure';

/** Statuses with which a request for an unknown or refused model is answered. */
const REFUSALS = new Set([400, 404, 422]);

/** What such refusals speak of. */
const MODEL = /\b(model|models|model_name|llm_provider|llm|provider)\b/i;
const REFUSED =
	/not (found|supported|available|allowed|enabled|exist|a valid|valid|recogni[sz]ed)|un(known|supported|available|recogni[sz]ed)|invalid|does(n't| not) (exist|support)|no such|no access|deprecated|retired|disabled|decommissioned/i;

/** What OpenRouter writes of a model that it does not have, or that cannot use tools. */
const NO_ENDPOINT = /\bno endpoints found\b/i;

/** What Google and OpenAI write when the account that asks them has reached its limit. */
const PROVIDER_LIMIT = /\bRESOURCE_EXHAUSTED\b|\binsufficient_quota\b|exceeded your current quota/i;

/** Whether a failed run's text is about Backboard's own limit at a provider. It may speak of money too. */
export function isProviderLimit(text: string): boolean {
	return PROVIDER_LIMIT.test(text);
}

/** Whether a failed run's text says that the model, or the way to it, is the reason. */
export function isModelFailure(text: string): boolean {
	if (isProviderLimit(text)) return true;
	if (isOutOfCredit(text)) return false;
	return /^LLM Error:/.test(text) || isRefusal(text);
}

/** Whether Backboard refused a request because it does not know or give the model. */
export function isModelRefused(failure: Failure): boolean {
	if (failure.kind !== 'status' || !REFUSALS.has(failure.status) || failure.isWebPage) return false;
	const detail = failure.detail ?? '';
	return !isOutOfCredit(detail) && isRefusal(detail);
}

function isRefusal(text: string): boolean {
	return (MODEL.test(text) && REFUSED.test(text)) || NO_ENDPOINT.test(text);
}

/**
 * What Backboard writes when there is no credit (its additions to the contract, section H). It does so
 * with status 402, in failed runs and in streams. Waiting or another model does not help.
 */
const OUT_OF_CREDIT =
	/billing page|add credits|out of credits?|used up|credit balance|insufficient credits?|credits? (is |are )?exhausted|reserved for memory|free credits? cannot|your balance|billing|payment required|current quota/i;

export function isOutOfCredit(text: string | null | undefined): boolean {
	return OUT_OF_CREDIT.test(text ?? '');
}
