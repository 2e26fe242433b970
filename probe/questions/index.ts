import { questionsOf } from '../question';
import { ANSWER } from './answer';
import { DOCUMENT } from './document';
import { ENDING } from './ending';
import { INPUT } from './input';
import { LIST } from './list';
import { MEMORY_SUBJECT } from './memory';
import { REFUSAL } from './refusal';
import { STREAM } from './stream';
import { TABLE } from './table';
import { TOOL_ROUND } from './tool';

const SUBJECTS = [
	ANSWER,
	LIST,
	REFUSAL,
	INPUT,
	STREAM,
	TOOL_ROUND,
	MEMORY_SUBJECT,
	DOCUMENT,
	ENDING,
];

export const QUESTIONS = questionsOf(
	TABLE,
	Object.assign({}, ...SUBJECTS.map(({ asks }) => asks)) as (typeof ANSWER)['asks'],
	Object.assign({}, ...SUBJECTS.map(({ shows }) => shows)) as (typeof ANSWER)['shows'],
);

/** Questions that cost nothing; an answer that one of them would read may be missing then. */
export const FREE_QUESTIONS = QUESTIONS.filter(({ costs }) => costs === 0);
