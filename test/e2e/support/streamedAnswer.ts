import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

import type { StructuredChunk } from 'n8n-workflow';

export interface Chunk {
	readonly type: StructuredChunk['type'];
	readonly content?: string;
	/** Time at which it was read, in ms since the epoch. */
	readonly arrived: number;
}

/** Reads a streamed answer of n8n, a chunk on each line, to its end; `text` is all items together. */
export async function readStream(response: Response): Promise<{ chunks: Chunk[]; text: string }> {
	if (!response.ok || !response.body) {
		throw new Error(`n8n answered ${response.status}: ${await response.text()}`);
	}
	const chunks: Chunk[] = [];
	for await (const line of createInterface({ input: Readable.fromWeb(response.body as never) })) {
		if (line.trim() === '') continue;
		const { type, content } = JSON.parse(line) as StructuredChunk;
		chunks.push({ type, content, arrived: Date.now() });
	}
	const items = chunks.filter(({ type }) => type === 'item');
	return { chunks, text: items.map(({ content }) => content ?? '').join('') };
}
