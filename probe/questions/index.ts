import { questionsOf } from '../question';
import { ANSWER } from './answer';
import { DOCUMENT } from './document';
import { ENDING } from './ending';
import { INPUT } from './input';
import { LIST } from './list';
import { MEMORY_ROWS } from './memory';
import { REFUSAL } from './refusal';
import { STREAM } from './stream';
import { TOOL_ROUNDS } from './tool';

/**
 * Every question in its order: what a later one needs, an earlier one has kept. The first message comes
 * first, so that an account without credit is noticed at once; documents come late, since messages to
 * their assistant may wait for them.
 */
export const QUESTIONS = [
	ANSWER,
	LIST,
	REFUSAL,
	INPUT,
	STREAM,
	TOOL_ROUNDS,
	MEMORY_ROWS,
	DOCUMENT,
	ENDING,
].flatMap(questionsOf);

/** Questions that cost nothing; an answer that one of them would read may be missing then. */
export const FREE_QUESTIONS = QUESTIONS.filter(({ costs }) => costs === 0);
