import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { LazyPackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import type { Engine } from '../../engine/engine';
import { prepareN8n } from '../../n8n/installation';

/** What the editor adds today when a user picks the OpenAI node. */
export const OPEN_AI = { type: '@n8n/n8n-nodes-langchain.openAi', typeVersion: 2.3 };

/**
 * Adds n8n's OpenAI node and its credential to an engine, from a complete n8n: the package that has the
 * node comes with n8n alone. Installs that n8n first when it is not there.
 */
export async function addOpenAiNode(engine: Engine): Promise<void> {
	const { folder } = await prepareN8n();
	const ofN8n = createRequire(join(folder, 'package.json'));
	const langchain = await load(ofN8n.resolve('@n8n/n8n-nodes-langchain/package.json'));
	const node = langchain.getNode('openAi').type;
	engine.nodeTypes.add(OPEN_AI.type, NodeHelpers.getVersionedNodeType(node, OPEN_AI.typeVersion));
	const base = await load(require.resolve('n8n-nodes-base/package.json'));
	const credential: ICredentialType = base.getCredential('openAiApi').type;
	engine.nodeTypes.credentialTypes.set(credential.name, credential);
}

async function load(packageFile: string): Promise<LazyPackageDirectoryLoader> {
	const loader = new LazyPackageDirectoryLoader(dirname(packageFile));
	await loader.loadAll();
	return loader;
}
