import { dirname, join } from 'node:path';

import { Container } from '@n8n/di';
import { LazyPackageDirectoryLoader, PackageDirectoryLoader } from 'n8n-core';
import type {
	ICredentialType,
	INodeProperties,
	INodeType,
	INodeTypes,
	IVersionedNodeType,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeHelpers } from 'n8n-workflow';

/** Folder of this package. Its nodes are loaded from `dist`, as n8n loads them. */
export const PACKAGE_FOLDER = join(__dirname, '..');

/** Node types of this package and of n8n's own, loaded by n8n's loader. */
export class EngineNodeTypes implements INodeTypes {
	readonly credentialTypes = new Map<string, ICredentialType>();

	private readonly extra = new Map<string, INodeType>();

	private constructor(private readonly loaders: ReadonlyMap<string, PackageDirectoryLoader>) {}

	static async load(): Promise<EngineNodeTypes> {
		const own = new PackageDirectoryLoader(PACKAGE_FOLDER);
		const [base] = await Promise.all([baseLoader(), own.loadAll()]);
		const types = new EngineNodeTypes(
			new Map([
				[own.packageName, own],
				[base.packageName, base],
			]),
		);
		for (const [name, { type }] of Object.entries(own.credentialTypes)) {
			types.credentialTypes.set(name, type);
		}
		return types;
	}

	/** Adds a node type that no package has. */
	add(name: string, nodeType: INodeType): void {
		this.extra.set(name, nodeType);
	}

	getByName(fullName: string): INodeType | IVersionedNodeType {
		const extra = this.extra.get(fullName);
		if (extra !== undefined) return extra;
		const [packageName, name] = splitAtLast(fullName, '.');
		const loader = this.loaders.get(packageName);
		if (loader === undefined) throw new Error(`No package has the node type "${fullName}"`);
		const type = loader.getNode(name.replace(/Tool$/, '')).type;
		return name.endsWith('Tool') && !loader.known.nodes[name] ? asTool(type) : type;
	}

	getByNameAndVersion(fullName: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(fullName), version);
	}

	getKnownTypes() {
		return {};
	}
}

/** n8n's own nodes, once in each process: their list has megabytes, and nobody changes them. */
async function baseLoader(): Promise<LazyPackageDirectoryLoader> {
	if (Container.has(LazyPackageDirectoryLoader)) return Container.get(LazyPackageDirectoryLoader);
	const base = new LazyPackageDirectoryLoader(
		dirname(require.resolve('n8n-nodes-base/package.json')),
	);
	await base.loadAll();
	Container.set(LazyPackageDirectoryLoader, base);
	return base;
}

/** A node used as a tool is a type of its own: n8n's server makes it from the node. */
function asTool(type: INodeType | IVersionedNodeType): INodeType | IVersionedNodeType {
	if ('nodeVersions' in type) {
		const versions = Object.entries(type.nodeVersions);
		const nodeVersions = Object.fromEntries(
			versions.map(([key, one]) => [key, withToolOutput(one)]),
		);
		return Object.create(type, { nodeVersions: { value: nodeVersions } }) as IVersionedNodeType;
	}
	return withToolOutput(type);
}

function withToolOutput(type: INodeType): INodeType {
	const { description } = type;
	const properties = [...description.properties, TOOL_DESCRIPTION];
	const outputs = [description.outputs, NodeConnectionTypes.AiTool].flat();
	const value = { ...description, outputs, properties };
	return Object.create(type, { description: { value } }) as INodeType;
}

const TOOL_DESCRIPTION: INodeProperties = {
	displayName: 'Description',
	name: 'toolDescription',
	type: 'string',
	default: '',
};

function splitAtLast(text: string, separator: string): [string, string] {
	const at = text.lastIndexOf(separator);
	return [text.slice(0, at), text.slice(at + 1)];
}
