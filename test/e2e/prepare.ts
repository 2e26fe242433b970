import { prepareN8n } from '../../n8n/installation';
import { RELEASES } from '../../n8n/version';
import { installPrograms } from './support/debianPackage';

/** Everything that takes minutes is there before the first test starts. */
async function main(): Promise<void> {
	installPrograms();
	// Side by side: much of an installation is waiting for the network.
	await Promise.all(RELEASES.map(prepareN8n));
}

main().catch((error: Error) => {
	console.error(error.message);
	// Ends the installations that are still under way, too.
	process.exit(1);
});
