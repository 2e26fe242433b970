/**
 * A process with the engine of n8n 1.123: `main.ts <folder of n8n-core> <folder of the package>`. It
 * answers the jobs that its parent sends, one at a time, and ends when the parent does.
 */
import { OldestEngine } from './engine';
import type { Answer, Job } from './protocol';

async function main(coreFolder: string, packageFolder: string): Promise<void> {
	const engine = await OldestEngine.start(coreFolder, packageFolder);
	process.on('message', (job: Job) => {
		work(engine, job).then(answer, (error: Error) => answer({ failed: String(error.stack) }));
	});
	answer({ loaded: engine.loaded });
}

async function work(engine: OldestEngine, job: Job): Promise<Answer> {
	if ('search' in job) return { found: await engine.search(job) };
	return { outcome: await engine.run(job) };
}

function answer(message: Answer): void {
	process.send?.(message);
}

process.once('disconnect', () => process.exit());

main(process.argv[2], process.argv[3]).catch((error: Error) => {
	process.send?.({ failed: String(error.stack) }, () => process.disconnect());
});
