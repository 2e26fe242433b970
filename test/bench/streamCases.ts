import { outputOf, singleNodeWorkflow, type Engine } from '../../engine/engine';
import { cpuTime, median, repeated, MESSAGE, type Row } from './measure';
import { startServer } from './serverProcess';

const RATE = 200;
const TOKENS = { few: 20_000, many: 200_000 };

/** Streams through n8n's engine into a chat; returns what `onText` was not interested in: nothing. */
async function stream(engine: Engine, baseUrl: string, onText: (text: string) => void) {
	const run = await engine.run(
		singleNodeWorkflow({ type: MESSAGE, parameters: { content: 'Go' } }),
		{
			credentials: { backboardApi: { apiKey: 'key', baseUrl } },
			pinData: { Start: [{ json: {} }] },
			onChunk: ({ type, content }) => {
				if (type === 'item') onText(content as string);
			},
		},
	);
	if (outputOf(run, 'Node').length !== 1) throw new Error(run.data.resultData.error?.message);
}

/** Time from the sending of a chunk to `sendChunk`, and the CPU time of a token in short and long answers. */
export async function streaming(engine: Engine): Promise<Row[]> {
	const { url, stop } = await startServer('eventServer');
	try {
		const delays: number[] = [];
		await repeated(5, async () => {
			await stream(engine, `${url}/rate/${RATE}`, (text) => {
				const arrived = performance.timeOrigin + performance.now();
				delays.push(arrived - Number(text));
			});
		});
		const delay = median(delays);
		const perToken = async (tokens: number) =>
			(await cpuTime(async () => await stream(engine, `${url}/events/${tokens}`, () => {}))) /
			tokens;
		await perToken(TOKENS.many);
		const few = median(await repeated(7, async () => await perToken(TOKENS.few)));
		const many = median(await repeated(7, async () => await perToken(TOKENS.many)));
		const growth = many / few - 1;
		return [
			{
				name: `Streaming at ${RATE} chunks a second: server to sendChunk`,
				value: `${delay.toFixed(2)} ms`,
				must: '≤ 2.00 ms',
				passed: delay <= 2,
			},
			{
				name: `… CPU per token, answers of 100 kB / 1 MB: ${(few * 1000).toFixed(1)} / ${(many * 1000).toFixed(1)} µs`,
				value: `${growth > 0 ? '+' : ''}${(growth * 100).toFixed(0)} %`,
				must: '≤ + 15 %',
				passed: growth <= 0.15,
			},
		];
	} finally {
		await stop();
	}
}
