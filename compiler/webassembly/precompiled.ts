/**
 * The `WebAssembly` namespace without the compiler, for places where no code may be evaluated: it knows the modules that were
 * compiled ahead, with the option `precompiled`, by the SHA-256 of their bytes; and those that only give a function a type.
 */
import { digest } from '../digest.js';
import type { CompileOptions } from './compile-options.js';
import { type CompiledModule, compiledOf, type Precompiled } from './compiled.js';
import { CompileError } from './errors.js';
import { makeNamespace } from './namespace.js';
import { sharedRuntime } from './shared.js';
import { typedImport } from './typed-import.js';

/** By digest; there may be one for every set of compile options, with imports that may suspend or without. */
const known = new Map<string, Precompiled[]>();

/** Makes modules known: what files made with the option `precompiled` export under that name. */
export function register(...modules: readonly Precompiled[]): void {
  for (const module of modules) known.set(module.sha256, [...(known.get(module.sha256) ?? []), module]);
}

const sameSet = (one: readonly string[], other: readonly string[]): boolean => one.every((item) => other.includes(item)) && other.every((item) => one.includes(item));

function find(bytes: Uint8Array, sha256: string, { builtins, importedStringConstants, suspending }: CompileOptions): Precompiled | undefined {
  const candidates = known.get(sha256) ?? [];
  const fits = (module: Precompiled): boolean => suspending === undefined || (module.suspending !== null && suspending.every((name) => module.suspending!.includes(name)));
  const found = candidates.find((module) => sameSet(module.builtins, builtins) && module.importedStringConstants === (importedStringConstants ?? null) && fits(module));
  return found ?? (builtins.length === 0 && importedStringConstants === undefined ? typedImport(bytes, sha256) : undefined);
}

function registered(bytes: Uint8Array, sha256: string, options: CompileOptions, where = ''): CompiledModule {
  const found = find(bytes, sha256, options);
  const suspending = options.suspending?.map((name) => ` --suspending ${name}`).join('') ?? '';
  if (found === undefined) throw new CompileError(`no module with SHA-256 ${sha256} and these options is registered${where}: compile it ahead with --precompiled${suspending}`);
  return compiledOf(found, sharedRuntime, (names) => registered(bytes, sha256, { ...options, suspending: names }, where));
}

/**
 * The namespace object itself, as `globalThis.WebAssembly` would be; `install` puts it there, for programs with threads too. Modules
 * that are not registered do not compile, nor do they arrive from other threads.
 */
export const { WebAssembly, jspi, install } = makeNamespace({
  compile: (bytes, options) => registered(bytes, digest(bytes), options),
  receive: ({ bytes, sha256, builtins, importedStringConstants, suspending }) => registered(bytes, sha256, { builtins, importedStringConstants: importedStringConstants ?? undefined, suspending: suspending ?? undefined }, ' in this thread'),
  validate: (bytes, options) => find(bytes, digest(bytes), options) !== undefined,
});

export { CompileError };
export const { compile, Exception, Global, Instance, instantiate, JSTag, LinkError, Memory, Module, RuntimeError, Table, Tag, validate } = WebAssembly;
export const { promising, SuspendError, Suspending } = jspi;
export type { Precompiled } from './compiled.js';
