import type { INodeExecutionData } from 'n8n-workflow';

import type { Engine } from '../../engine/engine';
import { SandboxProcess } from '../support/sandboxProcess';
import { median, MESSAGE, repeated, runNode, texts, usedHeap, type Row } from './measure';

const THREADS = 5000;
const RUNS = 3;

/** How long the message takes that is under way while memory is measured, in ms. */
const DELAY = 1500;

const ONCE = { content: '={{ $json.text }}', options: { answerKey: '={{ $json.text }}' } };
const NEW_ITEM: INodeExecutionData[] = [{ json: { text: 'Text that nobody has asked about' } }];

/** Answer Once per Key with 5,000 answered keys: how the list is read, and what is kept of it. */
export async function keyLookUp(engine: Engine): Promise<Row[]> {
	const [full, empty] = await Promise.all([SandboxProcess.start(), SandboxProcess.start()]);
	try {
		const batching = { maxConcurrent: 50 };
		const node = { type: MESSAGE, parameters: { ...ONCE, batching } };
		await runNode(engine, full, node, texts(THREADS));
		await heapDuring(engine, full);
		const growths = await repeated(
			RUNS,
			async () => (await heapDuring(engine, full)) - (await heapDuring(engine, empty)),
		);
		const pages = (await full.requests())
			.filter(({ method }) => method === 'GET')
			.map(({ query }) => String(query.skip));
		const bytes = Math.round(median(growths) / THREADS);
		const isOnce = new Set(pages).size === pages.length;
		return [
			{
				name: `Keys of ${THREADS} threads: memory kept for each`,
				value: `${bytes} bytes`,
				must: '≤ 300 bytes',
				passed: bytes <= 300,
			},
			{
				name: '… pages of the list, each read once',
				value: `${pages.length}, ${isOnce ? 'yes' : 'no'}`,
				must: `≤ ${THREADS / 100 + 1}, yes`,
				passed: isOnce && pages.length <= THREADS / 100 + 1,
			},
		];
	} finally {
		await Promise.all([full.stop(), empty.stop()]);
	}
}

/**
 * Used heap in bytes while a message is under way: then the keys have been read, and are kept for the
 * items that follow. Afterwards the sandbox is as it was.
 */
async function heapDuring(engine: Engine, sandbox: SandboxProcess): Promise<number> {
	await sandbox.forgetRequests();
	await sandbox.order({ method: 'POST', path: 'messages$', delay: DELAY });
	const run = runNode(engine, sandbox, { type: MESSAGE, parameters: ONCE }, NEW_ITEM);
	while (!(await sandbox.requests()).some(({ method }) => method === 'POST')) {
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const used = usedHeap();
	const [{ thread_id: thread }] = await run;
	await fetch(`${sandbox.url}/threads/${String(thread)}`, {
		method: 'DELETE',
		headers: { 'x-api-key': sandbox.apiKey },
	});
	return used;
}
