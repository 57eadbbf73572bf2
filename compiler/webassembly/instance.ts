/** Instance of the JS API. */
import { compiledModule, type Module } from './module.js';

const exportsOf = new WeakMap<object, object>();

export class Instance {
  /**
   * Links and starts synchronously, at any size.
   * @throws TypeError for missing import objects, LinkError for unfit imports, RuntimeError for traps while starting.
   */
  constructor(module: Module, imports?: object) {
    const compiled = compiledModule(module);
    if (imports !== undefined && (typeof imports !== 'object' && typeof imports !== 'function' || imports === null)) {
      throw new TypeError('WebAssembly.Instance(): the imports must be an object');
    }
    if (imports === undefined && compiled.imports.length > 0) {
      throw new TypeError('WebAssembly.Instance(): the module has imports, so an object with them is needed');
    }
    const { exports } = compiled.instantiate(imports ?? {});
    exportsOf.set(this, frozenNamespace(exports));
  }

  /** The exports: a frozen object without a prototype. */
  get exports(): Record<string, any> {
    const found = exportsOf.get(this);
    if (!found) throw new TypeError('not a WebAssembly.Instance');
    return found as Record<string, any>;
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Instance';
  }
}

function frozenNamespace(exports: Record<string, unknown>): object {
  const namespace = Object.create(null) as object;
  for (const name of Object.keys(exports)) Object.defineProperty(namespace, name, { value: exports[name], enumerable: true });
  return Object.freeze(namespace);
}
