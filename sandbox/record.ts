export interface Assistant {
	assistant_id: string;
	name: string;
	description: string | null;
	system_prompt: string | null;
	tools: ToolDefinition[] | null;
	tok_k: number;
	embedding_provider: string | null;
	embedding_model_name: string | null;
	embedding_dims: number | null;
	created_at: string;
}

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

export interface Message {
	message_id: string;
	role: 'user' | 'assistant' | 'tool';
	content: string | null;
	status: string;
	metadata_: Record<string, unknown> | null;
	model_provider: string | null;
	model_name: string | null;
	input_tokens: number | null;
	output_tokens: number | null;
	total_tokens: number | null;
	created_at: string;
	attachments: Attachment[];
}

export interface Thread {
	thread_id: string;
	assistant_id: string;
	created_at: string;
	metadata_: Record<string, unknown> | null;
	messages: Message[];
}

export interface StoredDocument {
	document_id: string;
	owner: { assistant_id: string } | { thread_id: string };
	filename: string;
	document_type: string;
	status: 'pending' | 'processing' | 'indexed' | 'error';
	status_message: string | null;
	summary: string | null;
	file_size_bytes: number;
	text: string;
	created_at: string;
	updated_at: string | null;
}

/** A file of a message, as the message shows it. */
export type Attachment = Pick<
	StoredDocument,
	'document_id' | 'filename' | 'status' | 'file_size_bytes' | 'summary'
>;

export interface Memory {
	id: string;
	assistant_id: string;
	content: string;
	metadata: Record<string, unknown> | null;
	created_at: string;
	updated_at: string | null;
}

export interface MemoryOperation {
	operation_id: string;
	status: 'PENDING' | 'COMPLETED' | 'ERROR';
	memory_ids: unknown[];
	result_count: number;
	created_at: string;
	updated_at: string | null;
}

/** A run that waits for tool outputs. */
export interface WaitingRun {
	run_id: string;
	thread_id: string;
	tool_calls: ToolCall[];
	/** Fields of the message that started it. */
	fields: Record<string, unknown>;
}
