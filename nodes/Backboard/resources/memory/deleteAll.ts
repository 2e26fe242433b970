import type { Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { deleted } from '../../fields/deletion';
import { inputError } from '../../transport/error';
import { path } from '../../transport/path';

/** What the user has to type. */
const CONFIRMATION = 'DELETE ALL';

export const deleteAll: Operation = {
	value: 'deleteAll',
	name: 'Delete All',
	action: 'Delete all memories',
	description: 'Make an assistant forget everything',
	fields: [
		assistantField,
		{
			displayName: 'Confirmation',
			name: 'confirmation',
			type: 'string',
			default: '',
			required: true,
			placeholder: CONFIRMATION,
			description: `Type ${CONFIRMATION}. Everyone who talks to this assistant loses what it remembers.`,
		},
		batchingField,
	],

	async execute(call) {
		const { context, node, itemIndex } = call;
		const assistantId = readAssistantId(call);
		const typed: unknown = context.getNodeParameter('confirmation', itemIndex, '');
		if (String(typed ?? '').trim() !== CONFIRMATION) {
			throw inputError(
				node,
				'Nothing was deleted: the field Confirmation does not confirm it',
				`To delete all memories of the assistant ${assistantId}, type ${CONFIRMATION} in Confirmation.`,
			);
		}
		return await deleted(
			call,
			{
				path: path`/assistants/${assistantId}/memories`,
				// A repeat would take what was written in between.
				isIdempotent: false,
				whereToCheck: "the assistant's memories",
			},
			{ assistant_id: assistantId },
		);
	},
};
