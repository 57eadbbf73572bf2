/**
 * Error numbers. Inside this room they are Linux's (asm-generic), whatever the host: a function that fails returns
 * `-E.ENOENT`. An ABI with another numbering (WASI's, and with it modern Emscripten's) translates at its own border
 * with a table made by {@link errnoTable}.
 */
export const E = {
  EPERM: 1, ENOENT: 2, ESRCH: 3, EINTR: 4, EIO: 5, ENXIO: 6, E2BIG: 7, ENOEXEC: 8, EBADF: 9, ECHILD: 10,
  EAGAIN: 11, ENOMEM: 12, EACCES: 13, EFAULT: 14, ENOTBLK: 15, EBUSY: 16, EEXIST: 17, EXDEV: 18, ENODEV: 19,
  ENOTDIR: 20, EISDIR: 21, EINVAL: 22, ENFILE: 23, EMFILE: 24, ENOTTY: 25, ETXTBSY: 26, EFBIG: 27, ENOSPC: 28,
  ESPIPE: 29, EROFS: 30, EMLINK: 31, EPIPE: 32, EDOM: 33, ERANGE: 34, EDEADLK: 35, ENAMETOOLONG: 36, ENOLCK: 37,
  ENOSYS: 38, ENOTEMPTY: 39, ELOOP: 40, ENOMSG: 42, EIDRM: 43, ENOSTR: 60, ENODATA: 61, ETIME: 62, ENOLINK: 67,
  EPROTO: 71, EMULTIHOP: 72, EBADMSG: 74, EOVERFLOW: 75, EILSEQ: 84, EUSERS: 87, ENOTSOCK: 88, EDESTADDRREQ: 89,
  EMSGSIZE: 90, EPROTOTYPE: 91, ENOPROTOOPT: 92, EPROTONOSUPPORT: 93, ESOCKTNOSUPPORT: 94, EOPNOTSUPP: 95,
  EPFNOSUPPORT: 96, EAFNOSUPPORT: 97, EADDRINUSE: 98, EADDRNOTAVAIL: 99, ENETDOWN: 100, ENETUNREACH: 101,
  ENETRESET: 102, ECONNABORTED: 103, ECONNRESET: 104, ENOBUFS: 105, EISCONN: 106, ENOTCONN: 107, ESHUTDOWN: 108,
  ETOOMANYREFS: 109, ETIMEDOUT: 110, ECONNREFUSED: 111, EHOSTDOWN: 112, EHOSTUNREACH: 113, EALREADY: 114,
  EINPROGRESS: 115, ESTALE: 116, EDQUOT: 122, ECANCELED: 125, EOWNERDEAD: 130, ENOTRECOVERABLE: 131,
};

export type ErrnoName = keyof typeof E;

/** The number of an error code by name (`ENOENT`), or of its alias in other systems; EIO for a name unknown here. */
export function errnoByName(name: string): number {
  if (name === 'ENOTSUP') return E.EOPNOTSUPP;
  if (name === 'EWOULDBLOCK') return E.EAGAIN;
  return (E as Record<string, number>)[name] ?? E.EIO;
}

/** The name of an error number. */
export function errnoName(number: number): string {
  return Object.keys(E).find((name) => E[name as ErrnoName] === number) ?? String(number);
}

/**
 * The error number of what a host call threw. Hosts differ in numbers (macOS, Windows) but agree on `code`.
 * Anything that is not a system error is a defect of this room and is thrown again.
 */
export function errnoOf(error: unknown): number {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') throw error;
  return code.startsWith('ERR_') ? E.EINVAL : errnoByName(code);
}

/** Runs a host call that gives no result; 0 or a negative error number. */
export function attempt(call: () => void): number {
  try {
    call();
    return 0;
  } catch (error) {
    return -errnoOf(error);
  }
}

/** A table from this room's numbers to another ABI's, `names` giving the other's by name. Unknown ones become its EIO. */
export function errnoTable(names: Record<string, number>): Int16Array {
  const table = new Int16Array(256).fill(names.EIO ?? E.EIO);
  table[0] = 0;
  for (const [name, number] of Object.entries(E)) {
    const other = names[name] ?? (name === 'EOPNOTSUPP' ? names.ENOTSUP : undefined);
    if (other !== undefined) table[number] = other;
  }
  return table;
}
