import { oldestFirst } from '../../../../../nodes/Backboard/resources/message/answer/threadMessage';

const NOON = '2026-02-05T12:00:00';
const texts = (messages: object[]) => messages.map((message) => (message as { at: unknown }).at);
const sorted = (...times: unknown[]) =>
	texts(oldestFirst(times.map((created_at, at) => ({ created_at, at })) as never));

describe('Messages of a thread', () => {
	it.each([
		[
			['.000002', '.000001', '.000003'],
			[1, 0, 2],
		],
		[
			['.123456Z', '.123455Z', '.122999Z'],
			[2, 1, 0],
		],
		[
			['.1', '.100001', '.099999'],
			[2, 0, 1],
		],
		[
			['.000002+00:00', '.000001'],
			[1, 0],
		],
	])('of one moment are in the order of their microseconds: %j', (times, order) => {
		expect(sorted(...times.map((time) => NOON + time))).toEqual(order);
	});

	it('of equal times stay as they came', () => {
		expect(sorted(NOON, NOON, NOON)).toEqual([0, 1, 2]);
	});

	it.each([[null], [undefined], ['soon'], [12]])(
		'stay as they came where one has no time, but %j',
		(time) => {
			expect(sorted(`${NOON}.2`, time, `${NOON}.1`)).toEqual([0, 1, 2]);
		},
	);
});
