/** Instance of the JS API. */
import type { CompiledModule } from './compiled.js';
import { compiledModule, type Module } from './module.js';
import { servedByNode, withEngineMemories } from './node-wasi.js';
import { suspendingImports } from './suspending.js';
import { defineInterface, isObject } from './webidl.js';

export interface Instance {
  /** A frozen object without a prototype. */
  readonly exports: Record<string, any>;
}

const exportsOf = new WeakMap<object, Record<string, any>>();

/** The optional argument for imports. @throws TypeError for what is neither undefined nor an object. */
export function importObject(value: unknown, where: string): object | undefined {
  if (value === undefined || isObject(value)) return value;
  throw new TypeError(`${where}: argument 1 must be an object`);
}

/** What the JS API calls reading the imports: every property is looked up once, in the module's order. @throws TypeError where there is no object. */
export function readImports({ imports }: CompiledModule, given: object | undefined, where: string): unknown[] {
  if (given === undefined && imports.length > 0) throw new TypeError(`${where}: the module has imports, so an object with them is needed`);
  return imports.map(({ module, name }) => {
    const fields = (given as Record<string, unknown>)[module];
    if (!isObject(fields)) throw new TypeError(`${where}: import ${JSON.stringify(module)} must be an object`);
    return (fields as Record<string, unknown>)[name];
  });
}

/** Links and starts synchronously, at any size. @throws LinkError for unfit imports, RuntimeError for traps while starting. */
export function makeInstance(compiled: CompiledModule, values: readonly unknown[]): Instance {
  const instance = Object.create(prototype) as Instance;
  const suspending = suspendingImports(compiled, values);
  const make = (): Record<string, any> => (suspending ? compiled.suspendable(suspending) : compiled).instantiate(values);
  exportsOf.set(instance, servedByNode(compiled, values) ? withEngineMemories(make) : make());
  return instance;
}

const prototype = Object.create(Object.prototype) as Instance;
const where = 'WebAssembly.Instance()';

export const Instance = defineInterface({
  name: 'Instance',
  prototype,
  has: (value) => isObject(value) && exportsOf.has(value),
  length: 1,
  construct: (module, imports) => {
    const compiled = compiledModule(module, where);
    return makeInstance(compiled, readImports(compiled, importObject(imports, where), where));
  },
  members: {
    get exports(): Record<string, any> {
      return exportsOf.get(this)!;
    },
  },
}) as unknown as { new (module: Module, imports?: object): Instance; readonly prototype: Instance };
