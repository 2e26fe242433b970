/** One request that was answered, for the table of endpoints. */
export interface Visit {
	readonly method: string;
	readonly path: string;
	readonly status: number;
	readonly bytes: number;
	readonly milliseconds: number;
}

export interface Endpoint {
	readonly name: string;
	readonly statuses: string;
	readonly requests: number;
	/** Of the largest answer. */
	readonly bytes: number;
	/** Median and longest, in ms. */
	readonly median: number;
	readonly longest: number;
}

/** What each endpoint took, in the order of the first visits. */
export function endpoints(visits: readonly Visit[]): Endpoint[] {
	const groups = new Map<string, Visit[]>();
	for (const visit of visits) {
		const name = `${visit.method} ${endpointPath(visit.path)}`;
		groups.set(name, [...(groups.get(name) ?? []), visit]);
	}
	return [...groups].map(([name, group]) => {
		const times = group.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
		return {
			name,
			statuses: [...new Set(group.map(({ status }) => status))].sort().join(', '),
			requests: group.length,
			bytes: Math.max(...group.map(({ bytes }) => bytes)),
			median: times[Math.floor(times.length / 2)] ?? 0,
			longest: times.at(-1) ?? 0,
		};
	});
}

const FIXED = new Set(
	'assistants clone documents memories search stats operations threads messages runs cancel status models providers provider embedding all thinking-metadata submit-tool-outputs billing balance'.split(
		' ',
	),
);

/** A path without its query, and with `{id}` for what is not part of the API. */
export function endpointPath(path: string): string {
	const [bare = ''] = path.split('?');
	return bare
		.split('/')
		.map((part) => (part === '' || FIXED.has(part) ? part : '{id}'))
		.join('/');
}
