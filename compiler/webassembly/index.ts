/**
 * A `WebAssembly` namespace on top of the compiler, shaped after the WebAssembly JavaScript Interface, for engines that
 * have none and for glue code that insists on one. It compiles at run time and needs permission to evaluate code.
 * Streaming functions are left out: they belong to the Web embedding, and glue code falls back without them.
 */
import { CompileError } from './errors.js';
import { Instance } from './instance.js';
import { Module, validate } from './module.js';
import { Global, LinkError, Memory, RuntimeError, Table } from './shared.js';

export { CompileError, Global, Instance, LinkError, Memory, Module, RuntimeError, Table, validate };
export type { ImportExportKind, ModuleExportDescriptor, ModuleImportDescriptor } from './module.js';

/** A module, later: rejects as {@link Module} throws. The bytes are copied before this returns. */
export function compile(bytes: BufferSource): Promise<Module> {
  return new Promise((resolve) => resolve(new Module(bytes)));
}

export function instantiate(module: Module, imports?: object): Promise<Instance>;
export function instantiate(bytes: BufferSource, imports?: object): Promise<{ module: Module; instance: Instance }>;
/** From bytes: the module and an instance; from a module: an instance. */
export async function instantiate(source: Module | BufferSource, imports?: object): Promise<Instance | { module: Module; instance: Instance }> {
  if (source instanceof Module) return new Instance(source, imports);
  const module = new Module(source);
  return { module, instance: new Instance(module, imports) };
}

/** The namespace object itself, as `globalThis.WebAssembly` would be. */
export const WebAssembly = Object.create(Object.prototype, {
  ...Object.fromEntries(Object.entries({
    compile, instantiate, validate, Module, Instance, Memory, Table, Global, CompileError, LinkError, RuntimeError,
  }).map(([name, value]) => [name, { value, writable: true, configurable: true }])),
  [Symbol.toStringTag]: { value: 'WebAssembly', configurable: true },
}) as {
  readonly compile: typeof compile;
  readonly instantiate: typeof instantiate;
  readonly validate: typeof validate;
  readonly Module: typeof Module;
  readonly Instance: typeof Instance;
  readonly Memory: typeof Memory;
  readonly Table: typeof Table;
  readonly Global: typeof Global;
  readonly CompileError: typeof CompileError;
  readonly LinkError: typeof LinkError;
  readonly RuntimeError: typeof RuntimeError;
};
