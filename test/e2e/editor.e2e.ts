import { answersIn, openShop, QUESTIONS_WORKFLOW } from './support/bicycleShop';
import type { Camera } from './support/camera';
import type { EditorPage } from './support/editorPage';
import { EditorSession } from './support/editorSession';
import { journey } from './support/journey';
import { SUCCESS } from './support/message';
import type { NodeDetails } from './support/nodeDetails';
import type { TestN8n } from './support/testN8n';

const NODE = 'Backboard Message';
const ALL_NODES = ['Start', 'Questions', NODE];

let session: EditorSession;
let n8n: TestN8n;
let editor: EditorPage;
let camera: Camera;
let details: NodeDetails;

beforeAll(async () => {
	session = await EditorSession.start({ name: 'editor', sandbox: ['--latency', '150'] });
	({ n8n, editor, camera } = session);
	await openShop(n8n.sandbox);
	await editor.open(await n8n.save(QUESTIONS_WORKFLOW));
});

afterAll(async () => {
	await session?.stop();
});

const step = journey(() => camera);

step('the node panel finds both nodes, with their icons', async () => {
	await editor.searchNodes('backboard');
	await editor.panelEntries.filter({ hasText: NODE }).waitFor();
	const entries = await editor.panelEntries.allInnerTexts();
	expect(entries.map((entry) => entry.split('\n')[0])).toEqual(['Backboard', NODE]);
	for (const entry of await editor.panelEntries.all()) {
		const icon = await entry.locator('img').first().getAttribute('src');
		expect(icon).toMatch(/backboard(\.dark)?\.svg$/);
	}
	await camera.take('node-panel', await editor.areaOfPanelAnd(['Start', 'Questions']));
});

step('a node lists its actions, and one of them is dragged onto the canvas', async () => {
	await editor.showActions(NODE);
	expect(await editor.panelEntries.allInnerTexts()).toEqual([
		'Send message',
		'Summarize items',
		'Submit tool outputs',
	]);
	await editor.dragOntoCanvas(editor.panelEntries.filter({ hasText: 'Send message' }));
	details = editor.details;
	await details.close();
	await editor.node(NODE).waitFor();
	await editor.connect('Questions', NODE);
	await editor.connection('Questions', NODE).waitFor();
	await editor.tidyUp();
});

step('the node has the only credential chosen, and its operation', async () => {
	await editor.executeUpTo('Questions');
	details = await editor.openNode(NODE);
	expect(await details.credential()).toBe('Backboard API');
	expect(await details.option('operation')).toBe('Send Message');
});

step('a field of the input is dragged onto Message and shown with its value', async () => {
	await details.mapField('question', 'content');
	await details.dismissMessage();
	expect(await details.expression('content')).toEqual({
		text: '{{ $json.question }}',
		preview: 'When is the shop open on Saturdays?',
	});
});

step('the lists of threads and assistants show titles, and search narrows them', async () => {
	await details.chooseOption('conversation', 'Existing Thread');
	const threads = details.list('threadId');
	await threads.open();
	expect(await threads.labels()).toEqual([
		expect.stringMatching(/^When is the shop open on Saturdays\?/),
		expect.stringMatching(/^My order 1001 has not arrived yet\./),
		expect.stringMatching(/^Monday: the new website/),
	]);
	await threads.search('order 1001', [/^My order 1001/]);
	await threads.choose(/^My order 1001/);
	expect(await threads.chosen()).toMatch(/^My order 1001/);

	// What is not shown is forgotten: the assistant is chosen when the thread has gone.
	await details.chooseOption('conversation', 'New Thread');
	const assistants = details.list('assistantId');
	await assistants.open();
	expect(await assistants.labels()).toEqual([
		expect.stringMatching(/^Support desk/),
		expect.stringMatching(/^Meeting notes/),
	]);
	await assistants.search('desk', [/^Support desk/]);
	await assistants.choose(/^Support desk/);
	expect(await assistants.chosen()).toMatch(/^Support desk/);
});

step('the list of models follows the provider that was found by its first letters', async () => {
	const providers = details.list('provider');
	await providers.open();
	await providers.search('anth', [/^anthropic$/]);
	await providers.choose('anthropic');
	const models = details.list('model');
	await models.open();
	expect(await models.labels()).toEqual([
		'claude-3-5-sonnet-20241022 · 128k · tools, vision, JSON, thinking · $2.5 / $10',
		'claude-sonnet-4-5 · 128k · tools, vision, JSON, thinking · $2.5 / $10',
		'claude-haiku-4-5 · 128k · tools, vision, JSON · $2.5 / $10',
	]);
	await camera.take('parameters', await details.areaOfInput());
	await models.search('haiku', [/^claude-haiku-4-5 /]);
	await models.choose('claude-haiku-4-5');
	expect(await models.chosen()).toMatch(/^claude-haiku-4-5 · 128k/);
});

step('the output has what Backboard answered to each question', async () => {
	expect(await details.execute()).toMatch(SUCCESS);
	const answers = await details.output.column('output');
	expect(answers).toEqual(await answersIn(n8n.sandbox, await details.output.column('thread_id')));
	expect(answers[0]).toContain('On Saturdays the shop is open from 9 to 16.');
	expect(await details.output.column('model_name')).toEqual(Array(3).fill('claude-haiku-4-5'));
	expect(await details.output.banner()).toMatch(
		/^3 of 3 items answered · \d+ tokens · \$[\d.]+ · (< )?[\d.]+ s$/,
	);
	await details.output.showAs('schema');
	await camera.take('output', await details.areaOfOutput());
	await details.close();
	await camera.take('canvas', await editor.areaAround(ALL_NODES, { x: 140, y: 80 }));
});

step('an item that fails stops the node, which says what to do', async () => {
	details = await editor.openNode(NODE);
	await details.addNumber('Batching', 'Max Concurrent', 'maxConcurrent', 1);
	await n8n.sandbox.order({
		method: 'POST',
		after: 1,
		status: 402,
		body: { detail: 'Insufficient credits' },
	});
	expect(await details.execute()).toBe(`Problem in node ‘${NODE}‘`);
	expect(await details.output.error.message.innerText()).toBe(
		'Backboard asks for payment: Insufficient credits [item 1]',
	);
	const description = await details.output.error.description.innerText();
	expect(description).toContain(
		"Add credits on Backboard's Billing page, then run the node again.",
	);
	expect(description).toContain('1 of 3 items had been answered');
	await camera.take('error', await details.areaOfOutput());
});

step('with an error output the rest is answered and a banner counts what failed', async () => {
	await details.openTab('settings');
	await details.chooseOption('onError', 'Continue (using error output)');
	await details.openTab('params');
	await n8n.sandbox.order({
		method: 'POST',
		after: 1,
		run: 'FAILED',
		text: 'LLM Error: model overloaded',
	});
	await details.execute();
	expect(await details.output.banner()).toMatch(
		/^2 of 3 items answered · 1 failed \(1 × failed run\) · /,
	);
	expect(await details.output.column('output')).toHaveLength(2);
	await details.output.openBranch('Error');
	expect(await details.output.column('error')).toEqual([
		expect.stringContaining('LLM Error: model overloaded'),
	]);
	await camera.take('batch', await details.areaOfOutput());
});

step('the credential says whether it works, and if not what to change', async () => {
	const credential = await details.editCredential();
	await credential.says('Connection tested successfully');
	await credential.enter('apiKey', 'espr_not_this_one');
	await credential.save();
	await credential.says('Couldn’t connect with these settings');
	await credential.showDetails();
	await credential.says(
		'Backboard refused the API key. Enter a valid one; Backboard shows it under API Keys.',
	);
	await credential.enter('apiKey', n8n.sandbox.apiKey);
	await credential.save();
	await credential.says('Connection tested successfully');
});
