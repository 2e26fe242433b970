import type { FastifyInstance } from 'fastify';

import type { Fault, FaultQueue } from '../fault';
import type { Journal } from '../journal';

/** Outside Backboard's API: how another process orders faults and reads what was received. */
export function controlRoutes(app: FastifyInstance, faults: FaultQueue, journal: Journal): void {
	app.get('/_sandbox/requests', () => journal.entries);
	app.delete('/_sandbox/requests', () => {
		journal.clear();
		return {};
	});
	app.post('/_sandbox/faults', (request) => {
		const ordered = request.body as Fault | Fault[];
		faults.add(...(Array.isArray(ordered) ? ordered : [ordered]));
		return {};
	});
	app.delete('/_sandbox/faults', () => {
		faults.clear();
		return {};
	});
}
