import type { Resource } from '../../core/types';
import { clone } from './clone';
import { create } from './create';
import { remove } from './delete';
import { get } from './get';
import { getMany } from './getMany';
import { update } from './update';

export const assistant: Resource = {
	value: 'assistant',
	name: 'Assistant',
	operations: [create, clone, remove, get, getMany, update],
};
