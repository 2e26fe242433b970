import type { WorkflowJson } from '../../engine/engine';
import { importExamples } from '../../n8n/workspace';
import { readExample } from '../examples/exampleWorkflow';
import type { Attribute } from './support/attributeList';
import type { Camera } from './support/camera';
import type { EditorPage } from './support/editorPage';
import { EditorSession } from './support/editorSession';
import { journey } from './support/journey';
import { SUCCESS } from './support/message';
import type { NodeDetails } from './support/nodeDetails';
import type { TestN8n } from './support/testN8n';

const NODE = 'Backboard Message';

const ATTRIBUTES: readonly Attribute[] = [
	{
		name: 'supplier',
		type: 'String',
		description: 'Company that wrote the invoice',
		isRequired: true,
	},
	{ name: 'invoice_date', type: 'Date', description: 'Date of the invoice', isRequired: true },
	{ name: 'total', type: 'Number', description: 'Amount to pay, with taxes', isRequired: true },
	{ name: 'paid', type: 'Boolean', description: 'Whether it has been paid', isRequired: false },
];

/** The example as it would be if nobody had said yet what the answer should look like. */
function withoutSchema(): WorkflowJson {
	const workflow = structuredClone(readExample('documents-to-table'));
	const nodes = workflow.nodes.map((node) =>
		node.name === NODE
			? { ...node, parameters: { content: node.parameters.content, attachments: 'data' } }
			: node,
	);
	return { ...workflow, name: 'Invoices', nodes };
}

let session: EditorSession;
let n8n: TestN8n;
let editor: EditorPage;
let camera: Camera;
let details: NodeDetails;

beforeAll(async () => {
	session = await EditorSession.start({ name: 'typed-answer' });
	({ n8n, editor, camera } = session);
	const { id, name } = n8n.credential;
	const workflow = withoutSchema();
	const nodes = workflow.nodes.map((node) =>
		node.credentials ? { ...node, credentials: { backboardApi: { id, name } } } : node,
	);
	await editor.open(await n8n.save({ ...workflow, nodes }));
});

afterAll(async () => {
	await session?.stop();
});

const step = journey(() => camera);

step('the fields of the answer are filled in by hand', async () => {
	await editor.executeUpTo('Document');
	details = await editor.openNode(NODE);
	await details.chooseOption('answerFormat', 'Fields (JSON Schema)');
	expect(await details.option('schemaType')).toBe('From Attribute Descriptions');
	for (const attribute of ATTRIBUTES) await details.attributes.add(attribute);
	expect(await details.attributes.names()).toEqual(ATTRIBUTES.map(({ name }) => name));
	await details.attributes.show();
	await camera.take('typed-fields', await details.areaOfInput());
});

step('the output has these fields, with their types', async () => {
	await details.chooseOption('output', 'Answer');
	expect(await details.execute()).toMatch(SUCCESS);
	expect(await details.output.column('supplier')).toEqual([
		'Northern Paper Ltd',
		'Harbour Coffee Roasters',
		'Bright Office Cleaning',
	]);
	expect(await details.output.column('total')).toEqual(['210', '1347.5', '620']);
	expect(await details.output.column('paid')).toEqual(['false', 'true', 'false']);
	await details.output.showAs('schema');
	expect(await details.output.fields()).toEqual([
		'thread_id',
		...ATTRIBUTES.map(({ name }) => name),
	]);
	await camera.take('typed-output', await details.areaOfOutput());
	await details.close();
});

step('the examples run from the button of the canvas', async () => {
	const examples = await importExamples(n8n.rest, n8n.credential, n8n.files);
	for (const [file, last] of [
		['documents-to-table', 'Table'],
		['mail-triage', 'Everybody else'],
	]) {
		await editor.open(examples.find((example) => example.file === file)!.id);
		await editor.executeUpTo(last);
		details = await editor.openNode(last);
		expect(await details.output.itemCount()).toBe('1 item');
		await details.close();
	}
});
