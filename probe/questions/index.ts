import { questionsOf } from '../question';
import { ANSWER } from './answer';
import { DOCUMENT } from './document';
import { ENDING } from './ending';
import { INPUT } from './input';
import { LIST } from './list';
import { MEMORY } from './memory';
import { REFUSAL } from './refusal';
import { STREAM } from './stream';
import { TABLE } from './table';
import { TOOL } from './tool';

const SUBJECTS = [ANSWER, LIST, REFUSAL, INPUT, STREAM, TOOL, MEMORY, DOCUMENT, ENDING];

export const QUESTIONS = questionsOf(TABLE, SUBJECTS);

/** Questions that cost nothing; an answer that one of them would read may be missing then. */
export const FREE_QUESTIONS = QUESTIONS.filter(({ costs }) => costs === 0);
