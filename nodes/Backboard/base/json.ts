/** What a JSON text is; or, in `problem`, why it cannot be used. */
export type UnalteredJson =
	| { readonly value: unknown; readonly problem?: undefined }
	| { readonly value?: undefined; readonly problem: string };

/**
 * Reads JSON without altering anything: what nests too deeply to be written again, or holds a number that
 * JavaScript would round, is a problem. Undefined when the text is no JSON.
 */
export function unalteredJson(text: string): UnalteredJson | undefined {
	try {
		const value: unknown = JSON.parse(text);
		const problem = problemIn(text);
		return problem === undefined ? { value } : { problem };
	} catch {
		return undefined;
	}
}

function problemIn(json: string): string | undefined {
	if (isTooDeep(json)) return 'JSON that nests too deeply';
	const number = alteredNumber(json);
	if (number === undefined) return undefined;
	return `the number ${number.slice(0, 40)}, which cannot be kept exactly: it must be a text`;
}

/** An integer beyond 2^53 that would be rounded, or a number too large to be one. */
export function alteredNumber(json: string): string | undefined {
	// Nearly all texts end here.
	if (!/\d{16}|e\+?\d{3}/i.test(json)) return undefined;
	for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*/gis)) {
		if (token.startsWith('"')) continue;
		const [, integer] = /^(-?\d+)(?:\.0+)?$/.exec(token) ?? [];
		const number = Number(token);
		if (Math.abs(number) === Infinity) return token;
		if (integer === undefined || integer === String(number)) continue;
		if (BigInt(integer) !== BigInt(number)) return token;
	}
	return undefined;
}

/** JSON that nests deeper than this is not usable. */
const DEEPEST = 500;

/** Whether JSON, or what nearly is JSON, nests deeper than anything can work with. */
export function isTooDeep(json: string): boolean {
	let depth = 0;
	for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
		if (token === '{' || token === '[') depth += 1;
		else if (token === '}' || token === ']') depth = Math.max(0, depth - 1);
		if (depth > DEEPEST) return true;
	}
	return false;
}
