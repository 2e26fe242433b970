import Table from 'cli-table3';

import { seconds, type Row } from './measure';
import type { Comparison } from './sideBySide';
import type { SummaryComparison } from './summarizeComparison';
import type { ToolComparison } from './toolComparison';
import type { TypedComparison } from './typedAnswers';

const PLAIN = { style: { head: [] } };

/** What was measured and what it must reach. */
export function rowTable(rows: readonly Row[]): string {
	const table = new Table({ ...PLAIN, head: ['Case', 'Measured', 'Must reach', ''] });
	for (const { name, value, must, passed } of rows)
		table.push([name, value, must, passed ? '✓' : '✗']);
	return table.toString();
}

/** The nodes side by side, below the name of each case. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
	const head = ['Side by side', 'Wall', 'Answered', 'Lost', 'Refused', 'Most in flight'];
	return tableOfCases(
		head,
		comparisons.map(({ case: name, node, wall, answered, lost, refused, inFlight }) => [
			name,
			[node, seconds(wall), answered, lost, refused, inFlight],
		]),
	);
}

/** Summaries of many items side by side, below the name of each case. */
export function summaryTable(comparisons: readonly SummaryComparison[]): string {
	const head = ['Summaries', 'Wall', 'Requests', 'Refused', 'Most in flight', 'Answers', 'Lost'];
	return tableOfCases(
		head,
		comparisons.map(({ case: name, node, wall, ...counts }) => {
			const { requests, refused, inFlight, answers, lost } = counts;
			return [name, [node, seconds(wall), requests, refused, inFlight, answers, lost]];
		}),
	);
}

/** @param lines the name of the case, and what is known of a node */
function tableOfCases(
	head: string[],
	lines: ReadonlyArray<readonly [string, ReadonlyArray<string | number>]>,
): string {
	const table = new Table({ ...PLAIN, head });
	let last = '';
	for (const [name, [node, ...figures]] of lines) {
		if (name !== last) table.push([{ content: name, colSpan: head.length }]);
		last = name;
		table.push([`  ${node}`, ...figures]);
	}
	return table.toString();
}

/** The nodes side by side, by the typed items that come out. */
export function typedTable(comparisons: readonly TypedComparison[]): string {
	const table = new Table({
		...PLAIN,
		head: ['Typed answers', 'Wall', 'Typed', 'Lost', 'Requests'],
	});
	for (const { node, wall, typed, lost, requests } of comparisons) {
		table.push([node, seconds(wall), typed, lost, requests]);
	}
	return table.toString();
}

/** The nodes side by side, with a tool that is called twice for each item. */
export function toolTable(comparisons: readonly ToolComparison[]): string {
	const table = new Table({
		...PLAIN,
		head: ['Tools', 'Wall', 'Answered', 'Requests', 'Most in flight'],
	});
	for (const { node, wall, answered, requests, inFlight } of comparisons) {
		table.push([node, seconds(wall), answered, requests, inFlight]);
	}
	return table.toString();
}
