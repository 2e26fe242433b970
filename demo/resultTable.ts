import Table from 'cli-table3';
import wrap from 'wrap-ansi';

import type { Result } from './batch';
import { printable } from './problem';
import { count } from './totals';

/** In fewer, the answers would be a word on each line. */
const LEAST_COLUMNS = 80;
const BORDERS = 7;

/** Of answers the beginning is enough; reasons are for acting on. */
const ANSWER_LINES = 3;
const REASON_LINES = 10;

/** One row for each document, no wider than `columns` characters. */
export function resultTable(results: readonly Result[], columns: number): string {
	// Two characters of each column are padding.
	const [thread, tokens, time] = [10, 9, 9];
	const width = Math.max(columns, LEAST_COLUMNS);
	const document = Math.floor(width * 0.22);
	const model = Math.floor(width * 0.15);
	const answer = width - (document + thread + model + tokens + time + BORDERS);
	const table = new Table({
		head: ['Document', 'Answer', 'Thread', 'Model', 'Tokens', 'Time'],
		colWidths: [document, answer, thread, model, tokens, time],
		colAligns: ['left', 'left', 'left', 'left', 'right', 'right'],
		style: { head: [], border: [] },
	});
	for (const result of results) {
		const lines = result.error === null ? ANSWER_LINES : REASON_LINES;
		table.push([
			endOf(printable(result.document), document - 2),
			wrapped(textOf(result), answer - 2, lines),
			result.thread_id?.slice(0, 8) ?? '–',
			wrapped(modelOf(result), model - 2, 2),
			count(result.tokenUsage?.totalTokens),
			result.seconds === null ? '–' : `${result.seconds.toFixed(2)} s`,
		]);
	}
	return table.toString();
}

function textOf({ answer, error }: Result): string {
	return printable(error === null ? (answer ?? '') : `FAILED: ${error}`);
}

function modelOf({ model_provider, model_name }: Result): string {
	return printable([model_provider, model_name].filter((name) => name !== null).join('/')) || '–';
}

/** The end of a path says more than its beginning. */
function endOf(text: string, width: number): string {
	const characters = [...text];
	return characters.length <= width ? text : `…${characters.slice(1 - width).join('')}`;
}

/** At most `most` lines of at most `width` columns; what does not fit becomes an ellipsis. */
function wrapped(text: string, width: number, most: number): string {
	const lines = wrap(text, width, { hard: true }).split('\n');
	const shown = lines.slice(0, most);
	if (lines.length > most) shown[most - 1] = `${shown[most - 1].slice(0, width - 1)}…`;
	return shown.join('\n');
}
