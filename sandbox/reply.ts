import { randomUUID } from 'node:crypto';

import { likeness } from './recall';
import { readingOf } from './section';
import type { ToolCall, ToolDefinition } from './record';
import { sentences, summarize } from './summary';
import { typedReply, wishIn } from './typedReply';

/** What the assistant has to go by. */
export interface Material {
	readonly content: string;
	/** Files that came with the message. */
	readonly files: ReadonlyArray<{ name: string; text: string }>;
	/** Documents that were there before. */
	readonly documents: ReadonlyArray<{ name: string; text: string }>;
	/** What the user has said in this thread, oldest first. */
	readonly history: readonly string[];
	readonly memories: ReadonlyArray<{ memory: string }>;
	readonly toolOutputs: ReadonlyArray<{ name: string; output: string }>;
	readonly cite: boolean;
	readonly json: boolean;
}

/** Likeness from which on a sentence counts as an answer. */
const RELEVANT = 0.3;

/** The assistant's answer: an extract of what it was given. The same material, the same answer. */
export function reply(material: Material): { text: string; usedDocuments: string[] } {
	const { task, schema, isForJson } = wishIn(material.content);
	const { material: content, longest } = readingOf(task);
	const { text: whole, usedDocuments } = replyInWords({ ...material, content });
	const text = whole.length > longest ? `${whole.slice(0, longest - 1)}…` : whole;
	if (schema !== undefined) {
		const read = [
			...material.toolOutputs.map(({ output }) => output),
			content,
			...material.files.map((file) => file.text),
			...material.documents.map((document) => document.text),
			text,
		].join('\n');
		return { text: JSON.stringify(typedReply(schema, read)), usedDocuments };
	}
	return material.json || isForJson
		? { text: JSON.stringify({ answer: text }), usedDocuments }
		: { text, usedDocuments };
}

function replyInWords(material: Material): { text: string; usedDocuments: string[] } {
	const { content, files, documents, history, memories, toolOutputs, cite } = material;
	const parts: string[] = [];
	for (const { name, output } of toolOutputs) parts.push(`${name} says: ${output}`);
	for (const { name, text } of files) {
		const summary = summarize(text, files.length > 1 ? 1 : 3);
		parts.push(`${name}: ${summary || 'there is no text in this file.'}`);
	}
	memories.forEach(({ memory }, position) => {
		parts.push(`From memory: ${memory}${cite ? ` [Memory ${position + 1}]` : ''}`);
	});
	const usedDocuments: string[] = [];
	for (const { name, text } of documents) {
		const best = bestSentence(content, text);
		if (best === undefined) continue;
		usedDocuments.push(name);
		parts.push(`${name} says: ${best}`);
	}
	const earlier = bestSentence(content, history.join('\n\n'));
	if (earlier !== undefined && parts.length === 0) parts.push(`Earlier you said: ${earlier}`);
	if (parts.length === 0 || (files.length === 0 && content.length > 200)) {
		parts.push(`In short: ${summarize(content, 2) || content.trim().slice(0, 200)}`);
	}
	return { text: parts.join('\n'), usedDocuments };
}

function bestSentence(question: string, text: string): string | undefined {
	const [best] = sentences(text)
		.map((sentence) => ({ sentence, score: likeness(question, sentence) }))
		.filter(({ score }) => score >= RELEVANT)
		.sort((a, b) => b.score - a.score);
	return best?.sentence.slice(0, 300);
}

/**
 * The calls that a text leads to: one for each tool that it names. Arguments are the quoted texts in
 * it, in their order, for the tool's parameters.
 */
export function toolCallsFor(text: string, tools: readonly ToolDefinition[]): ToolCall[] {
	return tools
		.filter(({ function: { name } }) => new RegExp(`\\b${name}\\b`, 'i').test(text))
		.map(({ function: { name, parameters } }) => {
			const quoted = [...text.matchAll(/"([^"]+)"/g)].map(([, value]) => value);
			const values = Object.entries(parameters.properties).map(([key, { type, enum: choices }]) => {
				const value = quoted.shift();
				return [key, argument(type, choices?.[0] ?? value ?? key)];
			});
			return toolCall(name, JSON.stringify(Object.fromEntries(values)));
		});
}

export function toolCall(name: string, argumentText: string): ToolCall {
	return {
		id: `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
		type: 'function',
		function: { name, arguments: argumentText },
	};
}

function argument(type: string, value: string): unknown {
	if (type === 'number' || type === 'integer') return Number(value) || 0;
	if (type === 'boolean') return value !== 'false';
	return value;
}
