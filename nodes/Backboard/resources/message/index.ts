import type { Program } from '../../core/types';
import { errorContract } from '../../transport/error';
import { secretOf } from '../../transport/key';
import { cancelRun } from './cancelRun';
import { getMany } from './getMany';
import { send } from './send';
import { summarizeItems } from './summarize/summarizeItems';
import { submitToolOutputs } from './submitToolOutputs';

/** What the Backboard Message node can do. A new operation is a new file and a line here. */
export const message: Program = {
	resources: [
		{
			value: 'message',
			name: 'Message',
			operations: [send, summarizeItems, submitToolOutputs, getMany, cancelRun],
		},
	],
	...errorContract,
	secretOf,
	verb: 'answered',
};
