import { prepareN8n } from '../../n8n/installation';
import { prepareNode, prepareOldest } from '../../n8n/oldest/install';
import { installPrograms } from './support/debianPackage';

/** Everything that takes minutes is there before the first test starts. */
async function main(): Promise<void> {
	installPrograms();
	await prepareN8n();
	await prepareOldest();
	await prepareNode();
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
