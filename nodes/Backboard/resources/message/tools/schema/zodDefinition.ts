import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../../../base/record';

/** Whether a value is a schema of zod, version 3 or 4. */
export function isZodSchema(value: unknown): value is IDataObject {
	return isRecord(value) && isRecord(definitionOf(value)) && kindOf(value) !== '';
}

/** Zod 4 keeps its definition in `_zod.def`, zod 3 in `_def`. */
export function definitionOf(schema: IDataObject): IDataObject {
	const { def } = recordOf(schema._zod);
	return recordOf(def ?? schema._def);
}

/** `ZodString` of zod 3 and `string` of zod 4 are `string`. */
export function kindOf(schema: IDataObject): string {
	const { typeName, type } = definitionOf(schema);
	const kind = typeName ?? type;
	return typeof kind === 'string' ? kind.replace(/^Zod/, '').toLowerCase() : '';
}
