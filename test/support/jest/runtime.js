const { sep } = require('node:path');

const { default: Runtime } = require('jest-runtime');

const PACKAGES = `${sep}node_modules${sep}`;

/**
 * Node itself loads third-party packages, once per worker: n8n's take seconds, which jest would spend
 * on each test file. Our own files go through jest's registry and are new in each test file.
 */
class PackageRuntime extends Runtime {
	requireModule(from, moduleName, options, isRequireActual) {
		const path = options?.isInternalModule ? undefined : this.packageFile(from, moduleName);
		if (path !== undefined) return require(path);
		return super.requireModule(from, moduleName, options, isRequireActual);
	}

	/** The file of a package that a `require` means; undefined for what is no package's. */
	packageFile(from, moduleName) {
		if (moduleName === undefined || this._resolution.isCoreModule(moduleName)) return undefined;
		const path = this._resolution.resolveCjs(from, moduleName);
		return path.includes(PACKAGES) ? path : undefined;
	}
}

module.exports = { default: PackageRuntime, __esModule: true };
