import type { IDataObject } from 'n8n-workflow';

import { recordsIn } from '../../transport/record';
import { contentOf, statusOf } from './answer';
import { attachment } from './output';
import { messageIdOf, metadataOf } from './threadMessage';
import { toolCall, toolCallsIn } from './toolCall';

/** A message of a thread in the shape of Send's output. Tool traffic sits in its metadata. */
export function messageOutput(message: IDataObject, threadId: string): IDataObject {
	const metadata = metadataOf(message);
	const { tool_calls: calls = [] } = toolCallsIn(message);
	return {
		role: message.role ?? null,
		content: contentOf(message),
		status: statusOf(message),
		thread_id: threadId,
		message_id: messageIdOf(message),
		created_at: message.created_at ?? null,
		model_provider: message.model_provider ?? null,
		model_name: message.model_name ?? null,
		usage: tokensIn(message),
		tool_calls: calls.map(toolCall),
		tool_call_id: metadata.tool_call_id ?? null,
		run_id: metadata.run_id ?? null,
		attachments: recordsIn(message.attachments).map(attachment),
	};
}

function tokensIn({ input_tokens, output_tokens, total_tokens }: IDataObject): IDataObject {
	return {
		input_tokens: input_tokens ?? null,
		output_tokens: output_tokens ?? null,
		total_tokens: total_tokens ?? null,
	};
}
