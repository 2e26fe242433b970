import type { INodeExecutionData } from 'n8n-workflow';

import type { Sandbox, SandboxOptions } from '../../../../sandbox/server';
import { Harness, type NodeOptions, type NodeRun } from '../../../support/harness';

export const numbered = (count: number): INodeExecutionData[] =>
	Array.from({ length: count }, (_, number) => ({ json: { number } }));

/** Batches of messages, at a sandbox that each test starts as it wants it. */
export function useBatches() {
	let harness: Harness;
	afterEach(async () => await harness.stop());
	return {
		start: async (options: SandboxOptions = {}): Promise<Sandbox> => {
			harness = await Harness.start(options);
			return harness.sandbox;
		},
		harness: () => harness,
		batch: async (
			count: number,
			batching = {},
			parameters = {},
			options: NodeOptions = {},
		): Promise<NodeRun> =>
			await harness.message(
				{ content: '=Number {{ $json.number }}', batching, ...parameters },
				{ items: numbered(count), onError: 'continueRegularOutput', ...options },
			),
	};
}
