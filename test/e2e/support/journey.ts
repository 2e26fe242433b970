import type { Camera } from './camera';

/**
 * Steps of one user, each a test. What comes after a failed step could only fail too, and is said to
 * be untried instead.
 *
 * @param camera takes a picture of what the failed step left; known only when the tests run
 */
export function journey(camera: () => Camera): (title: string, walk: () => Promise<void>) => void {
	let failed: string | undefined;
	return (title, walk) => {
		test(title, async () => {
			if (failed !== undefined) throw untried(failed);
			try {
				await walk();
			} catch (error) {
				failed = title;
				const picture = await camera().takeFailure(title.replace(/\W+/g, '-').toLowerCase());
				(error as Error).message += `\nWhat the editor showed: ${picture}`;
				throw error;
			}
		});
	};
}

/** Without a stack: the step itself has nothing wrong. */
function untried(failed: string): Error {
	const error = new Error(`Not tried, because this failed: ${failed}`);
	error.stack = error.message;
	return error;
}
