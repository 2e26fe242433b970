import fc from 'fast-check';

import { resultText } from '../../../../../../nodes/Backboard/resources/message/tools/run/result';
import { cpuTime } from '../../../../../support/cpuTime';

const SECRET = 'espr_secret-key';

function textOf(value: unknown): string {
	return resultText(value, SECRET).text;
}

const circle: Record<string, unknown> = { a: 1 };
circle.self = circle;

const STACK = [
	'Error: Broken',
	'    at Object.run (/usr/local/lib/node_modules/n8n/dist/run.js:10:20)',
	'    at async Promise.all (index 0)',
	'    at eval (evalmachine.<anonymous>:1:2)',
	'    at Array.map (<anonymous>)',
	'    at C:\\n8n\\run.js:1:2',
	'    at async file:///home/node/run.mjs:1:2',
].join('\n');

describe('What a tool returned, as text', () => {
	it.each<[string, unknown, string]>([
		['a text', 'Sunny', 'Sunny'],
		['an object', { sky: 'clear' }, '{"sky":"clear"}'],
		['a list', [{ a: 1 }, 2], '[{"a":1},2]'],
		['an empty list', [], '[]'],
		['a number', 7, '7'],
		['false', false, 'false'],
		['nothing', undefined, '(no output)'],
		['null', null, '(no output)'],
		['an empty text', '', '(no output)'],
		['white space', ' \n', '(no output)'],
		['a function', () => 1, '(no output)'],
		['a large whole number', { a: 2n ** 64n }, '{"a":"18446744073709551616"}'],
		['an object that contains itself', circle, '{"a":1,"self":"[Circular Reference]"}'],
		['bytes', { file: Buffer.from('abc') }, '{"file":"[binary, 3 bytes, not passed on]"}'],
		['bytes alone', new Uint8Array(4), '"[binary, 4 bytes, not passed on]"'],
		[
			'the content of an MCP tool',
			[
				{ type: 'text', text: 'One' },
				{ type: 'image', data: 'AAAA', mimeType: 'image/png' },
				{ type: 'audio', data: 'AAAA', mimeType: 'audio/wav' },
				{ type: 'resource', resource: { uri: 'a://b', text: 'Two' } },
				{ type: 'resource', resource: { uri: 'a://c', blob: 'AAAA', mimeType: 'image/gif' } },
				{ type: 'resource_link', uri: 'https://example.com/a', name: 'A' },
			],
			[
				'One',
				'[image, image/png, not passed on]',
				'[audio, audio/wav, not passed on]',
				'Two',
				'[resource, image/gif, a://c, not passed on]',
				'[link, A, https://example.com/a]',
			].join('\n'),
		],
		['a whole result of an MCP tool', { content: [{ type: 'text', text: 'One' }] }, 'One'],
		[
			'a list that only looks like it',
			[{ type: 'text' }, { type: 'b' }],
			'[{"type":"text"},{"type":"b"}]',
		],
	])('is %s', (_kind, value, text) => {
		expect(resultText(value, SECRET)).toEqual({ text, isError: false });
	});

	it('is said not to be JSON where it cannot be', () => {
		const value = {
			toJSON() {
				throw new Error('no');
			},
		};
		expect(textOf(value)).toBe('(output that cannot be written as JSON)');
	});

	it.each<[string, unknown]>([
		['of Code', 'There was an error: "x is not defined"'],
		['of HTTP Request', 'HTTP 404 There was an error: "Not found"'],
		[
			'of a node as a tool',
			'"Error: The Tool attempted to return binary data, which is not supported"',
		],
		['of a stopped node', 'Error during node execution: Execution was cancelled'],
		['of an MCP tool', { isError: true, content: [{ type: 'text', text: 'No' }] }],
	])('is known to be an error %s', (_kind, value) => {
		expect(resultText(value, SECRET).isError).toBe(true);
	});

	it.each(['The report says: There was an error', 'Errors: none'])(
		'is no error where it only speaks of one: %s',
		(value) => {
			expect(resultText(value, SECRET)).toEqual({ text: value, isError: false });
		},
	);
});

describe('What a tool returned is passed on', () => {
	it.each<[string, unknown, string]>([
		['in a text', `${STACK}\nThe end`, 'Error: Broken\nThe end'],
		['with the line ends of Windows', STACK.replaceAll('\n', '\r\n'), 'Error: Broken'],
		['in an object', { error: { stack: STACK } }, '{"error":{"stack":"Error: Broken"}}'],
		[
			'in a text that is JSON',
			JSON.stringify([{ stack: STACK, b: 1 }]),
			'[{"stack":"Error: Broken","b":1}]',
		],
	])('without a stack %s', (_kind, value, text) => {
		expect(textOf(value)).toBe(text);
	});

	it.each([
		['Cannot find /usr/local/lib/node_modules/n8n/dist/a.js:1:2', 'Cannot find (path)'],
		["Cannot find '/app/node_modules/@n8n/core'", "Cannot find '(path)'"],
		['Cannot find C:\\n8n\\node_modules\\a\\b.js', 'Cannot find (path)'],
		['See file:///home/node/a.js, please', 'See (path), please'],
		['{"at":"file:///home/a.js"}', '{"at":"(path)"}'],
	])('without places on the server: %s', (value, text) => {
		expect(textOf(value)).toBe(text);
	});

	it.each([
		'We meet\n  at 10:15:30\n  at the park',
		'https://unpkg.com/node_modules/a and ./node_modules/b',
		'/home/ann/report.pdf',
		'{"text":"one\\n  at the end"}',
	])('with everything that only looks like it: %s', (value) => {
		expect(textOf(value)).toBe(value);
	});

	it.each<[string, unknown]>([
		['a text', `key ${SECRET}`],
		['an object', { [SECRET]: [SECRET] }],
		['a content list', [{ type: 'text', text: SECRET }]],
		['a place where it would be cut', 'x'.repeat(29_990) + SECRET + 'x'.repeat(50)],
	])('without the key in %s', (_kind, value) => {
		expect(textOf(value)).not.toContain(SECRET.slice(0, 8));
	});

	it('without a key that JSON writes in another way', () => {
		expect(resultText({ a: 'se"cr\\et' }, 'se"cr\\et').text).toBe('{"a":"(API key)"}');
	});

	it('and the value stays as it was', () => {
		const value = { a: SECRET };
		textOf(value);
		expect(value).toEqual({ a: SECRET });
	});

	it('up to 30,000 characters, with a note within them', () => {
		expect(textOf('x'.repeat(30_000))).toBe('x'.repeat(30_000));
		const text = textOf('x'.repeat(30_001));
		expect(text).toHaveLength(30_000);
		expect(text).toMatch(/x\n\[Cut here: the full text has 30001 characters\]$/);
	});

	it('without half a character where it is cut', () => {
		for (const start of ['', 'x']) {
			const text = textOf(start + '😀'.repeat(20_000));
			expect(() => encodeURIComponent(text)).not.toThrow();
		}
	});

	it('in time that grows with its length, whatever it is made of', async () => {
		const hard = [
			'/a',
			'.',
			'\n    at ',
			'\\n    at ',
			' ',
			'/',
			'\n  ',
			'c:\\',
			':1',
			'/node_modules',
			'\t',
		];
		const read = (length: number) => {
			for (const piece of hard) textOf(piece.repeat(length / piece.length));
		};
		const [short, long] = [await cpuTime(() => read(100_000)), await cpuTime(() => read(1e6), 2)];
		expect(long).toBeLessThan(4 * 10 * short);
	});

	it('as a text of bounded length that is never empty, whatever it is', () => {
		fc.assert(
			fc.property(fc.anything({ withBigInt: true, withTypedArray: true }), (value) => {
				const { text } = resultText(value, SECRET);
				expect(text.length).toBeGreaterThan(0);
				expect(text.length).toBeLessThanOrEqual(30_000);
			}),
		);
	});
});
