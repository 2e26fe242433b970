/**
 * A server of event streams in a process of its own. Below `/rate/n` it sends n events a second for two
 * seconds, each with its time of sending as its text; below `/events/n`, n events of five characters at
 * once. Prints its address.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const frame = (event: object) => `data: ${JSON.stringify(event)}\n\n`;
const now = () => performance.timeOrigin + performance.now();

const server = createServer((request, response) => {
	request.resume();
	request.on('end', () => {
		// /rate/200/… or /events/1000/…: the rest of the path is the API's.
		const [, kind, amount] = (request.url ?? '').split('/');
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		if (kind === 'rate') timed(response, Number(amount));
		else atOnce(response, Number(amount));
	});
});

function timed(response: ServerResponse, rate: number): void {
	let left = rate * 2;
	const timer = setInterval(() => {
		response.write(frame({ type: 'content_streaming', content: `${now()} ` }));
		left -= 1;
		if (left > 0) return;
		clearInterval(timer);
		response.end(frame({ type: 'run_ended', status: 'completed' }));
	}, 1000 / rate);
}

function atOnce(response: ServerResponse, events: number): void {
	const piece = frame({ type: 'content_streaming', content: 'abcd ' });
	let left = events;
	const more = () => {
		while (left > 0) {
			const count = Math.min(left, 100);
			left -= count;
			if (!response.write(piece.repeat(count))) {
				response.once('drain', more);
				return;
			}
		}
		response.end(frame({ type: 'run_ended', status: 'completed' }));
	};
	more();
}

server.listen(0, '127.0.0.1', () => {
	console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
