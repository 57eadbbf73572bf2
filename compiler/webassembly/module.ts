/** Module of the JS API: compiled when constructed. */
import { type CompileOptions, compileOptions, type WebAssemblyCompileOptions } from './compile-options.js';
import type { CompiledModule, Compiler, ModuleExportDescriptor, ModuleImportDescriptor, SentModule } from './compiled.js';
import { customSections } from './custom-sections.js';
import { receivesMessages } from './messages.js';
import { type BufferSource, copyBytes, defineInterface, defineMembers, isObject } from './webidl.js';

export interface Module {
  readonly [Symbol.toStringTag]: string;
}

export interface ModuleConstructor {
  /** @throws CompileError for malformed, invalid or unsupported modules; TypeError for what is no buffer. */
  new (bytes: BufferSource, options?: WebAssemblyCompileOptions): Module;
  readonly prototype: Module;
  /** The exports in the module's order. */
  exports(module: Module): ModuleExportDescriptor[];
  /** The imports in the module's order. */
  imports(module: Module): ModuleImportDescriptor[];
  /** Copies of the custom sections with this name. */
  customSections(module: Module, sectionName: string): ArrayBuffer[];
}

interface Internals {
  readonly bytes: Uint8Array;
  readonly compiled: CompiledModule;
}

const internals = new WeakMap<object, Internals>();

/**
 * The key of what a module becomes when it is sent to another thread. A module is a Map then: structured cloning keeps its entries, and nothing that
 * looks for properties finds any, as in the engine's modules. Without `install` it is none.
 */
const SENT = 'wasm2js-aot module';

/** Threads have the bytes in common, where they can. */
function shareable(bytes: Uint8Array): Uint8Array {
  if (typeof SharedArrayBuffer !== 'function') return bytes;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

function send({ bytes, compiled: { source } }: Internals): SentModule {
  const { sha256, builtins, importedStringConstants, suspending, imports, exports, link } = source;
  return { sha256, builtins, importedStringConstants, suspending, imports, exports, link: Function.prototype.toString.call(link), bytes: shareable(bytes) };
}

function internalsOf(value: unknown, where: string): Internals {
  const found = isObject(value) ? internals.get(value) : undefined;
  if (found === undefined) throw new TypeError(`${where}: argument 0 must be a WebAssembly.Module`);
  return found;
}

export function isModule(value: unknown): value is Module {
  return isObject(value) && internals.has(value);
}

/** @throws TypeError for anything but a Module. */
export function compiledModule(value: unknown, where: string): CompiledModule {
  return internalsOf(value, where).compiled;
}

const statics = {
  exports(module: unknown): ModuleExportDescriptor[] {
    return compiledModule(module, 'WebAssembly.Module.exports()').exports.map(({ name, kind }) => ({ name, kind }));
  },
  imports(module: unknown): ModuleImportDescriptor[] {
    return compiledModule(module, 'WebAssembly.Module.imports()').imports.map(({ module: from, name, kind }) => ({ module: from, name, kind }));
  },
  customSections(module: unknown, sectionName: unknown): ArrayBuffer[] {
    const { bytes } = internalsOf(module, 'WebAssembly.Module.customSections()');
    return customSections(bytes, `${sectionName as string}`);
  },
};

/** The superclass of Module (source phase imports): %AbstractModuleSource%, which knows the kind of a module's source. */
function AbstractModuleSource(): never {
  throw new TypeError('AbstractModuleSource cannot be called or constructed');
}
Object.defineProperty(AbstractModuleSource, 'prototype', { writable: false });
Object.defineProperty(AbstractModuleSource.prototype, Symbol.toStringTag, {
  get: Object.getOwnPropertyDescriptor({
    get [Symbol.toStringTag](): string | undefined {
      return isModule(this) ? 'WebAssembly.Module' : undefined;
    },
  }, Symbol.toStringTag)!.get,
  configurable: true,
  enumerable: false,
});

const where = 'WebAssembly.Module()';

export interface ModuleInterface {
  readonly Module: ModuleConstructor;
  /** What the constructor does, for bytes that are a copy. */
  makeModule(bytes: Uint8Array, options: CompileOptions): Module;
  /** The module that a value was before another thread sent it; undefined for anything else. */
  received(value: object): Module | undefined;
}

/** The interface, over a compiler. */
export function moduleInterface(compiler: Compiler): ModuleInterface {
  const prototype = Object.create(AbstractModuleSource.prototype as object) as Module;
  const attach = (own: Internals, sent?: SentModule): Module => {
    const entry = { get sent() { return (sent ??= send(own)); } };
    const module = (receivesMessages() ? Object.setPrototypeOf(new Map([[SENT, entry]]), prototype) : Object.create(prototype)) as Module;
    internals.set(module, own);
    return module;
  };
  const makeModule = (bytes: Uint8Array, options: CompileOptions): Module => attach({ bytes, compiled: compiler.compile(bytes, options) });
  const known = new WeakMap<object, Module>();
  const received = (value: object): Module | undefined => {
    const sent = value instanceof Map ? (value as Map<string, { readonly sent: SentModule }>).get(SENT)?.sent : undefined;
    if (sent === undefined) return undefined;
    let compiled: CompiledModule | undefined;
    // Who only passes it on needs no code, and receiving a message is no place to throw.
    const module = known.get(value) ?? attach({ bytes: sent.bytes, get compiled() { return (compiled ??= compiler.receive(sent)); } }, sent);
    known.set(value, module);
    return module;
  };
  const Module = defineInterface({
    name: 'Module',
    prototype,
    has: isModule,
    length: 1,
    construct: (bytes, options) => makeModule(copyBytes(bytes, where), compileOptions(options, where)),
    members: {},
  }) as unknown as ModuleConstructor;
  Object.setPrototypeOf(Module, AbstractModuleSource);
  defineMembers(Module, statics, { owner: 'WebAssembly.Module' });
  return { Module, makeModule, received };
}
