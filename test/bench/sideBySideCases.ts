import type { INodeExecutionData } from 'n8n-workflow';

import type { Engine } from '../../engine/engine';
import { backboard, FILE_FIELD, httpRequest, openAi, type Contestant } from './contestants';
import { texts } from './measure';

const FILE_SIZE = 1024 * 1024;

/** What several nodes do side by side. */
export interface Case {
	readonly name: string;
	/** Options of either server. */
	readonly server: readonly string[];
	items(engine: Engine): Promise<INodeExecutionData[]>;
	/** Least size of a request, in bytes. */
	readonly size: number;
	readonly contestants: readonly Contestant[];
}

/** This package's node comes first, then n8n's, each as it is and as a user would set it. */
export const CASES: readonly Case[] = [
	{
		name: '200 items, answers after 300 ms',
		server: ['--latency', '300'],
		items: async () => texts(200),
		size: 0,
		contestants: [
			backboard({ setting: 'max. 10 at a time', batching: { maxConcurrent: 10 } }),
			backboard(),
			backboard({ setting: 'max. 200 at a time', batching: { maxConcurrent: 200 } }),
			httpRequest(),
			httpRequest({
				setting: '10 every 300 ms',
				batch: { batchSize: 10, batchInterval: 300 },
			}),
			openAi(),
		],
	},
	{
		name: '200 items, 20 requests a second, answers after 100 ms',
		server: ['--latency', '100', '--requests-per-second', '20'],
		items: async () => texts(200),
		size: 0,
		contestants: [
			backboard(),
			httpRequest(),
			httpRequest({ setting: '10 every second', batch: { batchSize: 10, batchInterval: 1000 } }),
			httpRequest({ setting: '20 every second', batch: { batchSize: 20, batchInterval: 1000 } }),
			openAi(),
		],
	},
	{
		name: '20 items with an image of 1 MB each, answers after 300 ms',
		server: ['--latency', '300'],
		items: async (engine) => await withFiles(engine, texts(20)),
		size: FILE_SIZE,
		contestants: [
			backboard({ withFile: true }),
			backboard({
				setting: 'max. 20 at a time',
				withFile: true,
				batching: { maxConcurrent: 20 },
			}),
			httpRequest({ withFile: true }),
			httpRequest({
				setting: '5 every 300 ms',
				withFile: true,
				batch: { batchSize: 5, batchInterval: 300 },
			}),
			openAi({ withFile: true }),
		],
	},
];

async function withFiles(
	engine: Engine,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const data = await engine.storeBinary(Buffer.alloc(FILE_SIZE), 'image.png', 'image/png');
	return items.map((item) => ({ ...item, binary: { [FILE_FIELD]: data } }));
}
