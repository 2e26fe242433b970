import type { Outcome } from '../../../core/types';
import { BackboardError, concernsAllItems } from '../../../transport/error';
import { isOutOfCredit } from '../../../transport/modelFailure';
import type { TypedAnswer } from '../item/repair';
import type { Job } from './job';
import { type Part, partsOf, type Source } from './part';
import { finalPrompt, mergePrompt, partPrompt, type Position, singlePrompt } from './prompt';
import { askForAnswer, askForNotes } from './request';
import { errorOfItem, nothingLeft, unreadItem } from './skipped';

/**
 * One answer to all sources: by one request if it can read them all; else from notes on parts of them,
 * which are read like the items, until one request can read them all.
 */
export async function answerOf(job: Job, items: readonly Source[]): Promise<TypedAnswer> {
	const { settings, progress } = job;
	let parts = partsOf(items, settings.most);
	progress.parts = parts.length;
	progress.rounds = 1;
	const [only, second] = parts;
	if (only !== undefined && second === undefined && !only.hasFiles) {
		try {
			return await askForAnswer(job, singlePrompt(settings, only));
		} catch (error) {
			throw errorOfItem(job.call, only.pieces[0].source.item, error);
		}
	}
	for (;;) {
		const notes = await notesOn(job, parts);
		const next = partsOf(notes, settings.most);
		progress.rounds += 1;
		const [last, another] = next;
		if (last !== undefined && another === undefined) {
			return await askForAnswer(job, finalPrompt(settings, last));
		}
		if (next.length >= parts.length) throw noProgress(job, parts.length, next.length);
		parts = next;
	}
}

/** A part, and what became of it. */
interface Reading {
	part: Part;
	readonly position: Position;
	outcome?: Outcome<string>;
}

/** Notes on all parts. Throws when a part fails that the group needs. */
async function notesOn(job: Job, parts: readonly Part[]): Promise<Source[]> {
	let readings = parts.map((part, index): Reading => {
		return { part, position: { part: index + 1, of: parts.length } };
	});
	let open = readings;
	while (open.length > 0) {
		await read(job, open);
		readings = withoutSkipped(readings);
		open = readings.filter(({ outcome }) => outcome === undefined);
	}
	return notesIn(job, readings);
}

/** Has parts read side by side. */
async function read(job: Job, readings: readonly Reading[]): Promise<void> {
	const { call, settings, progress } = job;
	const isFirst = progress.rounds === 1;
	const prompt = isFirst ? partPrompt : mergePrompt;
	const goesOn = (error: unknown) => isFirst && settings.skips && !concernsOthers(error);
	const outcomes = await call.sideBySide(
		readings.map(({ part, position }) => ({
			itemIndex: part.pieces[0].source.item,
			work: async (own) =>
				await askForNotes(job, own, prompt(settings, part, position), part.hasFiles),
		})),
		goesOn,
	);
	for (const [index, reading] of readings.entries()) {
		const outcome = outcomes[index];
		reading.outcome = outcome;
		if (!outcome || !('error' in outcome) || (goesOn(outcome.error) && !isOfBudget(outcome.error)))
			continue;
		const { item } = reading.part.pieces[0].source;
		throw isFirst ? errorOfItem(call, item, outcome.error) : (outcome.error as Error);
	}
	const isPartly = outcomes.some((outcome) => 'notStarted' in outcome);
	if (call.signal.aborted || isPartly) throw stopped(call);
}

/** Of an item that is skipped no piece counts: what others were read with is read once more without it. */
function withoutSkipped(readings: readonly Reading[]): Reading[] {
	const itemsOf = ({ part }: Reading) => part.pieces.map(({ source }) => source.item);
	const failed = readings.filter(({ outcome }) => outcome && 'error' in outcome);
	const skipped = new Set(failed.flatMap(itemsOf));
	return readings.flatMap((reading) => {
		const { part, position } = reading;
		if (failed.includes(reading) || !itemsOf(reading).some((item) => skipped.has(item))) {
			return [reading];
		}
		const [first, ...rest] = part.pieces.filter(({ source }) => !skipped.has(source.item));
		if (first === undefined) return [];
		return [{ part: { ...part, pieces: [first, ...rest] }, position }];
	});
}

/** Whether an error would hit the other parts as well: then they are not asked. */
function concernsOthers(error: unknown): boolean {
	if (!(error instanceof BackboardError)) return false;
	const { status_code, detail } = error.details;
	return concernsAllItems(error) || status_code === 402 || isOutOfCredit(detail);
}

export function isOfBudget(error: unknown): boolean {
	return error instanceof BackboardError && error.reason === 'token budget';
}

/** The notes on the parts. Items of parts that failed are skipped. */
function notesIn({ call, progress: { skipped } }: Job, readings: readonly Reading[]): Source[] {
	const notes: Source[] = [];
	const causes: unknown[] = [];
	for (const { part, outcome } of readings) {
		const [{ source }] = part.pieces;
		if (outcome !== undefined && 'value' in outcome) {
			const { item } = source;
			notes.push({ item, number: notes.length + 1, text: outcome.value, hasFiles: false });
		} else if (outcome !== undefined && 'error' in outcome) {
			causes.push(outcome.error);
			for (const piece of part.pieces) skipped.push(unreadItem(piece.source.item, outcome.error));
		}
	}
	if (notes.length === 0) throw nothingLeft(call, skipped, causes);
	return notes;
}

function noProgress({ call, settings }: Job, before: number, after: number): BackboardError {
	return new BackboardError(
		call,
		{
			message: `The results of ${before} parts do not fit into fewer parts: they would make ${after}`,
			description: `Raise Max Characters under Options (it is ${settings.most}), or ask for shorter results with Instructions for Parts.`,
		},
		{ details: {}, reason: 'results too long' },
	);
}

function stopped({ secret, node }: Job['call']): BackboardError {
	return new BackboardError(
		{ secret, node },
		{
			message: 'The execution was stopped while items were read in parts',
			description: 'Run the node again.',
		},
		{ details: {}, reason: 'stopped' },
	);
}
