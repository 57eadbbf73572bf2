/** The `WebAssembly` namespace over a compiler: its functions, and the object itself. */
import type { Compiler } from './compiled.js';
import { CompileError, LinkError, RuntimeError } from './errors.js';
import { Exception } from './exception.js';
import { Global } from './global.js';
import { importObject, Instance, makeInstance, readImports } from './instance.js';
import { Memory } from './memory.js';
import { compiledModule, isModule, type Module, type ModuleConstructor, moduleInterface } from './module.js';
import { hasResponses, responseBytes } from './streaming.js';
import { Table } from './table.js';
import { JSTag, Tag } from './tag.js';
import { copyBytes, defineMembers } from './webidl.js';

export interface InstantiatedSource {
  module: Module;
  instance: Instance;
}

export interface Functions {
  /** Whether the compiler accepts the module. @throws TypeError for what is no buffer. */
  validate(bytes: BufferSource): boolean;
  /** A module, later: rejects as `new Module` throws. The bytes are copied before this returns. */
  compile(bytes: BufferSource): Promise<Module>;
  /** From bytes: the module and an instance; from a module: an instance. */
  instantiate(module: Module, imports?: object): Promise<Instance>;
  instantiate(bytes: BufferSource, imports?: object): Promise<InstantiatedSource>;
}

/** The Web API: there if the engine has responses. */
export interface StreamingFunctions {
  /** From a response of type application/wasm. */
  compileStreaming(source: Response | PromiseLike<Response>): Promise<Module>;
  instantiateStreaming(source: Response | PromiseLike<Response>, imports?: object): Promise<InstantiatedSource>;
}

export interface WebAssemblyNamespace extends Functions, Partial<StreamingFunctions> {
  readonly Module: ModuleConstructor;
  readonly Instance: typeof Instance;
  readonly Memory: typeof Memory;
  readonly Table: typeof Table;
  readonly Global: typeof Global;
  readonly Tag: typeof Tag;
  readonly JSTag: Tag;
  readonly Exception: typeof Exception;
  readonly CompileError: typeof CompileError;
  readonly LinkError: typeof LinkError;
  readonly RuntimeError: typeof RuntimeError;
}

export function makeNamespace(compiler: Compiler): WebAssemblyNamespace {
  const { Module, makeModule } = moduleInterface(compiler);

  // What is thrown before the first `await` rejects, too.
  const instantiateModule = async (module: Module, imports: unknown, where: string): Promise<Instance> => {
    const compiled = compiledModule(module, where);
    const values = readImports(compiled, importObject(imports, where), where);
    await undefined;
    return makeInstance(compiled, values);
  };
  const instantiateSource = async (module: Module, imports: unknown, where: string): Promise<InstantiatedSource> =>
    ({ module, instance: await instantiateModule(module, imports, where) });
  const instantiateBytes = async (source: unknown, imports: unknown, where: string): Promise<InstantiatedSource> => {
    const bytes = copyBytes(source, where);
    importObject(imports, where);
    await undefined;
    return instantiateSource(makeModule(bytes), imports, where);
  };
  const promising = {
    compile: async (source: unknown): Promise<Module> => {
      const bytes = copyBytes(source, 'WebAssembly.compile()');
      await undefined;
      return makeModule(bytes);
    },
    instantiate: (source: unknown, imports?: unknown): Promise<Instance | InstantiatedSource> =>
      isModule(source) ? instantiateModule(source, imports, 'WebAssembly.instantiate()') : instantiateBytes(source, imports, 'WebAssembly.instantiate()'),
  };
  const streaming = {
    compileStreaming: async (source: unknown): Promise<Module> => makeModule(await responseBytes(source, 'WebAssembly.compileStreaming()')),
    instantiateStreaming: async (source: unknown, imports?: unknown): Promise<InstantiatedSource> => {
      const where = 'WebAssembly.instantiateStreaming()';
      importObject(imports, where);
      return instantiateSource(makeModule(await responseBytes(source, where)), imports, where);
    },
  };
  const immediate = {
    validate: (bytes: unknown): boolean => compiler.validate(copyBytes(bytes, 'WebAssembly.validate()')),
  };

  const namespace = {} as object;
  const lengths = new Map([['instantiate', 1], ['instantiateStreaming', 1]]);
  defineMembers(namespace, hasResponses() ? { ...promising, ...streaming } : promising, { owner: 'WebAssembly', promises: true, lengths });
  defineMembers(namespace, immediate, { owner: 'WebAssembly' });
  const classes = { Module, Instance, Memory, Table, Global, Tag, Exception, CompileError, LinkError, RuntimeError };
  for (const [name, value] of Object.entries(classes)) {
    Object.defineProperty(namespace, name, { value, writable: true, configurable: true, enumerable: false });
  }
  Object.defineProperty(namespace, 'JSTag', { value: JSTag, writable: false, configurable: true, enumerable: false });
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'WebAssembly', writable: false, configurable: true, enumerable: false });
  return namespace as WebAssemblyNamespace;
}
