import type { WorkflowJson } from '../../engine/engine';
import { importExamples, type ImportedExample } from '../../n8n/workspace';
import { readExample } from '../examples/exampleWorkflow';
import type { Camera } from './support/camera';
import { ChatPanel } from './support/chatPanel';
import type { EditorPage } from './support/editorPage';
import { EditorSession } from './support/editorSession';
import { journey } from './support/journey';
import type { TestN8n } from './support/testN8n';

const CUSTOMERS = ['Alder Ltd', 'Birch and Sons', 'Cedar Sports'];

/** What the model says: of each report, and then of each customer. */
const FACTS = [
	'A credit note of 120 euros, for lamps that came two days late.',
	'Deliver 12 green tents by 20 April.',
	'Six helmets come back this week: they are too small.',
	'Payment within 60 days from now on.',
	'Nothing: the pump works.',
];
const DIGESTS = [
	'The lamps came late: send a credit note of 120 euros. New order: 12 green tents, by 20 April.',
	'Six helmets come back, too small. They ask for 60 days to pay: decide and answer.',
	'All is well. Nothing to do.',
];

let session: EditorSession;
let n8n: TestN8n;
let editor: EditorPage;
let camera: Camera;
let examples: ImportedExample[];

beforeAll(async () => {
	session = await EditorSession.start({ name: 'job-editor', sandbox: ['--latency', '100'] });
	({ n8n, editor, camera } = session);
	examples = await importExamples(n8n.rest, n8n.credential, n8n.files);
});

afterAll(async () => {
	await session?.stop();
});

const step = journey(() => camera);

/** The digest without its note, one request at a time, so that the answers come as they are ordered. */
function digestInOrder(): WorkflowJson {
	const workflow = readExample('nightly-digest');
	const { id, name } = n8n.credential;
	const nodes = workflow.nodes
		.filter(({ type }) => !type.endsWith('.stickyNote'))
		.map((node) =>
			node.credentials
				? {
						...node,
						credentials: { backboardApi: { id, name } },
						parameters: { ...node.parameters, batching: { maxConcurrent: 1 } },
					}
				: node,
		);
	return { ...workflow, nodes };
}

step('the digest runs from the button of the canvas', async () => {
	const workflow = digestInOrder();
	await editor.open(await n8n.save(workflow));
	await editor.showAll();
	const facts = FACTS.map((fact) => JSON.stringify({ fact }));
	const script = [...facts, ...DIGESTS].map((says) => ({ path: 'messages$', says }));
	await n8n.sandbox.order(...script);
	await editor.executeUpTo('Mail');
	await editor.showAll();
	const nodes = workflow.nodes.map(({ name }) => name);
	await camera.take('digest-canvas', await editor.areaAround(nodes, { x: 63, y: 40 }));
});

step('the banner says what it took, and there is a mail for each customer', async () => {
	const mail = await editor.openNode('Mail');
	const subjects = CUSTOMERS.map((customer) => `Digest: ${customer}`);
	expect(await mail.output.column('subject')).toEqual(subjects);
	const texts = await mail.output.column('text');
	for (const [index, text] of texts.entries()) expect(text).toContain(DIGESTS[index]);
	await mail.close();
	const digest = await editor.openNode('Digest');
	expect(await digest.output.banner()).toMatch(/5 items, in 3 parts, 1 round, 3 requests$/);
	expect(await digest.output.column('group')).toEqual(CUSTOMERS);
	await digest.output.showAs('schema');
	await camera.take('digest-output', await digest.areaOfOutput());
	await digest.close();
});

step('the chat remembers what was said in its session, without a table', async () => {
	const [{ id }] = examples.filter(({ file }) => file === 'chat-with-memory');
	await editor.open(id);
	const chat = new ChatPanel(editor.page);
	await chat.open();
	await chat.growBy(200);
	await chat.say('My suitcase has the number 42.');
	expect(await chat.say('Which number has the suitcase?')).toContain(
		'My suitcase has the number 42.',
	);
	const paths = (await n8n.sandbox.requests()).map(({ method, path }) => `${method} ${path}`);
	const sent = paths.filter((path) => path.startsWith('POST') && path.endsWith('/messages'));
	expect(sent.slice(-2)).toEqual([
		'POST /threads/messages',
		expect.stringMatching(/^POST \/threads\/[0-9a-f-]{36}\/messages$/),
	]);
	await camera.take('chat', await chat.area());
});
