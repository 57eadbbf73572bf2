/** What a program of the bench is: a published package that has WebAssembly inside, driven through its own glue. */

/** Where the packages are. Paths begin with the name of the package: `sql.js/dist/sql-wasm.js`. */
export interface Packages {
  require<Exports>(path: string): Exports;
  import<Exports>(path: string): Promise<Exports>;
  bytes(path: string): Uint8Array;
  text(path: string): string;
  /** Where the file is. */
  path(path: string): string;
}

/** Does the same work each time; what it returns must be what it returns with the engine's own WebAssembly. */
export type Round = () => unknown;

/** Loads the glue, which finds a `WebAssembly` object in the global scope, until the program can be used. */
export type Load = () => Promise<Round> | Round;

export type Threads = 'emscripten' | 'napi-rs';

export interface Program {
  readonly name: string;
  /** As npm takes them, with versions. */
  readonly packages: readonly string[];
  /** Takes more than some seconds, or a module of many megabytes: tested by name only. */
  readonly slow?: boolean;
  /** It has threads, as only node gives them. Those of napi-rs need node:wasi, so memories of the engine. */
  readonly threads?: Threads;
  /** The same program as asm.js, as its package ships it for places without WebAssembly. */
  readonly asmJs?: { readonly file: string; prepare(packages: Packages): Load };
  /** Makes the inputs, which is not timed. */
  prepare(packages: Packages): Load;
}
