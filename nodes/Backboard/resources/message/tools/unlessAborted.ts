/** Waits for work, but not after an abort: what is running ends by itself, and nobody waits for it. */
export async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	let end: (() => void) | undefined;
	const aborted = new Promise<void>((resolve) => {
		end = resolve;
		signal.addEventListener('abort', end, { once: true });
	});
	await Promise.race([work, aborted]);
	if (end !== undefined) signal.removeEventListener('abort', end);
}
