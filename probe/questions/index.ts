import type { Question } from '../question';
import { ANSWER_QUESTIONS } from './answer';
import { DOCUMENT_QUESTIONS } from './document';
import { ENDING_QUESTIONS } from './ending';
import { INPUT_QUESTIONS } from './input';
import { LIST_QUESTIONS } from './list';
import { MEMORY_QUESTIONS } from './memory';
import { REFUSAL_QUESTIONS } from './refusal';
import { STREAM_QUESTIONS } from './stream';
import { TOOL_QUESTIONS } from './tool';

/**
 * Every question in its order: what a later one needs, an earlier one has kept. The first message comes
 * first, so that an account without credit is noticed at once; documents come late, since messages to
 * their assistant may wait for them.
 */
export const QUESTIONS: readonly Question[] = [
	...ANSWER_QUESTIONS,
	...LIST_QUESTIONS,
	...REFUSAL_QUESTIONS,
	...INPUT_QUESTIONS,
	...STREAM_QUESTIONS,
	...TOOL_QUESTIONS,
	...MEMORY_QUESTIONS,
	...DOCUMENT_QUESTIONS,
	...ENDING_QUESTIONS,
];

/** Questions that cost nothing; an answer that one of them would read may be missing then. */
export const FREE_QUESTIONS = QUESTIONS.filter(({ costs = 0 }) => costs === 0);
