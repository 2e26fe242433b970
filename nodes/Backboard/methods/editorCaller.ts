import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { Caller } from '../transport/request';

/** Requests of the editor: somebody is looking at a spinner, so nothing is tried twice. */
export function editorCaller(context: ILoadOptionsFunctions): Caller {
	return {
		context,
		node: context.getNode(),
		pace: {
			start: async () => {},
			retryIn: async () => false,
			wait: async (duration) => await sleep(duration),
		},
	};
}
