/**
 * The contract between the compiler, an ABI folder and the host room.
 *
 * An ABI folder has an `index.ts` that runs inside the compiler (pure, no host) and exports one {@link AbiDescriptor},
 * and pieces that the linker copies into the output: `runtime.ts` ({@link AbiRuntime}) and one file per family of calls.
 * This file holds types only, so both sides may import it.
 */

/** Smallest and largest size of a memory (64 KiB pages) or a table (elements). */
export interface Limits {
  min: number;
  max?: number | undefined;
  shared?: boolean | undefined;
}

export type ExternKind = 'func' | 'memory' | 'table' | 'global' | 'tag';

/** One import of the module, as the compiler sees it. */
export interface ImportSummary {
  module: string;
  name: string;
  kind: ExternKind;
  /** Functions and tags: signature key, one letter per value type (`i l f d v F X`), e.g. `ii:i`. */
  sig?: string | undefined;
  /** Memories and tables. */
  limits?: Limits | undefined;
  /** Memories and tables with addresses of 64 bits. */
  address?: 'i64' | undefined;
  /** Globals: value type as the text format spells it. */
  valtype?: string | undefined;
  mutable?: boolean | undefined;
}

/** One export of the module. */
export interface ExportSummary {
  name: string;
  kind: ExternKind;
  /** Functions: signature key. */
  type?: string | undefined;
  /** Memories and tables with addresses of 64 bits. */
  address?: 'i64' | undefined;
}

/** What a descriptor may know of a module: enough to recognise an ABI and to lay out static memory. */
export interface ModuleSummary {
  imports: ImportSummary[];
  exports: ExportSummary[];
  /** First byte after the last active data segment of memory 0 (0 without segments). */
  dataEnd: number;
  /** `i32.const` values of the code that could be addresses at or above `dataEnd`, ascending, each once. */
  maxAddressConstants: number[];
  customSections: string[];
}

/** How well a module fits an ABI: 0 (not at all) to 100 (certainly), and the observations that say so. */
export interface Detection {
  score: number;
  why: string[];
}

/**
 * A linked function `(ctx, argument) => value` that makes the value of one import: a function in the raw convention,
 * or a Memory, Table, Global or number. `path` has no extension and starts at the package root.
 */
export interface Piece {
  path: string;
  name: string;
  /** For functions that make a family of imports: what tells this one from the others. */
  argument?: Json;
  /** Made of the program's own JavaScript, which stands between the context and the argument: a function of what it is to find around it. */
  isCarried?: boolean;
  /** Has a second form that waits for promises: functions that may reach it are written twice, and entry points return promises. */
  suspends?: boolean;
}

/** What of a program's own JavaScript, in its glue, this ABI can call. */
export interface GlueCode {
  /** Where the pieces `carried` (a function for an import), `waiting` (one that returns a promise, to wait for) and `constant` (a function for code that has a number) are, for code that uses these names. */
  file(uses: ReadonlySet<string>): string;
  /** The object and those of its members that such code waits with, and why a program cannot; undefined if it can. */
  waits: { readonly object: string; readonly members: readonly string[]; fault(m: ModuleSummary): string | undefined };
  /** What takes the place of a piece in a program whose own code makes promises, and of one in a program that waits for some. */
  besidePromises(imp: ImportSummary): Piece | undefined;
  whereItWaits(piece: Piece): Piece | undefined;
  /** Names that have a meaning for this code. */
  provided: readonly string[];
  /** Those that are objects of which only so much is there. */
  members: Readonly<Record<string, readonly string[]>>;
  /** What it calls an exported function of the module. */
  exportNames(name: string): readonly string[];
  /** Whether the import runs code that has a number. */
  isConstant(imp: ImportSummary): boolean;
}

/** Options of the compiler that reach an ABI's {@link AbiDescriptor.config}. */
export interface AbiOptions {
  /** First address after static data, where the module does not say it (`--static-top`, or what the glue says). */
  staticTop?: number | undefined;
  /** Whether the program is over when main returns (`-sEXIT_RUNTIME`), as its glue says. */
  endsWithMain?: boolean | undefined;
}

/** Plain data, printed into the output as an object literal. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What an ABI folder tells the compiler. Pure: no host, no state. */
export interface AbiDescriptor {
  /** The value of `--abi`; most are a folder of that name. */
  id: string;
  /** One line for `inspect`. */
  title: string;
  detect(m: ModuleSummary): Detection;
  /** The piece for one import, or undefined if this ABI does not define it (then the caller of `instantiate` must). */
  provide(m: ModuleSummary, imp: ImportSummary): Piece | undefined;
  /** Static layout and whatever else the runtime must know about this module. */
  config(m: ModuleSummary, options: AbiOptions): Json;
  /** Why this module cannot have the configuration, and what to do. */
  misfit?(m: ModuleSummary, options: AbiOptions): string | undefined;
  /** 'command': has a main that returns an exit code. 'reactor': only exports. undefined: no entry, no `run`. */
  entry(m: ModuleSummary): 'command' | 'reactor' | undefined;
  /** Exports that run the program. */
  entries?: readonly string[];
  /** What is known of an import that nobody provides: the library that it belongs to. */
  remark?(imp: ImportSummary): string | undefined;
  glue?: GlueCode;
  /** Where `createContext`, `attach` and `start` live, e.g. `abi/emscripten-legacy/runtime`. */
  runtime: string;
  /** A piece that is made for what making it does. */
  extra?(m: ModuleSummary): Piece | undefined;
  /** Where `divide`, `begin` and `wake` of {@link ThreadSupport} are, if the module has threads. */
  threads?(m: ModuleSummary): string | undefined;
  /** An ABI that this one builds on: it makes the context and attaches it, and provides what this one does not. Then `runtime` has `start` only. */
  base?: string;
  /** 'caller': the program lives on the events of the thread that calls `run`, and never stops it. Else it gets a worker of its own. */
  thread?: 'caller';
}

/** Exports as the JavaScript API shows them: i64 as BigInt, functions convert their arguments. */
export type Exports = Record<string, any>;

/** Values by import module and name. */
export type Imports = Record<string, Record<string, unknown>>;

/** A thread of the program: its address and what it runs, in the program's terms, and the memory. It crosses to a worker. */
export interface ThreadStart {
  address: number;
  entry: number;
  argument: number;
  memory: unknown;
  /** When clocks begin. */
  origin: number;
}

/** Of programs whose threads are workers: what the output has for them. */
export interface ThreadSupport<C extends BaseContext = any> {
  /** The pieces as the context's thread has them: what belongs to the process is the program's own thread's. */
  divide(ctx: C, pieces: Imports): Imports;
  /** Runs the thread until it has nothing to do; whether that is its end. */
  begin(ctx: C, exports: Exports, thread: ThreadStart): boolean;
  /** The same for what others have left for it since. */
  wake(ctx: C, exports: Exports, queue?: number): boolean;
  /** abi/host/team */
  work: unknown;
  Team: unknown;
}

/** The part of a context that every ABI shares. Families add their own fields. */
export interface BaseContext {
  exports: Exports;
  /** The address of the thread that this is the context of; undefined for the program's own. */
  thread?: number;
}

/** The functions of `runtime.ts`. */
export interface AbiRuntime<C extends BaseContext = any> {
  /** Makes the state of one instance, whose memory or table may be among what the caller gives. Nothing of the module runs here. */
  createContext(config: any, grants: Grants, host: unknown, given?: Imports): C;
  /** Gives the context the instance's exports (and its memory). What it returns the caller gets in their place. Of a module, only what initialises a library runs here. */
  attach(ctx: C, exports: Exports): Exports | void;
  /** Runs the entry point to its end; the exit code. */
  start(ctx: C, exports: Exports): number | Promise<number>;
}

/**
 * One directory that the program may use. `guest` is the absolute path that the program sees, `host` the real one.
 */
export interface Preopen {
  guest: string;
  host: string;
  /** The guest path as the caller wrote it, where it was written: WASI shows it to the program. */
  name?: string | undefined;
  readonly?: boolean | undefined;
}

/**
 * Addresses the program may listen on and connect to: `true` any, `false` none, or a list of `host:port`
 * patterns (`127.0.0.1:8080`, `*:80`, `[::1]:*`).
 */
export interface NetGrants {
  listen: boolean | string[];
  connect: boolean | string[];
}

/** All that a program is given. Plain data, so that it can be sent to a worker. */
export interface Grants {
  /** argv, with the program's name first. */
  args: string[];
  env: Record<string, string>;
  preopens: Preopen[];
  /** Absolute guest path of the working directory. */
  cwd: string;
  net: NetGrants;
  /** Addresses (`host:port`) of sockets that listen when the program starts. */
  listen?: string[];
}

/** A sink of output bytes: a function, or anything with `write(bytes)` (a node stream). */
export type Sink = ((bytes: Uint8Array) => void) | { write(bytes: Uint8Array): unknown };

/** Options of an output's `run`. */
export interface RunOptions {
  /** Arguments after the program's name. */
  args?: string[];
  /** The whole environment of the program. */
  env?: Record<string, string>;
  /** Guest path to host path, or a list. Default: the current directory under its own name. */
  preopens?: Record<string, string> | Preopen[];
  /**
   * A file system in memory in place of the host's: contents by absolute path. When the program has ended, the object
   * holds what is there then.
   */
  files?: Record<string, Uint8Array | string>;
  net?: boolean | Partial<NetGrants>;
  /**
   * Addresses (`127.0.0.1:8080`) on which sockets listen when the program starts, for programs that cannot open sockets
   * themselves: WASI's find them in the descriptors after the preopened directories.
   */
  listen?: string[];
  /** Bytes or text the program reads from descriptor 0. Default: the process's own standard input. */
  stdin?: Uint8Array | string;
  stdout?: Sink;
  stderr?: Sink;
  /** Added to, or in place of, what the ABI provides. Functions cannot cross to a worker: with it the program runs in this thread. */
  imports?: Imports;
}

/** Options of `instantiate`: what the pieces of the ABI have, in the caller's thread. */
export type InstanceOptions = Omit<RunOptions, 'imports' | 'net' | 'listen'>;

/** How the output reaches the module it is and the host's own modules. */
export interface HostAccess {
  /** URL or path of the output itself (`import.meta.url`, `__filename`), undefined where there is none. */
  self: string | undefined;
  /** Loads a host module by name (`node:fs`): `(name) => import(name)`, or a require. */
  load(name: string): any;
}

/** What `--dir`, `--env`, `--allow-net` and `--listen` fixed at build time. */
export interface ProgramDefaults {
  /** argv[0]. */
  name?: string;
  preopens?: Preopen[];
  net?: NetGrants;
  listen?: string[];
  /** Variables of the environment, and names of those that a program started as a main module takes from its process. */
  env?: Record<string, string>;
  inherit?: string[];
}

/** The object that the compiler emits for a module with an entry point. */
export interface Program<C extends BaseContext = any> extends AbiRuntime<C> {
  config: Json;
  /** The raw pieces of the ABI, made for one context. */
  imports(ctx: C): Imports;
  /** Instantiates: `imports` are the caller's (JavaScript API convention), `abi` the raw pieces. */
  core(imports: Imports, abi: Imports): Exports;
  host: HostAccess;
  defaults: ProgramDefaults;
  threads?: ThreadSupport<C>;
  /** Functions that the ABI does not provide and the caller must: import module, name, the functions that call it, and what is known of it. */
  missing?: readonly (readonly string[])[];
}
