import { ExecuteContext, RoutingNode } from 'n8n-core';
import type {
	ICredentialsDecrypted,
	IExecuteData,
	INode,
	INodeExecutionData,
	INodeType,
	IRunExecutionData,
} from 'n8n-workflow';

import type { BackboardApi } from '../../credentials/BackboardApi.credentials';
import { outputOf, singleNodeWorkflow } from '../../engine/engine';
import type { Harness } from '../support/harness';
import { useHarness } from '../support/useHarness';

/** The answer of n8n's credential test, as its tester reads the declaration. */
async function testCredential(harness: Harness, data: Record<string, string>): Promise<string> {
	const type = harness.engine.nodeTypes.credentialTypes.get('backboardApi') as BackboardApi;
	const noOp = harness.engine.nodeTypes.getByNameAndVersion('n8n-nodes-base.noOp');
	const nodeType = {
		description: {
			...noOp.description,
			credentials: [{ name: 'backboardApi', required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: type.test.request },
					default: '',
				},
			],
		},
	} as INodeType;
	harness.engine.nodeTypes.add('test.credential', nodeType);
	const json = singleNodeWorkflow({ type: 'test.credential' });
	const credentials = { backboardApi: data };
	const workflow = harness.engine.workflow(json);
	const node = workflow.getNode('Node') as INode;
	const executeData: IExecuteData = { node, data: {}, source: null };
	const context = new ExecuteContext(
		workflow,
		node,
		harness.engine.additionalData(json, 'internal', { credentials }),
		'internal',
		{ resultData: { runData: {} } } as unknown as IRunExecutionData,
		0,
		[],
		{ main: [[{ json: {} }]] },
		executeData,
		[],
	);
	const decrypted = {
		id: '1',
		name: 'Backboard',
		type: 'backboardApi',
		data,
	} as ICredentialsDecrypted;
	let output: INodeExecutionData[][] | null | undefined;
	try {
		output = await new RoutingNode(context, nodeType, decrypted).runNode();
	} catch (error) {
		const { cause, message } = error as Error & {
			cause?: { response?: { status: number }; code?: string };
		};
		const status = cause?.response?.status;
		const rule = type.test.rules?.find(
			(candidate) => candidate.type === 'responseCode' && candidate.properties.value === status,
		);
		return rule?.properties.message ?? cause?.code ?? message;
	}
	for (const rule of type.test.rules ?? []) {
		if (rule.type !== 'responseSuccessBody') continue;
		const body = output?.[0][0].json as unknown as string;
		if (body[Number(rule.properties.key)] === rule.properties.value) return rule.properties.message;
	}
	return 'OK';
}

describe('The Backboard API credential', () => {
	const harness = useHarness();

	const tested = async (data: { apiKey?: string; baseUrl?: string } = {}) =>
		await testCredential(harness, {
			apiKey: harness.sandbox.apiKey,
			baseUrl: harness.sandbox.url,
			...data,
		});

	it('is tested by a list of one assistant, also when the account has none', async () => {
		expect(await tested()).toBe('OK');
		const [entry] = harness.sandbox.journal.entries;
		expect(entry).toMatchObject({
			method: 'GET',
			path: '/assistants',
			query: { limit: '1' },
			status: 200,
		});
	});

	it.each(['/', '//', ' '])('tolerates a base URL that ends in "%s"', async (end) => {
		expect(await tested({ baseUrl: harness.sandbox.url + end })).toBe('OK');
	});

	it('tolerates white space around the key', async () => {
		expect(await tested({ apiKey: ` ${harness.sandbox.apiKey}\n` })).toBe('OK');
	});

	it('says what to change when the key is refused', async () => {
		expect(await tested({ apiKey: 'wrong' })).toBe(
			'Backboard refused the API key. Enter a valid one; Backboard shows it under API Keys.',
		);
		harness.sandbox.faults.add({ status: 403 });
		expect(await tested()).toContain('refused the API key');
	});

	it('says what to change when the base URL leads elsewhere', async () => {
		const wrong =
			'There is no Backboard API at this Base URL. It is normally https://app.backboard.io/api.';
		expect(await tested({ baseUrl: `${harness.sandbox.url}/v2` })).toBe(wrong);
		harness.sandbox.faults.add({ status: 301, headers: { location: 'http://127.0.0.1:9/' } });
		expect(await tested()).toBe(wrong);
		for (const page of ['<!doctype html><p>Hi', '\n<html>']) {
			harness.sandbox.faults.add({
				status: 200,
				body: page,
				headers: { 'content-type': 'text/html' },
			});
			expect(await tested()).toContain('The Base URL leads to a web page');
		}
	});

	it('says what to change when the base URL is no address', async () => {
		expect(await tested({ baseUrl: 'app.backboard.io' })).toContain(
			'The Base URL of the Backboard credential is not an http(s) address',
		);
	});

	it('shows n8n’s code when the host cannot be reached: a declared test has no words for it', async () => {
		expect(await tested({ baseUrl: 'http://127.0.0.1:9/api' })).toBe('ECONNREFUSED');
		expect(await tested({ baseUrl: 'http://nothing.invalid/api' })).toMatch(/ENOTFOUND|EAI_AGAIN/);
	});

	it('sends the key as X-API-Key, and leaves addresses of other nodes alone', async () => {
		const type = harness.engine.nodeTypes.credentialTypes.get('backboardApi') as BackboardApi;
		const credentials = { apiKey: 'k', baseUrl: 'https://backboard.example/api/' };
		const own = await type.authenticate(credentials, { url: '/threads', headers: { Accept: 'a' } });
		expect(own).toEqual({
			url: 'https://backboard.example/api/threads',
			headers: { Accept: 'a', 'X-API-Key': 'k' },
		});
		const other = await type.authenticate(credentials, { url: 'https://elsewhere.example/x' });
		expect(other.url).toBe('https://elsewhere.example/x');
	});

	it('serves the HTTP Request node, for what this package has no operation for', async () => {
		const { engine, sandbox } = harness;
		const run = await engine.run(
			singleNodeWorkflow({
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					url: `${sandbox.url}/models/providers`,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: 'backboardApi',
				},
			}),
			{ credentials: { backboardApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } } },
		);
		expect(run.data.resultData.error).toBeUndefined();
		expect(outputOf(run, 'Node')[0].json.providers).toContain('openai');
	});
});
