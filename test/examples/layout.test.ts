import type { INode } from 'n8n-workflow';

import type { WorkflowJson } from '../../engine/engine';
import { EXAMPLES, readExample } from './exampleWorkflow';

/** What something takes up on the canvas, in the editor's units. */
interface Box {
	readonly name: string;
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

const NOTE = 'n8n-nodes-base.stickyNote';

/** As the editor draws them: a node that others hang below is wide and has its name inside. */
const NODE = 96;
const WIDE_NODE = 224;
/** The handle for what may hang below a node, with its word and its plus. */
const HANDLE_BELOW = 80;
/** Name and subtitle below a node, which may be wider than the node. */
const LABEL = { width: 192, height: 52 };
/** Success and Error beside the outputs. */
const OUTPUT_WORDS = 64;

/** The text of a note: characters of 14 px, in lines of 21 px, between margins. */
const LETTER = 6.7;
const LINE = 21;
const PARAGRAPH_GAP = 9;
const NOTE_MARGIN = 28;

describe.each(EXAMPLES)('examples/%s.json, on the canvas', (example) => {
	const workflow = readExample(example);
	const notes = workflow.nodes.filter(({ type }) => type === NOTE);

	it('has no node, name or note on another', () => {
		const boxes = [
			...workflow.nodes
				.filter(({ type }) => type !== NOTE)
				.map((node) => nodeBoxes(workflow, node)),
			...notes.map((note) => [noteBox(note)]),
		];
		const touching = boxes.flatMap((own, index) =>
			boxes
				.slice(index + 1)
				.filter((others) => own.some((box) => others.some((other) => overlap(box, other))))
				.map(([other]) => [own[0].name, other.name]),
		);
		expect(touching).toEqual([]);
	});

	it('has notes that hold their text and are not half empty', () => {
		expect(notes).not.toEqual([]);
		for (const note of notes) {
			const { width, height } = noteBox(note);
			const filled = textHeight(String(note.parameters.content), width) / height;
			expect(filled).toBeLessThanOrEqual(1);
			expect(filled).toBeGreaterThan(0.8);
		}
	});
});

function nodeBoxes({ connections }: WorkflowJson, node: INode): Box[] {
	const { name } = node;
	const [left, top] = node.position;
	const outputs = connections[name]?.main?.length ?? 0;
	const height = NODE + Math.max(0, outputs - 2) * 32;
	if (!isWide(node)) {
		return [
			{ name, left, top, width: NODE + (outputs > 1 ? OUTPUT_WORDS : 0), height },
			{ name, left: left + (NODE - LABEL.width) / 2, top: top + height, ...LABEL },
		];
	}
	return [{ name, left, top, width: WIDE_NODE + OUTPUT_WORDS, height: height + HANDLE_BELOW }];
}

/** Whether other nodes can hang below it. */
function isWide({ type, parameters }: INode): boolean {
	const { operation = 'send' } = parameters;
	return type === 'n8n-nodes-backboard.backboardMessage' && operation === 'send';
}

function noteBox({ name, position, parameters }: INode): Box {
	const [left, top] = position;
	return { name, left, top, width: Number(parameters.width), height: Number(parameters.height) };
}

function overlap(a: Box, b: Box): boolean {
	const beside = a.left + a.width <= b.left || b.left + b.width <= a.left;
	const above = a.top + a.height <= b.top || b.top + b.height <= a.top;
	return !beside && !above;
}

/** How high a note has to be for its text. */
function textHeight(content: string, width: number): number {
	const perLine = (width - NOTE_MARGIN) / LETTER;
	const paragraphs = content.replaceAll(/[*`]/g, '').split(/\n+/);
	const lines = paragraphs.map((text) => Math.ceil(text.length / perLine));
	return lines.reduce((sum, count) => sum + count * LINE + PARAGRAPH_GAP, NOTE_MARGIN);
}
