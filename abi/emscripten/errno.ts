/** Error numbers of Emscripten's libc since 1.39: WASI's, and its own from 100 on for what WASI does not name. */
import { errnoTable } from '../posix/errno.js';
import { WASI_ERRNO } from '../posix/wasi-errno.js';

const OWN = {
  ENOSTR: 100, ENOTBLK: 105, ENODATA: 116, ETIME: 117, EUSERS: 136, ESOCKTNOSUPPORT: 137, EOPNOTSUPP: 138, EPFNOSUPPORT: 139,
  ESHUTDOWN: 140, ETOOMANYREFS: 141, EHOSTDOWN: 142,
};

const numbers = (): Readonly<Record<string, number>> => ({ ...WASI_ERRNO, ...OWN });

let table: Int16Array | null = null;

/** The number of an error of abi/posix. */
export function emscriptenErrno(errno: number): number {
  table ??= errnoTable(numbers());
  return table[errno]!;
}

/** The name of such a number; undefined if it has none. */
export function emscriptenErrnoName(errno: number): string | undefined {
  return Object.entries(numbers()).find(([, number]) => number === errno)?.[0];
}
