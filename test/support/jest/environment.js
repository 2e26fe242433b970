const { AsyncLocalStorage } = require('node:async_hooks');
const vm = require('node:vm');
const { sep } = require('node:path');

const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** Stands for the context that this process itself runs in, which Node has no object for. */
const OWN_CONTEXT = vm.createContext({});

/** Every storage that is in use: each of them makes every promise of the process slower. */
const storages = noteStorages();

runInOwnContext();

/**
 * Test files run in the worker's own context and not in a copy of it. So they share `Error`, `Array`
 * and the like with packages that Node has loaded, as a program does, and a worker can load those once
 * (see runtime.js). What a file changes in the globals is undone when the file is over.
 */
class OwnContextEnvironment {
	constructor({ projectConfig: config }) {
		this.dist = config.rootDir + sep + 'dist' + sep;
		this.before = {
			globals: Object.getOwnPropertyDescriptors(globalThis),
			process: Object.getOwnPropertyDescriptors(process),
			env: { ...process.env },
			prepareStackTrace: Error.prepareStackTrace,
		};
		this.global = globalThis;
		this.global.global = globalThis;
		this.moduleMocker = new ModuleMocker(globalThis);
		this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
		this.fakeTimers = null;
	}

	getVmContext() {
		return OWN_CONTEXT;
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	async setup() {}

	async teardown() {
		this.fakeTimersModern.dispose();
		restore(globalThis, this.before.globals);
		restore(process, this.before.process);
		for (const name of Object.keys(process.env)) delete process.env[name];
		Object.assign(process.env, this.before.env);
		Error.prepareStackTrace = this.before.prepareStackTrace;
		// Jest makes one for each file and forgets it; packages use theirs again when they need it.
		for (const storage of storages) storage.disable();
		storages.clear();
		this.forgetOwnPackage();
	}

	/** n8n's loader takes our nodes from `dist` past jest: each file gets them anew. */
	forgetOwnPackage() {
		for (const [path, module] of Object.entries(require.cache)) {
			if (path.startsWith(this.dist)) delete require.cache[path];
			else module.children = module.children.filter(({ id }) => !id.startsWith(this.dist));
		}
	}
}

/** Puts back the own properties that an object had. */
function restore(object, before) {
	for (const key of Reflect.ownKeys(object)) {
		if (!Object.hasOwn(before, key)) Reflect.deleteProperty(object, key);
	}
	for (const key of Reflect.ownKeys(before)) {
		const now = Object.getOwnPropertyDescriptor(object, key);
		const { value, get } = before[key];
		if (now?.value !== value || now?.get !== get) {
			Reflect.defineProperty(object, key, before[key]);
		}
	}
}

function noteStorages() {
	const noted = new Set();
	const { run } = AsyncLocalStorage.prototype;
	AsyncLocalStorage.prototype.run = function (...given) {
		noted.add(this);
		return run.apply(this, given);
	};
	return noted;
}

/** Lets jest compile for OWN_CONTEXT what then runs here. */
function runInOwnContext() {
	const { compileFunction } = vm;
	const here = (options, key) =>
		options?.[key] === OWN_CONTEXT ? { ...options, [key]: undefined } : options;
	vm.compileFunction = (code, names, options) =>
		compileFunction(code, names, here(options, 'parsingContext'));
	for (const name of ['SourceTextModule', 'SyntheticModule']) {
		const Module = vm[name];
		vm[name] = class extends Module {
			constructor(...given) {
				super(...given.slice(0, -1), here(given.at(-1), 'context'));
			}
		};
	}
}

module.exports = OwnContextEnvironment;
