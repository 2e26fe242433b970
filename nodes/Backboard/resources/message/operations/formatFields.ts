import type { INodeProperties } from 'n8n-workflow';

const forSchema = (schemaType?: string): INodeProperties['displayOptions'] => ({
	show: { answerFormat: ['schema'], ...(schemaType !== undefined && { schemaType: [schemaType] }) },
});

const answerFormatField: INodeProperties = {
	displayName: 'Answer Format',
	name: 'answerFormat',
	type: 'options',
	noDataExpression: true,
	default: 'text',
	description:
		'What the field output holds. An answer that does not fit is sent back to the model.',
	options: [
		{ name: 'Text', value: 'text', description: 'The answer as the model writes it' },
		{ name: 'JSON Object', value: 'json', description: 'An object of any shape' },
		{
			name: 'Fields (JSON Schema)',
			value: 'schema',
			description: 'Fields of known names and types',
		},
		{
			name: 'Output Parser',
			value: 'parser',
			description: 'The answer as read by an output parser node, connected below',
		},
	],
};

/** Names and labels are those of n8n's Information Extractor, which people know. */
const schemaTypeField: INodeProperties = {
	displayName: 'Schema Type',
	name: 'schemaType',
	type: 'options',
	noDataExpression: true,
	default: 'fromAttributes',
	description: 'How to specify the schema for the answer',
	displayOptions: forSchema(),
	options: [
		{
			name: 'From Attribute Descriptions',
			value: 'fromAttributes',
			description: 'Name the fields, their types and what they mean',
		},
		{
			name: 'Generate From JSON Example',
			value: 'fromJson',
			description: 'Take fields and types from an example',
		},
		{
			name: 'Define Using JSON Schema',
			value: 'manual',
			description: 'Write the JSON schema by hand',
		},
	],
};

const choicesField: INodeProperties = {
	displayName: 'Choices',
	name: 'choices',
	type: 'string',
	default: '',
	placeholder: 'e.g. low, medium, high',
	description: 'The texts that the field may hold, separated by commas',
	displayOptions: { show: { type: ['choice'] } },
};

const attributesField: INodeProperties = {
	displayName: 'Attributes',
	name: 'attributes',
	type: 'fixedCollection',
	placeholder: 'Add Attribute',
	description: 'The fields of the answer: their names, their types and what they mean',
	default: {},
	typeOptions: { multipleValues: true },
	displayOptions: forSchema('fromAttributes'),
	options: [
		{
			name: 'attributes',
			displayName: 'Attribute List',
			values: [
				{
					displayName: 'Field Name',
					name: 'name',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. company_name',
					description: 'Key of the field in the answer',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					default: 'string',
					description: 'Data type of the field. Nothing is converted: "3" is not a number.',
					options: [
						{ name: 'Boolean', value: 'boolean' },
						{ name: 'Choice', value: 'choice' },
						{ name: 'Date', value: 'date' },
						{ name: 'List of Texts', value: 'list' },
						{ name: 'Number', value: 'number' },
						{ name: 'String', value: 'string' },
					],
				},
				choicesField,
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					default: '',
					placeholder: 'e.g. Name of the company that sent the invoice',
					description: 'What the model should put into the field',
				},
				{
					displayName: 'Required',
					name: 'required',
					type: 'boolean',
					default: false,
					description:
						'Whether the field must have a value. A field that is not required may be null.',
				},
			],
		},
	],
};

const exampleField: INodeProperties = {
	displayName: 'JSON Example',
	name: 'jsonSchemaExample',
	type: 'json',
	default:
		'{\n\t"state": "California",\n\t"cities": ["Los Angeles", "San Francisco", "San Diego"]\n}',
	description: 'An example of the answer, from which fields and types are taken',
	displayOptions: forSchema('fromJson'),
};

const exampleNotice: INodeProperties = {
	displayName:
		"All properties will be required. To make them optional, use the 'Define Using JSON Schema' schema type instead.",
	name: 'exampleNotice',
	type: 'notice',
	default: '',
	displayOptions: forSchema('fromJson'),
};

const inputSchemaField: INodeProperties = {
	displayName: 'Input Schema',
	name: 'inputSchema',
	type: 'json',
	default:
		'{\n\t"type": "object",\n\t"properties": {\n\t\t"state": { "type": "string" },\n\t\t"cities": { "type": "array", "items": { "type": "string" } }\n\t},\n\t"required": ["state"]\n}',
	description: 'JSON schema of the answer. $ref may point to another part of the same schema.',
	hint: 'Use <a target="_blank" href="https://json-schema.org/">JSON Schema</a> format',
	displayOptions: forSchema('manual'),
};

/** Which form the answer has to have. */
export const formatFields: readonly INodeProperties[] = [
	answerFormatField,
	schemaTypeField,
	attributesField,
	exampleField,
	exampleNotice,
	inputSchemaField,
];
