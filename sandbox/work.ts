import type { Fault } from './fault';
import type { Json } from './json';
import type { Assistant, Attachment, Message, Thread, ToolCall } from './record';
import type { Material } from './reply';

/** Fields of a message, with a model. */
export type Fields = Json & { readonly llm_provider: string; readonly model_name: string };

/** What the assistant has before it when its turn comes. */
export interface Work extends Omit<Material, 'documents' | 'memories' | 'cite' | 'json'> {
	readonly thread: Thread;
	readonly fields: Fields;
	/** The user's message; none when tool outputs were submitted. */
	readonly received?: Message;
	readonly attachments: Attachment[];
	readonly fault: Fault | undefined;
	/** Of the run that goes on; a new one where there is none. */
	readonly run_id?: string;
}

/** How a run ends, or where it waits. */
export interface Outcome {
	readonly status: 'COMPLETED' | 'REQUIRES_ACTION' | 'FAILED' | 'CANCELLED' | 'IN_PROGRESS';
	/** The text of the answer, or the reason of a failure. */
	readonly content: string | null;
	readonly toolCalls: ToolCall[];
	readonly reasoning: string | null;
	readonly retrieved_files: string[];
}

/** What came of a message or of tool outputs: all that an answer or a stream carries. */
export interface RunResult extends Omit<Work, 'content'>, Omit<Outcome, 'content'> {
	readonly run_id: string;
	readonly assistant: Assistant;
	/** The assistant's message; undefined when none was asked for. */
	readonly answer: Message | undefined;
	readonly retrieved_memories: Array<{ id: string; memory: string; score: number }>;
	readonly memory_operation_id: string | null;
}
