import { timeOf } from '../../../../nodes/Backboard/base/time';

describe('A time of Backboard', () => {
	const NOON = Date.parse('2026-02-05T12:00:00Z');

	it.each([
		'2026-02-05T12:00:00Z',
		'2026-02-05T12:00:00',
		'2026-02-05T12:00:00.000',
		'2026-02-05 12:00:00',
		'2026-02-05T13:00:00+01:00',
		'2026-02-05T10:00:00-0200',
		'2026-02-05T12:00:00+00',
		'2026-02-05 14:00:00.000+02',
	])('is UTC where it names no zone: %s', (text) => {
		expect(timeOf(text)).toBe(NOON);
	});

	it.each(['', 'soon', null, undefined, 12, {}])('is not one: %j', (value) => {
		expect(timeOf(value)).toBeNaN();
	});

	it('has its microseconds', () => {
		const times = ['.123456Z', '.123457', '.123458+00:00', '.124', ',124001Z'].map((end) =>
			timeOf(`2026-02-05T12:00:00${end}`),
		);
		expect([...times].sort((a, b) => a - b)).toEqual(times);
		expect(new Set(times).size).toBe(times.length);
		expect(Math.floor(times[0])).toBe(NOON + 123);
	});

	it.each(['t'.repeat(1e5), '1t'.repeat(5e4), `2026-02-05T${'1'.repeat(1e5)}x`, ' '.repeat(1e5)])(
		'is none where it is endless',
		(text) => expect(timeOf(text)).toBeNaN(),
	);
});
