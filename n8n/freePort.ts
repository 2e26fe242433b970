import { createServer, type AddressInfo } from 'node:net';

/** A port of loopback on which nothing listens: `wanted` if that is free, else any. */
export async function freePort(wanted = 0): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (wanted === 0 || error.code !== 'EADDRINUSE') reject(error);
			else freePort().then(resolve, reject);
		});
		server.listen(wanted, '127.0.0.1', () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => resolve(port));
		});
	});
}
