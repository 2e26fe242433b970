import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { secretOf } from '../transport/key';
import type { Caller } from '../transport/request';

/** Requests of the editor: somebody is waiting for them, so nothing is tried twice. */
export async function editorCaller(context: ILoadOptionsFunctions): Promise<Caller> {
	return {
		context,
		node: context.getNode(),
		secret: await secretOf(context),
		pace: {
			start: async () => {},
			retryIn: async () => false,
			wait: async (duration) => await sleep(duration),
		},
	};
}
