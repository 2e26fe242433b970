import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { outputOf, singleNodeWorkflow, type Engine } from '../../engine/engine';
import { backboard, httpRequest, openAi, type Contestant } from './contestants';
import { texts } from './measure';
import { addAiNodes } from './aiNode';
import { FIELDS, isTyped, scriptedAnswer } from './scriptedAnswer';
import { withServers, type Servers } from './servers';

/** How one node did with answers that do not all fit. */
export interface TypedComparison {
	readonly node: string;
	/** Wall time in seconds. */
	readonly wall: number;
	/** Items that came out with all fields, of the right types. */
	readonly typed: number;
	readonly lost: number;
	readonly requests: number;
}

const ITEMS = 200;
const LATENCY = ['--latency', '100'];

interface Typed extends Contestant {
	/** Where the node leaves what the next one should read. */
	value(json: IDataObject): unknown;
}

const SCHEMA: INodeParameters = {
	answerFormat: 'schema',
	schemaType: 'fromAttributes',
	attributes: { attributes: FIELDS.map((field) => ({ ...field, required: true })) },
};

const OPEN_AI_SCHEMA = {
	type: 'object',
	properties: Object.fromEntries(FIELDS.map(({ name, type }) => [name, { type }])),
	required: FIELDS.map(({ name }) => name),
	additionalProperties: false,
};

const CONTESTANTS: readonly Typed[] = [
	{ ...backboard({ parameters: SCHEMA }), value: ({ output }) => output },
	{
		...backboard({
			setting: 'max. 10 at a time',
			parameters: SCHEMA,
			batching: { maxConcurrent: 10 },
		}),
		value: ({ output }) => output,
	},
	{
		...httpRequest({
			setting: '10 every 100 ms, then JSON.parse',
			batch: { batchSize: 10, batchInterval: 100 },
		}),
		value: ({ content }) => parsed(content),
	},
	{
		...openAi({
			setting: 'JSON Schema',
			options: {
				textFormat: {
					textOptions: {
						type: 'json_schema',
						name: 'article',
						schema: JSON.stringify(OPEN_AI_SCHEMA),
						strict: true,
					},
				},
			},
		}),
		value: textOfOpenAi,
	},
];

/** 200 items of which some answers come in fences, cut off or with a wrong type, through each node. */
export async function typedAnswers(engine: Engine): Promise<TypedComparison[]> {
	await addAiNodes(engine);
	const inTurns = async (servers: Servers) => {
		const results: TypedComparison[] = [];
		for (const contestant of CONTESTANTS) results.push(await measure(engine, contestant, servers));
		return results;
	};
	return await withServers(LATENCY, inTurns, ['--typed']);
}

async function measure(
	engine: Engine,
	{ api, name, node, value }: Typed,
	{ sandbox, url, credentials, forgetRequests, requests }: Servers,
): Promise<TypedComparison> {
	// As n8n sets it, the first item that fails ends the run, and the answers to all others are lost too.
	const workflow = singleNodeWorkflow({ ...node(url[api]), onError: 'continueRegularOutput' });
	const run = async (count: number) =>
		await engine.run(workflow, { credentials, pinData: { Start: texts(count) } });
	// Nobody pays for what is loaded on first use.
	await run(2);
	await forgetRequests(api);
	await sandbox.clearFaults();
	// Repairs go to the thread that there is then: the model answers them by itself.
	await sandbox.order(
		...Array.from({ length: ITEMS }, (_, number) => ({
			path: '^/threads/messages$',
			says: scriptedAnswer(number),
		})),
	);
	const start = performance.now();
	const finished = await run(ITEMS);
	const wall = (performance.now() - start) / 1000;
	const sent = await requests(api);
	const typed = outputOf(finished, 'Node').filter(({ json }) => isTyped(value(json))).length;
	if (typed === 0) throw new Error(`${name}: nothing came out typed`);
	return { node: name, wall, typed, lost: ITEMS - typed, requests: sent.length };
}

/** As a Code node behind it would read the answer. */
function parsed(text: unknown): unknown {
	try {
		return JSON.parse(String(text));
	} catch {
		return undefined;
	}
}

/** The node parses what it can, and leaves the rest as text. */
function textOfOpenAi({ output }: IDataObject): unknown {
	const [message] = Array.isArray(output) ? (output as IDataObject[]) : [];
	const [content] = Array.isArray(message?.content) ? (message.content as IDataObject[]) : [];
	return content?.text;
}
