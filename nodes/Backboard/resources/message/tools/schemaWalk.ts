import type { Shape } from './shape';

/** How often a schema may contain itself, how deep one may nest, and how many may be read in all. */
const MOST_REPEATS = 2;
const DEEPEST = 32;
const MOST_SCHEMAS = 1000;

/** The end of a schema that would go on forever. */
const CUT: Shape = { type: 'object' };

/** The way through a schema. It ends where a schema contains itself, or is too large. */
export class SchemaWalk {
	private readonly path: unknown[] = [];

	private count = 0;

	/** What `read` gives, or an object without properties where the schema has been cut. */
	into(schema: unknown, read: () => Shape | undefined): Shape | undefined {
		this.count += 1;
		const repeats = this.path.filter((outer) => outer === schema).length;
		if (repeats >= MOST_REPEATS || this.path.length >= DEEPEST || this.count > MOST_SCHEMAS) {
			return CUT;
		}
		this.path.push(schema);
		const shape = read();
		this.path.pop();
		return shape;
	}
}
