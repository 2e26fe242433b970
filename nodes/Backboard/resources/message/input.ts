/** The inputs of Backboard Message: Send can run tools, and may have its answer read by an output parser. */
export const messageInputs = `={{ $parameter.operation !== 'send' ? ['main'] : [
	'main',
	{ type: 'ai_tool', displayName: 'Tools' },
	...($parameter.answerFormat === 'parser'
		? [{ type: 'ai_outputParser', displayName: 'Output Parser', maxConnections: 1, required: true }]
		: []),
] }}` as const;
