import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import type {
	GroupOperation,
	GroupTask,
	ItemCall,
	ItemOperation,
	ItemTurn,
	Operation,
	Turn,
} from './types';

/** What the batch engine works on: an item, or a group of them. */
export interface Unit {
	/** In input order, at least one. */
	readonly items: readonly [number, ...number[]];
	lane(): string | undefined;
	work(turn: ItemTurn): Promise<UnitResult>;
	/** Called with what is said of it where it never started. */
	unsent(error: string): Promise<void>;
}

/** What the output items of a unit are made of. */
export interface UnitResult {
	readonly json: readonly IDataObject[];
	/** Files that all of them keep. */
	readonly binary: IBinaryKeyData | undefined;
}

/** What every call has, whatever its item. */
export type SharedCall = Pick<ItemCall, 'context' | 'node' | 'secret' | 'execution' | 'limit'>;

/** The work that an operation has to do for the input items. */
export function unitsOf(operation: Operation, shared: SharedCall): readonly Unit[] {
	const items = shared.context.getInputData().map((_, itemIndex) => itemIndex);
	if ('execute' in operation) return items.map((item) => itemUnit(operation, shared, item));
	operation.checkGroups?.(shared);
	return groupsOf(operation, shared, items).map((group) => groupUnit(operation, shared, group));
}

function itemUnit(operation: ItemOperation, shared: SharedCall, itemIndex: number): Unit {
	const item = { context: shared.context, node: shared.node, itemIndex };
	return {
		items: [itemIndex],
		lane: () => ifReadable(() => operation.lane?.(item)),
		unsent: async (error) => await operation.unsent?.(item, error),
		async work(turn) {
			// Before anything is sent: what fails here costs no answer.
			const binary = ifReadable(() => operation.files?.(item));
			return { json: await operation.execute(callOf(shared, turn, itemIndex)), binary };
		},
	};
}

/** What cannot be read (its expression fails) is left out: the item itself will report the error. */
function ifReadable<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

interface Group {
	readonly key: () => string;
	readonly items: [number, ...number[]];
}

/** An item whose group cannot be read is a group of its own, which fails with that error. */
function groupsOf(
	operation: GroupOperation,
	{ context, node }: SharedCall,
	items: readonly number[],
): Group[] {
	const groups: Group[] = [];
	const byKey = new Map<string, Group>();
	for (const item of items) {
		try {
			const key = operation.groupOf({ context, node, itemIndex: item });
			const known = byKey.get(key);
			if (known !== undefined) {
				known.items.push(item);
			} else {
				const group: Group = { key: () => key, items: [item] };
				byKey.set(key, group);
				groups.push(group);
			}
		} catch (error) {
			groups.push({ key: () => fail(error), items: [item] });
		}
	}
	return groups;
}

function fail(error: unknown): never {
	throw error;
}

function groupUnit(operation: GroupOperation, shared: SharedCall, group: Group): Unit {
	const { key, items } = group;
	return {
		items,
		lane: () => undefined,
		unsent: async (error) => await operation.unsent?.({ ...shared, itemIndex: items[0] }, error),
		async work(turn) {
			const json = await operation.executeGroup({
				...callOf(shared, turn, items[0]),
				items,
				group: key,
				sideBySide: async (tasks, goesOn) =>
					await turn.sideBySide(turnsOf(shared, tasks), { goesOn, costs: true }),
				tidyUp: async (tasks, failure) => {
					const rules = { goesOn: () => true, costs: false, failure };
					await turn.sideBySide(turnsOf(shared, tasks), rules);
				},
			});
			return { json, binary: undefined };
		},
	};
}

function turnsOf<R>(
	shared: SharedCall,
	tasks: ReadonlyArray<GroupTask<R>>,
): Array<(turn: Turn) => Promise<R>> {
	return tasks.map(
		({ itemIndex, work }) =>
			async (turn) =>
				await work(callOf(shared, turn, itemIndex)),
	);
}

function callOf(shared: SharedCall, turn: Turn, itemIndex: number): ItemCall {
	const { pace, spending, signal } = turn;
	return { ...shared, itemIndex, pace, spending, signal };
}
