import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived, with its body as text. */
export interface RawRequest {
	readonly method: string;
	readonly url: string;
	readonly headers: IncomingMessage['headers'];
	readonly body: string;
}

export type Answer = (request: RawRequest, response: ServerResponse) => void | Promise<void>;

/** A loopback server that answers just as a test says: for what no sandbox in good order would send. */
export class RawServer {
	readonly requests: RawRequest[] = [];

	private constructor(private readonly server: Server) {}

	static async start(answer: Answer): Promise<RawServer> {
		const server = createServer();
		const raw = new RawServer(server);
		server.on('request', async (incoming, response) => {
			let body = '';
			for await (const chunk of incoming as AsyncIterable<Buffer>) body += chunk.toString('utf8');
			const { method = '', url = '', headers } = incoming;
			const request = { method, url, headers, body };
			raw.requests.push(request);
			await answer(request, response);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return raw;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json' });
	response.end(JSON.stringify(body));
}

/** Begins a stream of events; the function that comes back sends one. */
export function sendEvents(response: ServerResponse): (event: object) => void {
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	return (event) => void response.write(`data: ${JSON.stringify(event)}\n\n`);
}
