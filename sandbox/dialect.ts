/** Points in which sources on Backboard contradict each other, and the section of the contract on each. */
export const SWITCHES = {
	envelopeAnswers: ['C1', 'answers are an envelope whose last message has the answer'],
	lowerCaseStatuses: ['C17', 'statuses of runs and messages are in lower case'],
	missingRunStatus: ['C17', 'the last event of a run has no status'],
	threadInEveryEvent: ['C16', 'every event names the thread'],
	olderRunEnd: ['2', 'a run ends with message_complete and its text in content'],
	cumulativeStreams: ['2', 'each piece of a stream has the whole text so far'],
	accumulatedStreams: ['2', 'each piece of a stream brings the whole text so far beside it'],
	looseFrames: ['2', 'event streams have CRLF, comments and no space after the colon'],
	errorEvents: ['2', 'a failed run ends its stream with an error event that holds an object'],
	llmErrorAnswers: ['C6', 'a failed run is answered as complete, with LLM Error as its text'],
	upperCaseDocuments: ['C4', 'statuses of documents are in upper case'],
	completedDocuments: ['C4', 'a document that can be searched is completed, not indexed'],
	failedDocuments: ['C4', 'a document that cannot be read is failed, not error'],
	createdDocuments: ['1.6', 'an upload is answered with 201'],
	lateDocuments: ['3', 'a document is unknown to its first status request'],
	listsUnderKey: ['C25', 'lists of assistants, threads and documents are under a key'],
	bareLists: ['C25', 'lists of memories, models and providers are bare'],
	shuffledLists: ['G', 'lists, and messages in a thread, have no order'],
	nameFilterIgnored: ['1.1', 'the list of assistants ignores the query parameter name'],
	messageIdIsId: ['G', 'messages in a thread have id, not message_id'],
	plainMetadata: ['G', 'messages in a thread have metadata, not metadata_'],
	contentParts: ['G', 'messages in a thread have their text as a list of parts'],
	fileObjects: ['C24', 'retrieved_files has objects, not names'],
	emptyDeletions: ['1', 'a deletion is answered with 204 and nothing'],
	silentOddValues: ['C3', 'an unknown memory mode means off, and unknown fields are ignored'],
	lowerCaseOperations: ['C10', 'statuses of memory operations are in lower case'],
	memoryIdTexts: ['1.7', 'a memory operation lists IDs only'],
	createdMemoryIsId: ['1.7', 'a new memory has id, not memory_id'],
	countedStats: ['C9', 'statistics of memories have total_count'],
} as const satisfies Record<string, readonly [contract: string, meaning: string]>;

export type Switch = keyof typeof SWITCHES;

/** The switches that are on. None is on in the default dialect: what the contract holds most likely. */
export type Dialect = Readonly<Partial<Record<Switch, boolean>>>;

export function isSwitch(name: string): name is Switch {
	return Object.hasOwn(SWITCHES, name);
}

export const SWITCH_NAMES = Object.keys(SWITCHES).filter(isSwitch);
