/** What stands in for `WebAssembly` while a program runs. Modules were seen and compiled before (prepare.ts). */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Installable, makeNamespace } from '../../compiler/webassembly/namespace.js';
import { type CompiledModule, compiledOf, type Precompiled } from '../../compiler/webassembly/compiled.js';
import { CompileError } from '../../compiler/webassembly/errors.js';
import { sharedRuntime } from '../../compiler/webassembly/shared.js';
import type { Threads } from './program.js';
import { wasm2jsNamespace } from './wasm2js.js';

export const SUBJECTS = ['native', 'ours', 'wasm2js', 'polywasm'] as const;
export type SubjectName = (typeof SUBJECTS)[number];

/** A module that a program compiles, or asks whether it could be compiled. */
export interface SeenModule {
  readonly sha256: string;
  readonly length: number;
  readonly compiled: boolean;
  readonly valid: boolean;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The file of a module in the folder of compiled ones. */
export const compiledFile = (folder: string, sha: string): string => join(folder, `${sha}.cjs`);

/** Finds modules without hashing them where their length tells them apart: outputs that stand alone need no hash either. */
export function finder(seen: readonly SeenModule[]): (bytes: Uint8Array) => SeenModule | undefined {
  return (bytes) => {
    const candidates = seen.filter(({ length }) => length === bytes.length);
    return candidates.length < 2 ? candidates[0] : candidates.find(({ sha256: sha }) => sha === sha256(bytes));
  };
}

function ours(folder: string, seen: readonly SeenModule[], compiling: () => void): Installable {
  const require = createRequire(import.meta.url);
  const find = finder(seen);
  const load = (sha: string | undefined): CompiledModule => {
    compiling();
    if (sha === undefined || !existsSync(compiledFile(folder, sha))) throw new CompileError('this module was not compiled ahead');
    const { precompiled } = require(compiledFile(folder, sha)) as { precompiled: Precompiled };
    return compiledOf(precompiled, sharedRuntime, () => { throw new CompileError('this module was not compiled ahead to suspend'); });
  };
  return makeNamespace({
    compile: (bytes) => load(find(bytes)?.sha256),
    receive: ({ sha256: sha }) => load(sha),
    validate: (bytes) => find(bytes)?.valid ?? false,
  });
}

/** Keeps what programs compile, in files. */
function recording(folder: string, write: (name: string, bytes: Uint8Array) => void): object {
  const native = WebAssembly;
  const see = (source: unknown, compiled: boolean): void => {
    if (!(source instanceof ArrayBuffer) && !ArrayBuffer.isView(source)) return;
    const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
    write(join(folder, `${sha256(bytes)}${compiled ? '' : '.asked'}.wasm`), bytes);
  };
  const seeing = <Result>(of: (...args: never[]) => Result, compiled: boolean) => (...args: unknown[]): Result => {
    see(args[0], compiled);
    return of(...args as never[]);
  };
  const streaming = (of: (...args: unknown[]) => unknown) => async (response: Response | PromiseLike<Response>, ...rest: unknown[]): Promise<unknown> => of(await (await response).arrayBuffer(), ...rest);
  const [compile, instantiate] = [seeing(native.compile, true), seeing(native.instantiate as (source: never) => unknown, true)];
  const members = {
    compileStreaming: streaming(compile), instantiateStreaming: streaming(instantiate),
    compile, instantiate,
    validate: seeing(native.validate, false),
    Module: new Proxy(native.Module, {
      construct: (target, args) => { see(args[0], true); return new target(args[0] as BufferSource); },
    }),
  };
  return Object.create(native, Object.getOwnPropertyDescriptors(members)) as object;
}

export interface Installation {
  readonly subject: SubjectName | 'recording';
  /** With the modules of the program, and what wasm2js made of them. */
  readonly folder: string;
  /** With what this compiler made of them. */
  readonly compiled: string;
  readonly seen: readonly SeenModule[];
  readonly packages: string;
  readonly threads?: Threads | undefined;
}

/**
 * Replaces the global object, before the program's glue is loaded.
 * @returns how many modules of ours the program took so far, which tells whether it fell back to something else
 */
export async function install({ subject, folder, compiled, seen, packages, threads }: Installation, write: (name: string, bytes: Uint8Array) => void): Promise<() => number> {
  let taken = 0;
  if (subject === 'native') return () => taken;
  let value: object;
  if (subject === 'ours') {
    const { WebAssembly: namespace, install: put } = ours(compiled, seen, () => { taken++; });
    if (threads) {
      put(threads === 'napi-rs' ? Object.create(namespace, { Memory: { value: WebAssembly.Memory } }) as object : namespace);
      return () => taken;
    }
    value = namespace;
  }
  else if (subject === 'wasm2js') value = wasm2jsNamespace(folder, finder(seen), (path) => readFileSync(path, 'utf8'));
  else if (subject === 'polywasm') value = ((await import(pathToFileURL(join(packages, 'node_modules/polywasm/index.js')).href)) as { WebAssembly: object }).WebAssembly;
  else value = recording(folder, write);
  Object.defineProperty(globalThis, 'WebAssembly', { value, configurable: true, writable: true });
  return () => taken;
}
