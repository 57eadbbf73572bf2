/** The state of one WASI program, and how its calls report errors. */
import type { BaseContext } from '../contract.js';
import type { Description } from '../posix/description.js';
import { close, descriptionOf } from '../posix/fd.js';
import { HostDirectory } from '../posix/host-file.js';
import type { GuestMemory } from '../posix/memory.js';
import type { Process } from '../posix/process.js';
import { WASI_ERRNO, wasiErrno } from '../posix/wasi-errno.js';

/** What a descriptor is to the program, beside its description. */
export interface Entry {
  readonly description: Description;
  /** WASI's file type. */
  readonly type: number;
  /** Rights on this descriptor, and those that descriptors opened through it may have: the low words, for no right has a bit above 30. */
  base: number;
  inheriting: number;
  /** The fdflags dsync, rsync and sync. */
  sync: number;
  /** The name under which a directory was given to the program. */
  readonly preopen: Uint8Array | undefined;
  /** Nothing may be changed below this directory. */
  readonly readonly: boolean;
}

export interface Context extends BaseContext {
  p: Process;
  m: GuestMemory;
  /** By descriptor, beside the process's own table. */
  entries: Array<Entry | undefined>;
  /** The arguments and the environment as NUL-terminated bytes. */
  args: Uint8Array[];
  env: Uint8Array[];
}

/** What a call throws to end with an error. */
export class Failure {
  /** `errno` is WASI's number. */
  constructor(readonly errno: number) {}
}

export function fail(name: keyof typeof WASI_ERRNO): never {
  throw new Failure(WASI_ERRNO[name]);
}

/** A result of abi/posix that is no negative error number. */
export function checked<T>(result: T | number): T;
export function checked(result: number): number;
export function checked<T>(result: T | number): T | number {
  if (typeof result === 'number' && result < 0) throw new Failure(wasiErrno(-result));
  return result;
}

/** A call of the program: gives 0, or the error that `body` ended with. */
export function call<A extends number[]>(body: (...args: A) => void): (...args: A) => number {
  return (...args) => {
    try {
      body(...args);
      return 0;
    } catch (error) {
      if (error instanceof Failure) return error.errno;
      throw error;
    }
  };
}

/** Errors: ENOTCAPABLE where an entry lacks one of `rights`. */
export function demand({ base }: Entry, rights: number): void {
  if ((base & rights) !== rights) fail('ENOTCAPABLE');
}

/** The entry of an open descriptor that has all of `rights`. Errors: EBADF, ENOTCAPABLE. */
export function entryOf(ctx: Context, fd: number, rights: number): Entry {
  const entry = ctx.entries[fd];
  if (entry === undefined || descriptionOf(ctx.p, fd) === undefined) fail('EBADF');
  demand(entry, rights);
  return entry;
}

/** An open directory that has all of `rights`. Errors: EBADF, ENOTDIR, ENOTCAPABLE. */
export function directoryOf(ctx: Context, fd: number, rights: number): Entry & { readonly description: HostDirectory } {
  const entry = entryOf(ctx, fd, 0);
  if (!(entry.description instanceof HostDirectory)) fail('ENOTDIR');
  demand(entry, rights);
  return entry as Entry & { readonly description: HostDirectory };
}

/** Closes a descriptor. Errors: EBADF, and what closing gives. */
export function release(ctx: Context, fd: number): void {
  ctx.entries[fd] = undefined;
  checked(close(ctx.p, fd));
}
