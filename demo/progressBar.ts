import { SingleBar } from 'cli-progress';

/** A bar that shows how many documents are answered; on a terminal only. */
export class ProgressBar {
	private readonly bar = new SingleBar({
		stream: process.stderr,
		format: '{bar} {value} of {total} documents answered, {duration} s',
		barCompleteChar: '█',
		barIncompleteChar: '░',
		barsize: 40,
		clearOnComplete: true,
	});

	start(documents: number): void {
		if (!process.stderr.isTTY) return;
		this.bar.start(documents, 0);
		// The bar changes how the terminal wraps lines: that is put right even when the user stops it.
		process.once('exit', () => this.stop());
	}

	update(answered: number): void {
		if (this.bar.isActive) this.bar.update(answered);
	}

	stop(): void {
		if (this.bar.isActive) this.bar.stop();
	}
}
