const { sep } = require('node:path');

const { default: Sequencer } = require('@jest/test-sequencer');

/** The files that take longest, which no other file should have to wait for at the end. */
const LONGEST = [
	'fault/soak',
	'nodes/Backboard/resources/message/key/fault',
	'package/regularExpressions',
	'probe/compare',
	'nodes/Backboard/resources/message/format/freeze',
	'fault/matrix',
	'nodes/Backboard/core/run',
	'nodes/Backboard/resources/document',
	'nodes/Backboard/resources/memory',
	'demo/liveRun',
	'demo/givenDocuments',
	'nodes/Backboard/resources/assistant',
	'sandbox/dialect',
	'package/reproducible',
	'nodes/Backboard/resources/message/documentWait',
	'demo/defaultRun',
	'security/hostile',
	'nodes/Backboard/resources/message/summarize/fault',
	'nodes/Backboard/resources/message/format/largeAnswer',
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
