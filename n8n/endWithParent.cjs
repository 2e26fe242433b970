/**
 * Loaded before a program: ends it, and what it has started, with the process that started it. That
 * process holds the other end of a pipe, which closes however it ends. Its own handlers are not
 * enough: jest hands tests a copy of `process` that never says `exit`, and nothing hears SIGKILL.
 */
const { Socket } = require('node:net');
const { isMainThread } = require('node:worker_threads');

const end = () => {
	try {
		process.kill(-process.pid, 'SIGKILL');
	} catch {
		process.exit(1); // No process group of its own.
	}
};

// Threads and forks inherit the command line, but not the pipe.
if (isMainThread && process.env.ENDS_WITH === String(process.ppid)) {
	new Socket({ fd: 3 }).on('error', end).on('close', end).resume().unref();
}
