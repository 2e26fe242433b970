import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { subNode, type SubNode } from '../support/subNode';
import { ROUNDS } from './openAiToolCall';

const NAME = 'look_up';

/** The sandbox's model calls a tool that it reads the name of, with what is in quotes. */
const question = (left: number) => `Ask ${NAME} about "round ${left}".`;

/** Items for each of which the model calls the tool so often, one call after another. */
export function questions(count: number, rounds = ROUNDS): INodeExecutionData[] {
	return Array.from({ length: count }, () => ({ json: { text: question(rounds) } }));
}

/** A tool whose answer leads to the next call, until all rounds are over. */
export const lookUp = {
	name: NAME,
	description: 'Tells how many pieces of an article are left',
	schema: z.object({ article: z.string().describe('Number of the article') }),
	invoke: ({ article }: IDataObject) => {
		const left = Number(/^round (\d+)$/.exec(String(article))?.[1]) - 1;
		return left > 0 ? question(left) : '12 pieces are left.';
	},
};

const TYPE = 'bench.lookUp';

/** The tool connected to the node under test. */
export const LOOK_UP: readonly SubNode[] = [{ type: TYPE, kind: 'ai_tool' }];

/** To be added to an engine: the node that hands out the tool. */
export const lookUpNode = [TYPE, subNode('ai_tool', () => [lookUp])] as const;
