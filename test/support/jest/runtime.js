const { join, sep } = require('node:path');

const { default: Runtime } = require('jest-runtime');

const PACKAGES = `${sep}node_modules${sep}`;

/**
 * Node itself loads third-party packages, once per worker: n8n's take seconds, which jest would spend
 * on each test file. What is built in `dist` comes from there too, as n8n loads it, but new in each test
 * file (see environment.js). Our sources go through jest's registry.
 */
class PackageRuntime extends Runtime {
	requireModule(from, moduleName, options, isRequireActual) {
		const path = options?.isInternalModule ? undefined : this.packageFile(from, moduleName);
		if (path !== undefined) return require(path);
		return super.requireModule(from, moduleName, options, isRequireActual);
	}

	/** The file of a package that a `require` means; undefined for a source of ours. */
	packageFile(from, moduleName) {
		if (moduleName === undefined || this._resolution.isCoreModule(moduleName)) return undefined;
		const path = this._resolution.resolveCjs(from, moduleName);
		const isBuilt = path.startsWith(join(this._config.rootDir, 'dist') + sep);
		return isBuilt || path.includes(PACKAGES) ? path : undefined;
	}
}

module.exports = { default: PackageRuntime, __esModule: true };
