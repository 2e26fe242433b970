const { sep } = require('node:path');

const { default: Sequencer } = require('@jest/test-sequencer');

/** The files that take longest, which no other file should have to wait for at the end. */
const LONGEST = [
	'nodes/Backboard/resources/message/key/fault',
	'nodes/Backboard/resources/message/format/freeze',
	'fault/soak',
	'package/reproducible',
	'nodes/Backboard/resources/message/format/largeAnswer',
	'probe/probe',
	'fault/matrix',
	'demo/defaultRun',
	'package/regularExpressions',
	'nodes/Backboard/resources/message/summarize/fault',
	'nodes/Backboard/core/run',
	'probe/compare',
	'security/hostile',
	'nodes/Backboard/resources/memory',
	'nodes/Backboard/resources/document',
	'nodes/Backboard/resources/message/key/measure',
	'sandbox/dialect',
	'probe/process',
	'nodes/Backboard/core/runEnd',
	'demo/process',
];

const rankOf = ({ path }) => {
	const rank = LONGEST.findIndex((name) => path.endsWith(`${name.replaceAll('/', sep)}.test.ts`));
	return rank === -1 ? LONGEST.length : rank;
};

/** Starts with the longest files even where jest has no times of an earlier run. */
class LongestFirst extends Sequencer {
	sort(tests) {
		return super.sort(tests).sort((one, other) => rankOf(one) - rankOf(other));
	}
}

module.exports = LongestFirst;
