import type { Resource } from '../../core/types';
import { create } from './create';
import { remove } from './delete';
import { deleteAll } from './deleteAll';
import { get } from './get';
import { getMany } from './getMany';
import { getOperation } from './getOperation';
import { getStats } from './getStats';
import { search } from './search';
import { update } from './update';

export const memory: Resource = {
	value: 'memory',
	name: 'Memory',
	operations: [create, remove, deleteAll, get, getMany, getOperation, getStats, search, update],
};
