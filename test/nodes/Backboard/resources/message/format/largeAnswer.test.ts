import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PACKAGE_FOLDER } from '../../../../../../engine/nodeTypes';
import { parseAnswer } from '../../../../../../nodes/Backboard/resources/message/format/json/parse';
import { Schema } from '../../../../../../nodes/Backboard/resources/message/format/schema/schema';
import { cpuTime } from '../../../../../support/cpuTime';

/** What a process of its own does: in jest every look at a global costs, and the validator looks often. */
const MEASURE = `
const [folder] = process.argv.slice(1);
const { parseAnswer } = require(folder + '/json/parse.js');
const { Schema } = require(folder + '/schema/schema.js');
const { exampleSchema } = require(folder + '/schema/example.js');
const rows = Array.from({ length: 6000 }, (_, at) => ({
	id: at,
	name: 'Customer “' + at + '” {of} [many]',
	tags: ['new', 'north', 't' + at],
	address: { street: at + ' Long Road of the \\\\ North', city: 'Bergen', zip: null },
	paid: at % 2 === 0,
}));
const json = JSON.stringify({ rows });
const schema = new Schema(exampleSchema({ rows: rows.slice(0, 3) }));
const texts = {
	bare: json,
	fenced: 'Here you are:\\n\`\`\`json\\n' + json + '\\n\`\`\`',
	'among words': 'As in [1]: ' + json + ' I hope that helps.',
};
const fastest = (work) => {
	let least = Infinity;
	for (let round = 0; round < 8; round += 1) {
		const start = process.cpuUsage();
		work();
		const { user, system } = process.cpuUsage(start);
		least = Math.min(least, user + system);
	}
	return least;
};
const yardstick = fastest(() => JSON.stringify(JSON.parse(json)));
const result = Object.entries(texts).map(([how, text]) => {
	const time = fastest(() => {
		const reading = parseAnswer(text, (value) => schema.judge(value));
		if (!('value' in reading)) throw new Error(how + ' does not fit');
	});
	return { how, size: text.length, times: time / yardstick };
});
console.log(JSON.stringify(result));
`;

interface Measured {
	readonly how: string;
	readonly size: number;
	/** Processor time, in times of what reading and writing the same JSON takes. */
	readonly times: number;
}

describe('An answer of a megabyte', () => {
	it('is read and judged in a few times what JSON alone takes: bare, in fences or among words', async () => {
		const folder = join(PACKAGE_FOLDER, 'dist/nodes/Backboard/resources/message/format');
		const args = ['-e', MEASURE, folder];
		const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PACKAGE_FOLDER });
		const measured = JSON.parse(stdout) as Measured[];
		expect(measured.map(({ how }) => how)).toEqual(['bare', 'fenced', 'among words']);
		expect(measured.filter(({ size }) => size < 1_000_000)).toEqual([]);
		// It is five times; looking twice at each character would be more than twelve.
		expect(measured.filter(({ times }) => times > 12)).toEqual([]);
	}, 120_000);

	it('of which nothing fits says so, with paths', () => {
		const schema = new Schema({ type: 'array', items: { type: 'number' } });
		const reading = parseAnswer(JSON.stringify(Array(250_000).fill('1')), (v) => schema.judge(v));
		expect('reasons' in reading && reading.reasons[0]).toEqual({
			path: '$[0]',
			expected: 'number',
			found: '"1"',
		});
	});

	it('of which every row lacks a field names all of them, in time that grows with their number', async () => {
		const schema = new Schema({
			type: 'array',
			items: { type: 'object', properties: { a: {}, b: {} }, required: ['a', 'b'] },
		});
		const read = (rows: number) =>
			parseAnswer(JSON.stringify(Array(rows).fill({ a: 1 })), (value) => schema.judge(value));
		const reading = read(30_000);
		expect('reasons' in reading && reading.reasons).toHaveLength(30_000);
		const [few, many] = [await cpuTime(() => read(2_000)), await cpuTime(() => read(20_000), 2)];
		expect(many).toBeLessThan(4 * 10 * few);
	});
});

describe('A name that is half a character', () => {
	it('is allowed or refused like any other', () => {
		const text = '{"\\ud800": 1}';
		const open = new Schema({ type: 'object' });
		expect(parseAnswer(text, (value) => open.judge(value))).toEqual({ value: { '\ud800': 1 } });
		const closed = new Schema({ type: 'object', additionalProperties: false });
		expect(parseAnswer(text, (value) => closed.judge(value))).toMatchObject({
			reasons: [{ path: '$' }],
		});
	});
});
