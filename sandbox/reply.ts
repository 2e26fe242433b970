import { beginning, likeness, sentences } from './text';
import { typedReply, wishIn } from './typedReply';

/** What the assistant has to go by. */
export interface Material {
	readonly content: string;
	/** Files that came with the message. */
	readonly files: ReadonlyArray<{ name: string; text: string }>;
	/** Documents that were there before. */
	readonly documents: ReadonlyArray<{ name: string; text: string }>;
	/** What the user has said in this thread. */
	readonly history: string;
	readonly memories: ReadonlyArray<{ memory: string }>;
	readonly toolOutputs: ReadonlyArray<{ name: string; output: string }>;
	readonly cite: boolean;
	readonly json: boolean;
}

/** Likeness from which on a sentence counts as an answer. */
const RELEVANT = 0.2;

/** The assistant's answer: it shows what it was given. The same material, the same answer. */
export function reply(material: Material): { text: string; usedDocuments: string[] } {
	const { task, longest, schema, isForJson } = wishIn(material.content);
	const { files, memories, toolOutputs, cite, json } = material;
	const documents = material.documents.flatMap(({ name, text }) => {
		const best = bestSentence(task, text);
		return best === undefined ? [] : [{ name, best }];
	});
	const usedDocuments = documents.map(({ name }) => name);
	if (schema !== undefined) {
		const texts = [...files, ...material.documents].map((file) => file.text);
		const all = [...toolOutputs.map(({ output }) => output), task, ...texts].join('\n');
		return { text: JSON.stringify(typedReply(schema, all)), usedDocuments };
	}
	const lines = [
		...toolOutputs.map(({ name, output }) => `${name} says: ${output}`),
		...files.map(({ name, text }) => `${name}: ${beginning(text, 300) || 'no text.'}`),
		...memories.map(
			({ memory }, position) => `From memory: ${memory}${cite ? ` [Memory ${position + 1}]` : ''}`,
		),
		...documents.map(({ name, best }) => `${name} says: ${best}`),
	];
	const earlier = bestSentence(task, material.history);
	const whole =
		lines.join('\n') ||
		(earlier === undefined ? `In short: ${beginning(task, 300)}` : `Earlier you said: ${earlier}`);
	const text = whole.length > longest ? `${whole.slice(0, longest - 1)}…` : whole;
	return { text: json || isForJson ? JSON.stringify({ answer: text }) : text, usedDocuments };
}

function bestSentence(question: string, text: string): string | undefined {
	const [best] = sentences(text)
		.map((sentence) => ({ sentence, score: likeness(question, sentence) }))
		.filter(({ score }) => score >= RELEVANT)
		.sort((a, b) => b.score - a.score);
	return best?.sentence.slice(0, 300);
}
