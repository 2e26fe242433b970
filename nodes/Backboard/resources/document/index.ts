import type { Resource } from '../../core/types';
import { remove } from './delete';
import { get } from './get';
import { getMany } from './getMany';
import { upload } from './upload';

export const document: Resource = {
	value: 'document',
	name: 'Document',
	operations: [upload, remove, get, getMany],
};
