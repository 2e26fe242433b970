import type { Visit } from './client';
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

const QUESTION = ['Question', 'Contract', 'A', 'B', 'Holds', 'Found'];

const ENDPOINT = 'Endpoint,Requests,Statuses,Largest answer (bytes),Median (ms),Longest (ms)';

/** The report in Markdown: what was found out, and what each endpoint took. */
export function report({ findings, ended, left }: Outcome, facts: Facts): string {
	const { version, contract, date, visits, spent } = facts;
	const endpoints = [...new Set(visits.map(endpointOf))];
	return [
		'# What Backboard answers',
		'',
		`n8n-nodes-backboard ${version}, ${contract}, Node ${process.versions.node}, ${date.toISOString().slice(0, 10)}. ${visits.length} requests, ${spent.toFixed(4)} USD by the answers’ own cost_usd.`,
		...(ended === undefined ? [] : ['', `The questions ended early: ${cell(ended)}`]),
		...(left.length === 0 ? [] : ['', `Not deleted: ${left.join(', ')}`]),
		'',
		...table(QUESTION, findings.map(row)),
		'',
		'## Endpoints',
		'',
		...table(
			ENDPOINT.split(','),
			endpoints.map((name) =>
				endpointRow(
					name,
					visits.filter((visit) => endpointOf(visit) === name),
				),
			),
		),
		'',
	].join('\n');
}

function row({ question, side, text }: Finding): string[] {
	const { title, contract, sides } = question;
	if (sides.length === 0) return [title, contract, '', '', '', text];
	return [title, contract, ...sides, side ?? 'not found out', text];
}

function endpointRow(name: string, visits: readonly Visit[]): string[] {
	const times = visits.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
	const statuses = [...new Set(visits.map(({ status }) => status))].sort().join(', ');
	const largest = Math.max(...visits.map(({ bytes }) => bytes));
	const median = times[Math.floor(times.length / 2)];
	return [name, visits.length, statuses, largest, median, times.at(-1)].map(String);
}

const FIXED =
	/^(?:assistants|clone|documents|memories|search|stats|operations|threads|messages|runs|cancel|status|models|providers?|embedding|all|thinking-metadata|submit-tool-outputs|billing|balance)?$/;

/** Method and path without its query, and with `{id}` for what is not part of the API. */
export function endpointOf({ line }: Visit): string {
	const [method = '', ...parts] = line.replace(/\?.*/s, '').split('/');
	return [method, ...parts.map((part) => (FIXED.test(part) ? part : '{id}'))].join('/');
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
