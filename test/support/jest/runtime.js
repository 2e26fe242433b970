const { join, sep } = require('node:path');

const { default: Runtime } = require('jest-runtime');

const PACKAGES = `${sep}node_modules${sep}`;

/** What the sandbox's modules export, once per worker: they keep nothing, and read a large contract. */
const sandbox = new Map();

/**
 * Node itself loads third-party packages, once per worker: n8n's take seconds, which jest would spend
 * on each test file. What is built in `dist` comes from there too, as n8n loads it, but new in each test
 * file (see environment.js). Our sources go through jest's registry.
 */
class PackageRuntime extends Runtime {
	requireModule(from, moduleName, options, isRequireActual) {
		const path = options?.isInternalModule ? undefined : this.sharedFile(from, moduleName);
		if (path === undefined) return super.requireModule(from, moduleName, options, isRequireActual);
		if (!this.isOf('sandbox', path)) return require(path);
		if (!sandbox.has(path)) sandbox.set(path, super.requireModule(from, moduleName));
		// An `import()` of it looks for its names in its compiled text.
		else if (path.endsWith('.ts')) this.transformCache.transform(path);
		return sandbox.get(path);
	}

	/** The file that is loaded once per worker when a `require` means it; undefined for any other source. */
	sharedFile(from, moduleName) {
		if (moduleName === undefined || this._resolution.isCoreModule(moduleName)) return undefined;
		const path = this._resolution.resolveCjs(from, moduleName);
		const isShared = ['dist', 'sandbox'].some((folder) => this.isOf(folder, path));
		return isShared || path.includes(PACKAGES) ? path : undefined;
	}

	isOf(folder, path) {
		return path.startsWith(join(this._config.rootDir, folder) + sep);
	}
}

module.exports = { default: PackageRuntime, __esModule: true };
