import type { Locator, Page } from 'playwright-core';

/** A place in the window, in CSS pixels. */
export interface Point {
	readonly x: number;
	readonly y: number;
}

/** A part of the window, in CSS pixels. */
export interface Area extends Point {
	readonly width: number;
	readonly height: number;
}

/** Where an element is. Throws when it does not appear. */
export async function areaOf(element: Locator): Promise<Area> {
	await element.waitFor();
	const box = await element.boundingBox();
	if (box === null) throw new Error(`${String(element)} is not to be seen`);
	return box;
}

export function centre({ x, y, width, height }: Area): Point {
	return { x: x + width / 2, y: y + height / 2 };
}

/** The smallest area that has all of these in it, with a margin beside and above and below them. */
export function around(areas: readonly Area[], margin: Point): Area {
	const left = Math.min(...areas.map(({ x }) => x)) - margin.x;
	const top = Math.min(...areas.map(({ y }) => y)) - margin.y;
	const right = Math.max(...areas.map(({ x, width }) => x + width)) + margin.x;
	const bottom = Math.max(...areas.map(({ y, height }) => y + height)) + margin.y;
	return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Presses, moves as a hand does, and lets go. */
export async function drag({ mouse }: Page, from: Point, to: Point): Promise<void> {
	await mouse.move(from.x, from.y);
	await mouse.down();
	await mouse.move(to.x - 4, to.y - 4, { steps: 12 });
	await mouse.move(to.x, to.y, { steps: 4 });
	await mouse.up();
}
