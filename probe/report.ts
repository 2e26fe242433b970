import { endpoints, type Visit } from './endpoint';
import type { Finding, Outcome } from './probe';

export interface Facts {
	/** Of the package. */
	readonly version: string;
	/** Of the contract. */
	readonly contract: string;
	readonly date: Date;
	readonly visits: readonly Visit[];
	/** USD, by the answers' own cost_usd. */
	readonly spent: number;
}

/** The report in Markdown: what was found out, and what each endpoint took. */
export function report({ findings, ended, left }: Outcome, facts: Facts): string {
	const { version, contract, date, visits, spent } = facts;
	return [
		'# What Backboard answers',
		'',
		`n8n-nodes-backboard ${version}, ${contract}, Node ${process.versions.node}, ${date.toISOString().slice(0, 10)}. ${visits.length} requests, ${spent.toFixed(4)} USD by the answers’ own cost_usd.`,
		...(ended === undefined ? [] : ['', `The questions ended early: ${cell(ended)}`]),
		...(left.length === 0 ? [] : ['', `Not deleted: ${left.join(', ')}`]),
		'',
		...table(['Question', 'Contract', 'A', 'B', 'Holds', 'Found'], findings.map(row)),
		'',
		'## Endpoints',
		'',
		...table(
			['Endpoint', 'Requests', 'Statuses', 'Largest answer (bytes)', 'Median (ms)', 'Longest (ms)'],
			endpoints(visits).map(({ name, requests, statuses, bytes, median, longest }) =>
				[name, requests, statuses, bytes, median, longest].map(String),
			),
		),
		'',
	].join('\n');
}

function row({ question, side, text }: Finding): string[] {
	const { title, contract, sides = ['', ''] } = question;
	const holds = sides[0] === '' ? '' : (side ?? 'not found out');
	return [title, contract, ...sides, holds, text];
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
	return [head, head.map(() => '---'), ...rows].map(
		(cells) => `| ${cells.map(cell).join(' | ')} |`,
	);
}

function cell(text: string): string {
	return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s+/g, ' ').slice(0, 500);
}

/** A report as Markdown shows it: a stand-in such as <id-1> would be an element of HTML, and vanish. */
export function shown(report: string): string {
	return visible(report).replaceAll('<', '&lt;');
}

/** A text without what moves a terminal. */
export function visible(text: string): string {
	// eslint-disable-next-line no-control-regex
	return text.replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, '�');
}
