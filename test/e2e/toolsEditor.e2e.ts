import type { WorkflowJson } from '../../engine/engine';
import { importExamples } from '../../n8n/workspace';
import { RawServer } from '../support/rawServer';
import { nodeOf } from './support/batchWorkflow';
import type { Camera } from './support/camera';
import type { EditorPage } from './support/editorPage';
import { EditorSession } from './support/editorSession';
import { eventually } from './support/eventually';
import { journey } from './support/journey';
import { LogsPanel } from './support/logsPanel';
import type { TestN8n } from './support/testN8n';

const NODE = 'Backboard Message';
const TOOL = 'stock';
const ORDERS = 10;

let session: EditorSession;
let n8n: TestN8n;
let editor: EditorPage;
let camera: Camera;
let logs: LogsPanel;
let deaf: RawServer;

beforeAll(async () => {
	session = await EditorSession.start({ name: 'tools-editor' });
	({ n8n, editor, camera } = session);
	deaf = await RawServer.start(() => {});
	logs = new LogsPanel(session.page);
	const examples = await importExamples(n8n.rest, n8n.credential, n8n.files);
	await editor.open(examples.find(({ file }) => file === 'orders-checked')!.id);
});

afterAll(async () => {
	await session?.stop();
	await deaf?.stop();
});

const step = journey(() => camera);

const labelsOfInputs = async () =>
	(await editor.inputs(NODE, 'ai_tool').allInnerTexts()).map((label) => label.trim());

step('Send has an input for tools, with the tool at it', async () => {
	await editor.showAll();
	expect(await labelsOfInputs()).toEqual(['Tools']);
	await editor.connection(TOOL, NODE).waitFor({ state: 'attached' });
});

step('a run shows at the tool how often it was called', async () => {
	await editor.executeUpTo('Checked');
	expect(await editor.runCount(TOOL)).toBe(String(ORDERS));
	await editor.showAll();
	await camera.take(
		'tools-canvas',
		await editor.areaAround(['One item each', NODE, TOOL, 'Checked', 'Failed'], { x: 40, y: 60 }),
	);
});

step('the logs list each run of the tool below the node, and the tokens', async () => {
	await logs.open();
	expect(await logs.summary()).toMatch(/^Success in .* [\d,]+ Tokens$/);
	expect(await logs.rows(TOOL).count()).toBeGreaterThan(1);
	await logs.rows(TOOL).first().click();
	expect(await logs.details()).toMatch(/^stock\s+Success in /);
	await camera.take('tools-logs', await logs.area());
});

step('another operation has no such input', async () => {
	const details = await editor.openNode(NODE);
	await details.chooseOption('operation', 'Submit Tool Outputs');
	await details.close();
	await editor.inputs(NODE, 'ai_tool').waitFor({ state: 'detached' });
	expect(await editor.inputs(NODE, 'main').count()).toBe(1);
});

/** Start → the node, with a tool that asks a server which never answers. */
const waitingWorkflow = (): WorkflowJson => ({
	name: 'A tool that waits',
	nodes: [
		nodeOf('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
		{
			...nodeOf(NODE, 'n8n-nodes-backboard.backboardMessage', 1, { content: 'Ask the_server.' }),
			position: [224, 0],
			credentials: { backboardApi: { ...n8n.credential } },
		},
		{
			...nodeOf('the_server', 'n8n-nodes-base.httpRequestTool', 4.2, {
				toolDescription: 'Never answers',
				url: deaf.url,
				options: {},
			}),
			position: [224, 224],
		},
	],
	connections: {
		Start: { main: [[{ node: NODE, type: 'main', index: 0 }]] },
		the_server: { ai_tool: [[{ node: NODE, type: 'ai_tool', index: 0 }]] },
	},
});

step('Stop while a tool runs cancels the run that waits for it', async () => {
	await editor.open(await n8n.save(waitingWorkflow()));
	await n8n.sandbox.forgetRequests();
	await editor.startUpTo(NODE);
	await eventually('the tool is called', () => deaf.requests.length === 1);
	await editor.stop();
	const paths = async () => (await n8n.sandbox.requests()).map(({ path }) => path);
	await eventually('the run is cancelled', async () =>
		(await paths()).some((path) => path.endsWith('/cancel')),
	);
	expect(await paths()).toEqual([
		'/threads/messages',
		expect.stringMatching(/^\/threads\/[\w-]+\/runs\/[\w-]+\/cancel$/),
	]);
});
