import { timeOf } from '../../../../nodes/Backboard/transport/time';

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
});
