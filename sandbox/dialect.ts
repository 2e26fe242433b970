type Switches = Record<string, Record<string, readonly [contract: string, meaning: string]>>;

/**
 * Points in which sources on Backboard contradict each other, by what they concern: the section of the
 * contract on each, and what a switch for it means.
 */
const SWITCHES = {
	answers: {
		envelopeAnswers: ['C1', 'answers are an envelope whose last message has the answer'],
		olderAnswers: ['1.4', 'answers have no members that only newer servers know'],
		unknownUsage: ['F', 'tokens, costs and context usage are missing'],
		lowerCaseStatuses: ['C17', 'statuses of runs and messages are in lower case'],
		unfinishedAnswers: ['4', 'an answer comes before its run is done, as IN_PROGRESS'],
		llmErrorAnswers: ['C6', 'a failed run is answered as complete, with LLM Error as its text'],
		llmErrorBodies: ['C6', 'a failed run is answered with its LLM Error alone, as a text'],
		fileObjects: ['C24', 'retrieved_files has objects, not names'],
		internalFileNames: ['G', 'retrieved_files has names that only Backboard knows'],
		memoriesWithoutIds: ['1.4', 'retrieved memories have their text alone'],
		emptyArguments: ['1.4', 'a tool call without arguments has an empty text for them'],
		emptyToolContent: ['G', 'the text of an answer with tool calls is empty, not null'],
		otherDefaultModel: ['C26', 'a message that names no model is answered by one of Anthropic'],
		fencedJson: ['5', 'JSON is within code fences'],
		jsonModeAlways: ['C7', 'JSON mode works beside documents, web search and tools'],
		jsonModeIgnored: ['C7', 'JSON mode is ignored for a model that lacks it, not refused'],
	},
	streams: {
		missingRunStatus: ['C17', 'the last event of a run has no status'],
		nullRunStatus: ['C17', 'the status in the last event of a run is null'],
		upperCaseRunStatus: ['C17', 'the status in the last event of a run is in upper case'],
		threadInEveryEvent: ['C16', 'every event names the thread'],
		threadInRunEnd: ['C16', 'the last event of a run names the thread, and no other does'],
		olderRunEnd: ['2', 'a run ends with message_complete and its text in content'],
		completedRunEnd: ['2', 'a run ends with run_completed'],
		textlessRunEnd: ['2', 'the last event of a run has no text'],
		camelCaseOperation: ['C18', 'the last event of a run has memoryOperationId'],
		cumulativeStreams: ['2', 'each piece of a stream has the whole text so far'],
		accumulatedStreams: ['2', 'each piece of a stream brings the whole text so far beside it'],
		looseFrames: ['2', 'event streams have CRLF, comments and no space after the colon'],
		errorEvents: ['2', 'a failed run ends its stream with an error event that holds an object'],
		failedRunEnds: ['2', 'a failed run ends its stream with run_ended and the status failed'],
		failureInMessage: ['2', 'events of a failure have their text in message, not in error'],
	},
	threads: {
		olderThreads: ['1.2', 'threads have no members that only newer servers know'],
		messagesInLists: ['1.2', 'lists of threads ignore include_messages'],
		systemMessages: ['1.2', 'a thread begins with a message of the role system'],
		messageIdIsId: ['G', 'messages in a thread have id, not message_id'],
		plainMetadata: ['G', 'messages in a thread have metadata, not metadata_'],
		metadataTexts: ['C19', 'metadata of a message comes back as a text'],
		contentParts: ['G', 'messages in a thread have their text as a list of parts'],
		ownAssistants: ['J', 'a message that names no assistant gets one of its own'],
		noJsonInThreads: ['C2', 'a message to a thread in the path is refused when it is JSON'],
		silentOddValues: ['C3', 'an unknown memory mode means off, and unknown fields are ignored'],
		waitingThreadRefuses: ['4', 'a thread that waits for tool outputs refuses messages'],
		lostToolAnswers: ['4', 'tool outputs are answered with 500, although the run goes on'],
	},
	documents: {
		upperCaseDocuments: ['C4', 'statuses of documents are in upper case'],
		completedDocuments: ['C4', 'a document that can be searched is completed, not indexed'],
		failedDocuments: ['C4', 'a document that cannot be read is failed, not error'],
		createdDocuments: ['1.6', 'an upload is answered with 201'],
		lateDocuments: ['3', 'a document is unknown to its first status request'],
		messagesWhileIndexing: ['C5', 'messages are taken, without what is still being indexed'],
		filesIndexedFirst: ['4', 'a message is answered when its own files are indexed'],
		filesIndexedLater: [
			'4',
			'a message is answered without its own files, which are indexed later',
		],
	},
	memories: {
		lowerCaseOperations: ['C10', 'statuses of memory operations are in lower case'],
		failedOperations: ['C10', 'a memory operation that fails ends as FAILED, not as ERROR'],
		successOperations: ['C28', 'a memory operation ends as SUCCESS'],
		doneOperations: ['C28', 'a memory operation ends as DONE'],
		memoryIdTexts: ['1.7', 'a memory operation lists IDs only'],
		memoryWithOperation: ['4', 'a new memory names the operation that writes it'],
		createdMemoryIsId: ['1.7', 'a new memory has id, not memory_id'],
		lateMemories: ['4', 'a new memory can be read a while later'],
		noMemoryNumbers: ['C21', 'a memory with any number in its metadata is answered with 500'],
		countedStats: ['C9', 'statistics of memories have total_count'],
	},
	lists: {
		listsUnderKey: ['C25', 'lists of assistants, threads and documents are under a key'],
		bareLists: ['C25', 'lists of memories, models and providers are bare'],
		shuffledLists: ['G', 'lists, and messages in a thread, have no order'],
		smallPages: ['C15', 'a page has at most 50 records, however many are asked for'],
		nameFilterIgnored: ['1.1', 'the list of assistants ignores the query parameter name'],
		abilityFiltersIgnored: [
			'1.8',
			'the list of models ignores filters that only newer servers know',
		],
		olderModels: ['1.8', 'models have no members that only newer servers know'],
		pricesExcluded: ['C14', 'models have no prices'],
		emptyDeletions: ['1', 'a deletion is answered with 204 and nothing'],
	},
	errors: {
		textErrors: ['3', 'errors are no JSON and say no more than their status'],
		forbiddenKeys: ['3', 'a wrong key is answered with 403'],
		creditRefusals: ['3', 'a message without credit is refused with 402'],
		unknownThreadFails: ['3', 'a message to an unknown thread is answered with 500'],
	},
} as const satisfies Switches;

type Kinds = typeof SWITCHES;

export type SwitchKind = keyof Kinds;

export type Switch = { [Kind in SwitchKind]: keyof Kinds[Kind] }[SwitchKind];

/** The switches that are on. None is on in the default dialect: what the contract holds most likely. */
export type Dialect = Readonly<Partial<Record<Switch, boolean>>>;

export function switchesOf(kind: SwitchKind): Switch[] {
	return Object.keys(SWITCHES[kind]) as Switch[];
}

export const SWITCH_NAMES = (Object.keys(SWITCHES) as SwitchKind[]).flatMap(switchesOf);

export function isSwitch(name: string): name is Switch {
	return SWITCH_NAMES.includes(name as Switch);
}
