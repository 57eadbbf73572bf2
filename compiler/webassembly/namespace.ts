/** The `WebAssembly` namespace over a compiler: its functions, and the object itself. */
import { type CompileOptions, compileOptions, type WebAssemblyCompileOptions } from './compile-options.js';
import type { Compiler } from './compiled.js';
import { CompileError, LinkError, RuntimeError } from './errors.js';
import { Exception } from './exception.js';
import { Function } from './function.js';
import { Global } from './global.js';
import { importObject, Instance, makeInstance, readImports } from './instance.js';
import { Memory } from './memory.js';
import { receiveInMessages } from './messages.js';
import { compiledModule, isModule, type Module, type ModuleConstructor, moduleInterface } from './module.js';
import { hasResponses, responseBytes } from './streaming.js';
import { promising, SuspendError, Suspending } from './suspending.js';
import { Table } from './table.js';
import { task } from './task.js';
import { received as receivedMemory } from '../../runtime-lite/memory-shared.js';
import { JSTag, Tag } from './tag.js';
import { type BufferSource, copyBytes, defineMembers, type ResponseSource } from './webidl.js';

export interface InstantiatedSource {
  module: Module;
  instance: Instance;
}

export interface Functions {
  /** Whether the compiler accepts the module. @throws TypeError for what is no buffer. */
  validate(bytes: BufferSource, options?: WebAssemblyCompileOptions): boolean;
  /** A module, later: rejects as `new Module` throws. The bytes are copied before this returns. */
  compile(bytes: BufferSource, options?: WebAssemblyCompileOptions): Promise<Module>;
  /** From bytes: the module and an instance; from a module: an instance. */
  instantiate(module: Module, imports?: object): Promise<Instance>;
  instantiate(bytes: BufferSource, imports?: object, options?: WebAssemblyCompileOptions): Promise<InstantiatedSource>;
}

/** The Web API: there if the engine has responses. */
export interface StreamingFunctions {
  /** From a response of type application/wasm. */
  compileStreaming(source: ResponseSource | PromiseLike<ResponseSource>, options?: WebAssemblyCompileOptions): Promise<Module>;
  instantiateStreaming(source: ResponseSource | PromiseLike<ResponseSource>, imports?: object, options?: WebAssemblyCompileOptions): Promise<InstantiatedSource>;
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
  /** Of the type reflection proposal. */
  readonly Function: typeof Function;
  readonly CompileError: typeof CompileError;
  readonly LinkError: typeof LinkError;
  readonly RuntimeError: typeof RuntimeError;
}

/**
 * The namespace with JavaScript promise integration. Programs that look for it take it, and run several times slower than those that have
 * another way: so it is for those that ask for it.
 */
export interface JspiNamespace extends WebAssemblyNamespace {
  readonly Suspending: typeof Suspending;
  readonly SuspendError: typeof SuspendError;
  /** The function that calls an exported one and returns a promise of its result. @throws TypeError for what is no exported function. */
  promising(fn: globalThis.Function): (...args: any[]) => Promise<any>;
}

export interface Installable {
  readonly WebAssembly: WebAssemblyNamespace;
  readonly jspi: JspiNamespace;
  /**
   * Makes an object, by default the namespace, what `globalThis.WebAssembly` is, and lets its modules and shared memories arrive
   * whole in messages from other threads. It must be called before messages are listened for, and in those threads as well.
   */
  install(value?: object): void;
}

export function makeNamespace(compiler: Compiler): Installable {
  const { Module, makeModule, received } = moduleInterface(compiler);

  // What is thrown before the first `await` rejects, too.
  const instantiateModule = async (module: Module, imports: unknown, where: string): Promise<Instance> => {
    const compiled = compiledModule(module, where);
    const values = readImports(compiled, importObject(imports, where), where);
    await task();
    return makeInstance(compiled, values);
  };
  const instantiateSource = async (module: Module, imports: unknown, where: string): Promise<InstantiatedSource> =>
    ({ module, instance: await instantiateModule(module, imports, where) });
  const instantiateBytes = async (source: unknown, imports: unknown, options: unknown, where: string): Promise<InstantiatedSource> => {
    const bytes = copyBytes(source, where);
    importObject(imports, where);
    const wanted = compileOptions(options, where);
    await task();
    return instantiateSource(makeModule(bytes, wanted), imports, where);
  };
  const later = {
    compile: async (source: unknown, options?: unknown): Promise<Module> => {
      const where = 'WebAssembly.compile()';
      const bytes = copyBytes(source, where);
      const wanted = compileOptions(options, where);
      await task();
      return makeModule(bytes, wanted);
    },
    instantiate: (source: unknown, imports?: unknown, options?: unknown): Promise<Instance | InstantiatedSource> => {
      const where = 'WebAssembly.instantiate()';
      return isModule(source) ? instantiateModule(source, imports, where) : instantiateBytes(source, imports, options, where);
    },
  };
  const fromResponse = async (source: unknown, options: CompileOptions, where: string): Promise<Module> => makeModule(await responseBytes(source, where), options);
  const streaming = {
    compileStreaming: (source: unknown, options?: unknown): Promise<Module> => {
      const where = 'WebAssembly.compileStreaming()';
      return fromResponse(source, compileOptions(options, where), where);
    },
    instantiateStreaming: async (source: unknown, imports?: unknown, options?: unknown): Promise<InstantiatedSource> => {
      const where = 'WebAssembly.instantiateStreaming()';
      importObject(imports, where);
      return instantiateSource(await fromResponse(source, compileOptions(options, where), where), imports, where);
    },
  };
  const immediate = {
    validate: (bytes: unknown, options?: unknown): boolean => {
      const where = 'WebAssembly.validate()';
      return compiler.validate(copyBytes(bytes, where), compileOptions(options, where));
    },
  };

  const namespace = {} as object;
  const lengths = new Map(['compile', 'instantiate', 'validate', 'compileStreaming', 'instantiateStreaming'].map((name) => [name, 1]));
  defineMembers(namespace, hasResponses() ? { ...later, ...streaming } : later, { owner: 'WebAssembly', promises: true, lengths });
  defineMembers(namespace, immediate, { owner: 'WebAssembly', lengths });
  const classes = { Module, Instance, Memory, Table, Global, Tag, Exception, Function, CompileError, LinkError, RuntimeError };
  for (const [name, value] of Object.entries(classes)) {
    Object.defineProperty(namespace, name, { value, writable: true, configurable: true, enumerable: false });
  }
  Object.defineProperty(namespace, 'JSTag', { value: JSTag, writable: false, configurable: true, enumerable: false });
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'WebAssembly', writable: false, configurable: true, enumerable: false });
  const jspi = Object.create(namespace) as object;
  defineMembers(jspi, { promising }, { owner: 'WebAssembly', lengths: new Map([['promising', 1]]) });
  for (const [name, value] of Object.entries({ Suspending, SuspendError })) {
    Object.defineProperty(jspi, name, { value, writable: true, configurable: true, enumerable: false });
  }
  const install = (value: object = namespace): void => {
    Object.defineProperty(globalThis, 'WebAssembly', { value, writable: true, configurable: true, enumerable: false });
    receiveInMessages((object) => received(object) ?? receivedMemory(object));
  };
  return { WebAssembly: namespace as WebAssemblyNamespace, jspi: jspi as JspiNamespace, install };
}
