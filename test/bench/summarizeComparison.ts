import type { IDataObject } from 'n8n-workflow';

import { outputOf, type Engine } from '../../engine/engine';
import { mostAtOnce } from '../support/requestFigures';
import { addAiNodes } from './aiNode';
import { refusals } from './refusal';
import { withServers, type Servers } from './servers';
import { longTexts } from './summarizeCases';
import { chain, chainOfJoined, summarizeItems, type Summarizer } from './summarizers';

/** How one workflow did with many items that are to be summarized. */
export interface SummaryComparison {
	readonly case: string;
	readonly node: string;
	/** Wall time in seconds. */
	readonly wall: number;
	/** Messages to the model, those that were refused included. */
	readonly requests: number;
	readonly refused: number;
	/** Most requests in flight, as the server saw it. */
	readonly inFlight: number;
	readonly answers: number;
	/** Items that no answer was made of. */
	readonly lost: number;
}

const ITEMS = 300;
const LATENCY = ['--latency', '50'];

/** What the model answers to each request: two sentences of 200 characters. */
const NOTE =
	'Nothing that needs a decision has happened in the period that these reports are about, and all figures are as before. The next reports are due in a week; nobody has to be told before that, or called.';

const LARGE = { parameters: { chunkSize: 60_000 } };
const AGAIN = { retryOnFail: true };
const TEN = { parameters: { options: { batching: { batchSize: 10 } } } };

const CASES = [
	{
		name: 'Nothing refused',
		status: undefined,
		summarizers: [
			summarizeItems(),
			summarizeItems('max. 1,000 characters', { maxCharacters: 1000 }),
			chainOfJoined('chunks of 60,000 characters', LARGE),
			chainOfJoined(),
			chain(),
			chain('10 at a time', TEN),
		],
	},
	{
		name: '5 % refused with 429 and Retry-After',
		status: 429,
		summarizers: [
			summarizeItems(),
			chainOfJoined('chunks of 60,000 characters', LARGE),
			chainOfJoined('the same with Retry On Fail', { ...LARGE, ...AGAIN }),
			chain(),
			chain('Retry On Fail', AGAIN),
			chain('On Error: Continue', { onError: 'continueRegularOutput' }),
		],
	},
	{
		name: '5 % refused with a bare 503',
		status: 503,
		summarizers: [
			summarizeItems(),
			summarizeItems('On Item Error: Skip', { onItemError: 'skip' }),
			chainOfJoined('chunks of 60,000 characters', LARGE),
			chain(),
		],
	},
];

/** 300 items of 2,000 characters through Summarize Items and n8n's Summarization Chain. */
export async function summariesSideBySide(engine: Engine): Promise<SummaryComparison[]> {
	const ofN8n = await addAiNodes(engine);
	const results: SummaryComparison[] = [];
	const restore = answerTokenizer(ofN8n);
	for (const { name, status, summarizers } of CASES) {
		const options = status === undefined ? [] : ['--refusals', String(status)];
		const work = async (servers: Servers) => {
			for (const summarizer of summarizers) {
				const figures = await measure(engine, servers, summarizer, status);
				results.push({ case: name, node: summarizer.name, ...figures });
			}
		};
		await withServers(LATENCY, work, ['--says', NOTE, ...options]);
	}
	restore();
	return results;
}

async function measure(
	engine: Engine,
	{ sandbox, credentials, forgetRequests, requests }: Servers,
	{ api, itemsOfAnswer, workflow }: Summarizer,
	status: number | undefined,
): Promise<Omit<SummaryComparison, 'case' | 'node'>> {
	const run = async (count: number) =>
		await engine.run(workflow, { credentials, pinData: { Start: longTexts(count) } });
	await sandbox.clearFaults();
	// Nobody pays for what is loaded on first use.
	await run(2);
	await forgetRequests(api);
	const says = { path: '^/threads/messages$', says: NOTE, times: 10_000 };
	await sandbox.order(...(status ? refusals(status, ITEMS) : []), says);
	const start = performance.now();
	const finished = await run(ITEMS);
	const wall = (performance.now() - start) / 1000;
	const answers = outputOf(finished, 'Node').filter(({ json }) => json.error === undefined);
	if (answers.length === 0 && status === undefined) {
		throw new Error(`Nothing was answered: ${finished.data.resultData.error?.message}`);
	}
	const sent = (await requests(api)).filter(({ method }) => method === 'POST');
	const read = answers.map(({ json }) => itemsOfAnswer ?? ITEMS - skippedIn(json));
	return {
		wall,
		requests: sent.length,
		refused: sent.filter((request) => request.status === status).length,
		inFlight: mostAtOnce(sent),
		answers: answers.length,
		lost: ITEMS - read.reduce((sum, items) => sum + items, 0),
	};
}

function skippedIn({ skipped }: IDataObject): number {
	return Array.isArray(skipped) ? skipped.length : 0;
}

const TABLE = 'https://tiktoken.pages.dev/js/';

/**
 * The chain's tokenizer gets its table from the internet: here it is that of n8n's own packages, so that
 * time does not depend on a connection.
 *
 * @returns what undoes it
 */
function answerTokenizer(ofN8n: NodeJS.Require): () => void {
	const real = globalThis.fetch;
	globalThis.fetch = async (address, init) => {
		const [, encoding] = String(address).split(new RegExp(`^${TABLE}(\\w+)\\.json$`));
		if (encoding === undefined) return await real(address, init);
		return Response.json(ofN8n(`js-tiktoken/ranks/${encoding}`));
	};
	return () => (globalThis.fetch = real);
}
