import type { ItemCall } from '../../../../../../nodes/Backboard/core/types';
import { sharedToolsHint } from '../../../../../../nodes/Backboard/resources/message/tools/toolbox';
import { cpuTime } from '../../../../../support/cpuTime';

function hintOf(parameters: unknown, items = 2) {
	const context = {
		getInputData: () => Array.from({ length: items }, () => ({ json: {} })),
		getParentNodes: () => [{ name: 'Tool', parameters }],
	};
	return sharedToolsHint({ context, node: { name: 'Node' } } as unknown as ItemCall);
}

describe('That tools see the first item only', () => {
	it.each([
		'={{ $json.a }}',
		'=Hello {{ $now }}, {{ $json["a"] }}',
		"={{ $('Start').item.json.a }}",
		'={{ $input.item }}',
		'={{\n$node["Start"].json }}',
		'={{ $itemIndex }}',
		'={{ $binary.data }}',
	])('is said of a parameter %j, however deep it is', (text) => {
		expect(hintOf({ a: text })).toMatch(/^Expressions in "Tool" use the first item/);
		expect(hintOf({ options: { list: [1, null, { a: text }] } })).toBeDefined();
		expect(hintOf({ a: text }, 1)).toBeUndefined();
	});

	it.each([
		'{{ $json.a }}',
		'={{ $fromAI("a") }}',
		'=$json {{ $now }}',
		'return $json.a === 1 ? "{{" : $json',
	])('is not said of %j', (text) => {
		expect(hintOf({ a: text })).toBeUndefined();
	});

	it('is found out in time that grows with the length of the parameters', async () => {
		const timeOf = async (size: number) => {
			const texts = ['={{ ', '{{ = ', '=', '{{', '$jso'].map((piece) => `=${piece.repeat(size)}`);
			return await cpuTime(() => texts.map((a) => hintOf({ a })));
		};
		await timeOf(1_000);
		expect(await timeOf(200_000)).toBeLessThan(10 * 4 * Math.max(1, await timeOf(20_000)));
	});
});
