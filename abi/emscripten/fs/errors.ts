/** Failures of the object FS as its users catch them, numbered as in their libc. */
import { E, errnoName, errnoOf } from '../../posix/errno.js';
import { emscriptenErrno, emscriptenErrnoName } from '../errno.js';

/** What calls of FS throw: `errno` in the program's numbering. */
export class ErrnoError extends Error {
  override name = 'ErrnoError';
  code: string;

  constructor(public errno: number) {
    super('FS error');
    this.code = emscriptenErrnoName(errno) ?? String(errno);
  }
}

/** Throws the failure that a negative result of abi/posix is; what is none it gives back. */
export function checked<T>(result: T | number): T {
  if (typeof result === 'number' && result < 0) throw new ErrnoError(emscriptenErrno(-result));
  return result as T;
}

export function fail(name: keyof typeof E): never {
  throw new ErrnoError(emscriptenErrno(E[name]));
}

/** The negative result of abi/posix for what a callback of the program's threw; EIO for anything else than a failure. */
export function resultOf(error: unknown): number {
  const { errno } = (error ?? {}) as { errno?: unknown };
  const number = Object.values(E).find((one) => emscriptenErrno(one) === errno && errnoName(one) !== 'EIO');
  if (number !== undefined) return -number;
  return typeof (error as { code?: unknown } | null)?.code === 'string' ? -errnoOf(error) : -E.EIO;
}
