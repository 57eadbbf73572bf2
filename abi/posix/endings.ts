/** What the end of a path demands: a slash says that it names a directory, `.` and `..` that it names no entry. */
import type { Host } from '../host/host.js';
import { E } from './errno.js';

type Fs = NonNullable<Host['fs']>;

const SLASH = 47;
const DOT = 46;

/** Whether a path ends in a slash; one that is an error does not. */
export function slashed(path: string | number): boolean {
  return typeof path === 'string' && path.charCodeAt(path.length - 1) === SLASH;
}

/** Whether a path must lead to a directory. */
export function wantsDirectory(path: string): boolean {
  const last = path.charCodeAt(path.length - 1);
  return last === SLASH || (last === DOT && path.endsWith('/.'));
}

/** `.` or `..` where a path ends so, with or without slashes behind; else nothing. */
export function lastDots(path: string | number): string | undefined {
  if (typeof path === 'number') return undefined;
  const last = path.charCodeAt(path.length - 1);
  return last === SLASH || last === DOT ? /(?:^|\/)(\.\.?)\/*$/.exec(path)?.[1] : undefined;
}

export function isDirectory(fs: Fs, host: string): boolean {
  return fs.lstatSync(host).isDirectory();
}

/** What a call that makes no directory says to a name that ends in a slash: EEXIST where something is, ENOENT elsewhere. */
export function refuseSlashed(fs: Fs, host: string): number {
  fs.lstatSync(host);
  return -E.EEXIST;
}
