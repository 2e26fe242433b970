import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { differences } from '../../probe/compare';
import { traitsOf } from '../../probe/traits';
import type { Dialect } from '../../sandbox/dialect';
import { Sandbox } from '../../sandbox/server';
import { ProbeRun, questionsOf } from './probeRun';

describe('Recordings beside the sandbox', () => {
	type Options = ConstructorParameters<typeof ProbeRun>[1];

	async function recorded(dialect: Dialect, options: Options = {}): Promise<string[]> {
		const sandbox = await Sandbox.start({ dialect, indexing: 300, remembering: 300 });
		const probeRun = new ProbeRun(sandbox, options);
		await probeRun.run();
		await sandbox.close();
		const found = await differences(probeRun.recordings, options.questions);
		probeRun.remove();
		return found;
	}

	it('do not differ where the sandbox answers the same', async () => {
		expect(await recorded({})).toEqual([]);
	});

	it('do not differ because another model was asked', async () => {
		const model = { llm_provider: 'anthropic', model_name: 'claude-sonnet-4-5' };
		const questions = questionsOf('answer', 'half-model', 'stream-events', 'attached-text');
		expect(await recorded({}, { model, questions })).toEqual([]);
	});

	it('do not differ because fewer questions were asked', async () => {
		const questions = questionsOf('answer', 'half-model', 'stream-events', 'attached-text');
		const limits = { dollars: Infinity, requests: 2 };
		expect(await recorded({}, { limits, questions })).toEqual([]);
	});

	it('fail with the file’s name where one was changed by hand', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'probe-'));
		await expect(differences(join(folder, 'no'))).rejects.toThrow('There is no folder ');
		writeFileSync(join(folder, '001.json'), '{"request":"GET /models","stream":"../../001.sse"}');
		await expect(differences(folder)).rejects.toThrow('001.json is no recording, or its stream');
		writeFileSync(join(folder, '001.json'), '{');
		await expect(differences(folder)).rejects.toThrow('001.json is no recording');
		rmSync(folder, { recursive: true });
	});

	it('differ by status, members, types and the order of events, and nowhere else', async () => {
		const questions = questionsOf(
			...['assistant-list', 'model-list', 'stream-events', 'memory-stats', 'document-upload'],
			...['document-states', 'retrieved-files', 'thread-deletion'],
		);
		const found = await recorded(
			{ emptyDeletions: true, countedStats: true, fileObjects: true, missingRunStatus: true },
			{ questions },
		);
		const text = found.join('\n');
		expect(text).toContain(
			'DELETE /threads/<id>\n  recorded  status 204, no body\n  sandbox   status 200, ',
		);
		expect(text).toContain(
			'GET /assistants/<id>/memories/stats\n  recorded  total_count: number\n  sandbox   total_memories: number',
		);
		expect(text).toContain(
			'recorded  retrieved_files[].filename: string\n  sandbox   retrieved_files[]: string',
		);
		expect(text).toContain('recorded  nothing else\n  sandbox   run_ended.status: string');
		expect(text).not.toContain('GET /models');
		expect(text).not.toContain('GET /assistants?');
	});

	it('fail with the folder’s name where there are none', async () => {
		await expect(differences('test/probe')).rejects.toThrow('no recordings in test/probe');
	});

	it.each<[string, string[]]>([
		['', ['no body']],
		['<html>', ['body: text']],
		[
			'{"b":[1,"x",2],"a":null,"c":{}}',
			['b: list', 'b[]: number', 'b[]: string', 'a: null', 'c: empty object'],
		],
		['[{"a":1}]', ['body: list', 'body[].a: number']],
		[
			'data: {"type":"a"}\n\ndata:{"type":"b","n":1}\n\ndata: {"type":"b","n":2}\n\n',
			['a → b', 'a.type: string', 'b.type: string', 'b.n: number'],
		],
	])('are read as %j', (text, traits) => {
		expect(traitsOf(text)).toEqual(traits);
	});
});
