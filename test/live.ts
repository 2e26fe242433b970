/**
 * The contract suite with a real account of Backboard: `npm run test:live`, with BACKBOARD_API_KEY and,
 * if it is not the usual one, BACKBOARD_BASE_URL. It costs a few tokens. The threads it makes are deleted.
 */
import { Engine } from '../engine/engine';
import { CONTRACT_CHECKS, type Target } from './contract/messageContract';

async function main(): Promise<void> {
	const apiKey = process.env.BACKBOARD_API_KEY ?? '';
	const baseUrl = (process.env.BACKBOARD_BASE_URL ?? 'https://app.backboard.io/api').replace(
		/\/+$/,
		'',
	);
	if (apiKey === '') {
		throw new Error('BACKBOARD_API_KEY is not set: this test needs an account of Backboard.');
	}
	const target: Target = { engine: await Engine.start(), apiKey, baseUrl, threads: new Set() };
	let failed = 0;
	for (const { name, run } of CONTRACT_CHECKS) {
		try {
			await run(target);
			console.log(`ok   ${name}`);
		} catch (error) {
			failed += 1;
			console.log(`FAIL ${name}: ${(error as Error).message}`);
		}
	}
	for (const threadId of target.threads) await deleteThread(target, threadId);
	console.log(`${CONTRACT_CHECKS.length - failed} passed, ${failed} failed`);
	if (failed > 0) process.exitCode = 1;
}

async function deleteThread({ baseUrl, apiKey }: Target, threadId: string): Promise<void> {
	const response = await fetch(`${baseUrl}/threads/${threadId}`, {
		method: 'DELETE',
		headers: { 'X-API-Key': apiKey },
	});
	if (!response.ok) console.log(`Thread ${threadId} could not be deleted: ${response.status}`);
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
