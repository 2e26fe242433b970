import type { Finding } from './probe';

/** The report in Markdown. */
export function report(findings: readonly Finding[], version: string, date: Date): string {
	const cell = (text: string) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ').slice(0, 500);
	return [
		'# What Backboard answers',
		'',
		`n8n-nodes-backboard ${version}, ${date.toISOString().slice(0, 10)}`,
		'',
		'| Question | Contract | Found |',
		'| --- | --- | --- |',
		...findings.map(
			({ title, contract, finding }) => `| ${cell(title)} | ${contract} | ${cell(finding)} |`,
		),
		'',
	].join('\n');
}
