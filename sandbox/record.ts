import type { Json } from './json';
import type { Fields } from './work';

/** What records begin with, as far as it is not told; the store adds IDs and times. */
export const ASSISTANT = {
	name: '',
	description: null as string | null,
	system_prompt: null as string | null,
	tools: null as ToolDefinition[] | null,
	tok_k: 10,
	embedding_provider: 'openai' as string | null,
	embedding_model_name: 'text-embedding-3-large' as string | null,
	embedding_dims: 3072 as number | null,
};
export type Assistant = typeof ASSISTANT & { assistant_id: string; created_at: string };

export interface ToolDefinition {
	type?: string;
	function: {
		name: string;
		description?: string | null;
		parameters: { properties: Record<string, { type: string; enum?: string[] | null }> };
	};
}

export interface ToolCall {
	id: string;
	type: 'function';
	function: { name: string; arguments: string };
}

export const MESSAGE = {
	role: 'user' as 'user' | 'assistant' | 'tool',
	content: null as string | null,
	status: 'COMPLETED',
	metadata_: null as Json | null,
	model_provider: null as string | null,
	model_name: null as string | null,
	input_tokens: null as number | null,
	output_tokens: null as number | null,
	total_tokens: null as number | null,
	attachments: [] as Attachment[],
};
export type Message = typeof MESSAGE & { message_id: string; created_at: string };

export interface Thread {
	thread_id: string;
	assistant_id: string;
	created_at: string;
	metadata_: Json | null;
	messages: Message[];
}

export const DOCUMENT = {
	filename: '',
	document_type: '',
	status: 'pending' as 'pending' | 'processing' | 'indexed' | 'error',
	status_message: null as string | null,
	summary: null as string | null,
	file_size_bytes: 0,
	text: '',
	updated_at: null as string | null,
};
export type StoredDocument = typeof DOCUMENT & {
	document_id: string;
	owner: { assistant_id: string } | { thread_id: string };
	created_at: string;
};

/** A file of a message, as the message shows it. */
export type Attachment = Pick<
	StoredDocument,
	'document_id' | 'filename' | 'status' | 'file_size_bytes' | 'summary'
>;

export interface Memory {
	id: string;
	assistant_id: string;
	content: string;
	metadata: Json | null;
	created_at: string;
	updated_at: string | null;
}

export const OPERATION = {
	status: 'PENDING' as 'PENDING' | 'COMPLETED' | 'ERROR',
	memory_ids: [] as unknown[],
	result_count: 0,
	updated_at: null as string | null,
};
export type MemoryOperation = typeof OPERATION & { operation_id: string; created_at: string };

/** A run that waits for tool outputs. */
export interface WaitingRun {
	run_id: string;
	thread_id: string;
	tool_calls: ToolCall[];
	/** Of the message that started it. */
	fields: Fields;
}
