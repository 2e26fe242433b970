import type { Subject } from '../../transport/error';
import type { ApiRequest } from '../../transport/request';

/** A request that starts or continues a run. */
export interface RunRequest extends ApiRequest {
	/** Whether it asks for events. */
	readonly stream: boolean;
	/** Whether an answer was asked for: without one, the message is stored and that is all. */
	readonly expectsReply: boolean;
	/** Time limit in ms; 0 = none. */
	readonly timeout: number;
	/** IDs that the answer brings are added to it. */
	readonly subject: Subject;
	/** The text of the message that it sends. */
	readonly text?: string;
	/** IDs of the tool calls that it brings the outputs of. */
	readonly answeredCalls?: readonly string[];
}

/** How long to wait for what the request has started, in ms. */
export function waitFor({ timeout }: RunRequest): number {
	return timeout > 0 ? timeout : Infinity;
}
