import { dirname, join } from 'node:path';

import { LazyPackageDirectoryLoader, PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

/** Folder of this package. Its nodes are loaded from `dist`, as n8n loads them. */
export const PACKAGE_FOLDER = join(__dirname, '..');

/** Node types of this package and of n8n's own, loaded by n8n's loader. */
export class EngineNodeTypes implements INodeTypes {
	readonly credentialTypes = new Map<string, ICredentialType>();

	private readonly extra = new Map<string, INodeType>();

	private constructor(private readonly loaders: ReadonlyMap<string, PackageDirectoryLoader>) {}

	static async load(): Promise<EngineNodeTypes> {
		const own = new PackageDirectoryLoader(PACKAGE_FOLDER);
		const base = new LazyPackageDirectoryLoader(
			dirname(require.resolve('n8n-nodes-base/package.json')),
		);
		await Promise.all([own.loadAll(), base.loadAll()]);
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
		// A node used as a tool is, to the engine, a type of its own.
		return loader.getNode(name.replace(/Tool$/, '')).type;
	}

	getByNameAndVersion(fullName: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(fullName), version);
	}

	getKnownTypes() {
		return {};
	}
}

function splitAtLast(text: string, separator: string): [string, string] {
	const at = text.lastIndexOf(separator);
	return [text.slice(0, at), text.slice(at + 1)];
}
