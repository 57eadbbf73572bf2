/** State of one instance of a module of Emscripten's old backend (fastcomp, to 1.39). */
import type { Exports } from '../contract.js';
import type { Action } from '../posix/guest-signals.js';
import { getI32, setI32, type GuestMemory } from '../posix/memory.js';
import type { Process } from '../posix/process.js';
import { encodeText } from '../posix/text.js';
import type { Raw } from '../../runtime-lite/func.js';

/** Static layout, in bytes: what the glue of the module would hold as constants. */
export interface LegacyConfig {
  memoryPages: number;
  /** Undefined: none was declared. */
  memoryMaximum?: number;
  tableSize: number;
  tableMaximum?: number;
  memoryBase: number;
  tableBase: number;
  tempDouble: number;
  dynamicTopAt: number;
  stackTop: number;
  stackMax: number;
  dynamicBase: number;
}

export interface LegacyContext {
  /** The second word of the last result, where the module keeps it outside. */
  tempRet0?: number;
  exports: Exports;
  config: LegacyConfig;
  p: Process;
  m: GuestMemory;
  /** What the import `env.memory` and `env.table` are. */
  memory: unknown;
  table: unknown;
  /** Stack pointers saved by _llvm_stacksave. */
  stacks: number[];
  /** Addresses of static results (tm, passwd, group, environment strings) by name, allocated once. */
  statics: Map<string, number>;
  /** What sigaction was told, by signal. */
  signalActions: Map<number, Action>;
  /** The program asked for another process and was refused. */
  refusedProcess: boolean;
  /** Callables of exports in the raw convention, by name. */
  raw: Map<string, Raw>;
  /** C++ exceptions that live, by address; the one thrown last; those whose handlers run; how many are not caught yet. */
  thrown: Map<number, Thrown>;
  inFlight: number;
  handling: Array<Thrown | undefined>;
  uncaught: number;
  /** Function pointers and arguments registered by atexit. */
  atExit: Array<[number, number]>;
}

/** A thrown C++ object. */
export interface Thrown {
  at: number;
  type: number;
  destructor: number;
  /** Addresses of its bases under which handlers saw it. */
  adjusted: number[];
  references: number;
  caught: boolean;
  rethrown: boolean;
}

/** Word `index` of a system call's arguments. */
export function arg(ctx: LegacyContext, args: number, index: number): number {
  return getI32(ctx.m, args + 4 * index);
}

/** Allocates in the program's heap; 0 if it is full. */
export function malloc(ctx: LegacyContext, bytes: number): number {
  return ctx.exports._malloc(bytes) as number;
}

/** An address of `bytes` bytes that lives as long as the program, one per name. */
export function staticBytes(ctx: LegacyContext, name: string, bytes: number): number {
  let at = ctx.statics.get(name);
  if (at === undefined) {
    at = malloc(ctx, bytes);
    ctx.statics.set(name, at);
  }
  return at;
}

/** A C string that lives as long as the program. */
export function staticString(ctx: LegacyContext, text: string): number {
  const known = ctx.statics.get(`"${text}`);
  if (known !== undefined) return known;
  const bytes = encodeText(text);
  const at = staticBytes(ctx, `"${text}`, bytes.length + 1);
  ctx.m.u8.set(bytes, at);
  ctx.m.u8[at + bytes.length] = 0;
  return at;
}

/** The C library's convention: -1 with errno for a negative result. */
export function libc(ctx: LegacyContext, result: number): number {
  if (result >= 0) return result;
  setErrno(ctx, -result);
  return -1;
}

export function setErrno(ctx: LegacyContext, errno: number): void {
  const location = ctx.exports.___errno_location;
  if (location !== undefined) setI32(ctx.m, location(), errno);
}
