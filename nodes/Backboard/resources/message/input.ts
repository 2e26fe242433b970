/** The inputs of Backboard Message: Send can run tools, and answers may be read by an output parser. */
export const messageInputs = `={{ [
	'main',
	...($parameter.operation === 'send' ? [{ type: 'ai_tool', displayName: 'Tools' }] : []),
	...(['send', 'summarizeItems'].includes($parameter.operation) && $parameter.answerFormat === 'parser'
		? [{ type: 'ai_outputParser', displayName: 'Output Parser', maxConnections: 1, required: true }]
		: []),
] }}` as const;
