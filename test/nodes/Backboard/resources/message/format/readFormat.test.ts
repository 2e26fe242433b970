import type { INodeParameters } from 'n8n-workflow';

import { SharedWork } from '../../../../../../nodes/Backboard/core/run';
import type { ItemCall } from '../../../../../../nodes/Backboard/core/types';
import { readFormat } from '../../../../../../nodes/Backboard/resources/message/format/settings';

describe('A format by a schema', () => {
	const formatsOf = async (...items: INodeParameters[]) => {
		const execution = new SharedWork();
		const context = {
			getNodeParameter: (name: string, item: number, other?: unknown) =>
				items[item]?.[name] ?? other,
		};
		const calls = items.map(
			(_, itemIndex) => ({ context, itemIndex, execution }) as unknown as ItemCall,
		);
		return await Promise.all(calls.map(async (call) => await readFormat(call, 'schema')));
	};
	const manual = (inputSchema: unknown) =>
		({ answerFormat: 'schema', schemaType: 'manual', inputSchema }) as INodeParameters;
	const example = (jsonSchemaExample: unknown) =>
		({ answerFormat: 'schema', schemaType: 'fromJson', jsonSchemaExample }) as INodeParameters;

	it('is prepared once for all items that have it, as text or as it is', async () => {
		const text = '{"properties":{"a":{"type":"string"}}}';
		const [first, ...others] = await formatsOf(
			manual(text),
			manual(text),
			manual(JSON.parse(text)),
		);
		expect(others).toEqual([first, first]);
		others.forEach((other) => expect(other).toBe(first));
		const [one, two] = await formatsOf(example('{"a": 1}'), example('{"a": 1}'));
		expect(two).toBe(one);
	});

	it('is that of the item where items have different ones', async () => {
		const formats = await formatsOf(
			manual('{"type": "string"}'),
			manual('{"type": "number"}'),
			example('"a"'),
			example('1'),
		);
		const readings = await Promise.all(formats.map(async (format) => await format.read('1', true)));
		expect(readings.map((reading) => 'value' in reading)).toEqual([false, true, false, true]);
	});
});
