import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { LazyPackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import type { Engine } from '../../engine/engine';
import { prepareN8n } from '../../n8n/installation';
import { NEWEST } from '../../n8n/version';

/** What the editor adds today when a user picks one of n8n's AI nodes. */
export const OPEN_AI = { type: '@n8n/n8n-nodes-langchain.openAi', typeVersion: 2.3 };
export const CHAIN = { type: '@n8n/n8n-nodes-langchain.chainSummarization', typeVersion: 2.1 };
export const CHAT_MODEL = { type: '@n8n/n8n-nodes-langchain.lmChatOpenAi', typeVersion: 1.3 };

/**
 * Adds n8n's AI nodes and their credential to an engine, from a complete n8n: the package that has the
 * nodes comes with n8n alone. Installs that n8n first when it is not there.
 *
 * @returns what resolves modules as that n8n does
 */
export async function addAiNodes(engine: Engine): Promise<NodeJS.Require> {
	const { folder } = await prepareN8n(NEWEST);
	const ofN8n = createRequire(join(folder, 'package.json'));
	const langchain = await load(ofN8n.resolve('@n8n/n8n-nodes-langchain/package.json'));
	for (const { type, typeVersion } of [OPEN_AI, CHAIN, CHAT_MODEL]) {
		const node = langchain.getNode(type.split('.')[1]).type;
		engine.nodeTypes.add(type, NodeHelpers.getVersionedNodeType(node, typeVersion));
	}
	const base = await load(require.resolve('n8n-nodes-base/package.json'));
	const credential: ICredentialType = base.getCredential('openAiApi').type;
	engine.nodeTypes.credentialTypes.set(credential.name, credential);
	return ofN8n;
}

async function load(packageFile: string): Promise<LazyPackageDirectoryLoader> {
	const loader = new LazyPackageDirectoryLoader(dirname(packageFile));
	await loader.loadAll();
	return loader;
}
