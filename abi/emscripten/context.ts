/** The state of one program made by Emscripten 3, and how its calls report errors. */
import type { BaseContext } from '../contract.js';
import type { GuestMemory } from '../posix/memory.js';
import type { Process } from '../posix/process.js';
import type { StatLayout } from '../posix/structs.js';
import { wasiErrno } from '../posix/wasi-errno.js';
import type { Raw } from '../../runtime-lite/func.js';
import type { Memory } from '../../runtime-lite/memory.js';

/** What the compiler found out about the module. */
export interface Config {
  /** Limits in pages where the memory is imported, else null. */
  memory: { initial: number; maximum: number | null } | null;
  /** Open files it may have: this libc cannot ask for more, and with select no more fit into an fd_set. */
  openFiles: number;
  /** Whether time_t is one word (to 3.1.12), and `struct stat` as this version has it. */
  time32: boolean;
  stat: StatLayout;
}

export interface Context extends BaseContext {
  config: Config;
  p: Process;
  m: GuestMemory;
  /** The module's memory, its own or the one made for it. */
  memory: Memory;
  /** Set by exit(): functions registered with atexit are to run. */
  orderly: boolean;
  /** Set by a signal handler that ran. */
  handled: boolean;
  /** Where in its file each mapping begins, by address. */
  mappings: Map<number, number>;
  /** High word of the last 64-bit result. */
  tempRet0: number;
  /** Callables of exports in the raw convention, by name. */
  raw: Map<string, Raw>;
  /** The records of the functions of the program's table; null if it exports none, undefined until somebody asks. */
  table: any[] | null | undefined;
  /** C++ exceptions: the one that was thrown last, those whose handlers run, and how many are not caught yet. */
  inFlight: number;
  handling: number[];
  uncaught: number;
}

/** A count, or a negative error number in the program's numbering: what `__syscall_*` return. */
export function result(value: number): number {
  return value < 0 ? -wasiErrno(-value) : value;
}

/** Error number of a failure, 0 of anything else: what WASI calls return. */
export function status(value: number): number {
  return value < 0 ? wasiErrno(-value) : 0;
}
