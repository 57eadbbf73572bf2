/** System errors as node makes them: Go recognises them by their code. */
import { E } from '../posix/errno.js';

let names: Map<number, string> | undefined;

/** Codes that Go does not know end the program, so such an error becomes the nearest that it knows. */
const UNKNOWN: Record<string, string> = { ENOTBLK: 'EINVAL', ETXTBSY: 'EBUSY', EOWNERDEAD: 'EIO', ENOTRECOVERABLE: 'EIO', ESTALE: 'EIO', ECANCELED: 'EINTR', EINPROGRESS: 'EALREADY' };

export function systemError(errno: number): Error & { code: string } {
  names ??= new Map(Object.entries(E).map(([name, number]) => [number, name]));
  const name = names.get(errno) ?? 'EIO';
  const code = UNKNOWN[name] ?? name;
  return Object.assign(new Error(code), { code });
}
