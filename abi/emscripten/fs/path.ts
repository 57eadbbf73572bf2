/** Paths as text: PATH and PATH_FS of Emscripten's glue. */
import type { Process } from '../../posix/process.js';

function normalizeArray(parts: readonly string[], allowAboveRoot: boolean): string[] {
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '.' || part === '') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (allowAboveRoot) kept.push('..');
  }
  return kept;
}

/** Without `.`, `..` after a name and double slashes; a slash at either end stays. */
function normalize(path: string): string {
  const isAbsolute = path.startsWith('/');
  let plain = normalizeArray(path.split('/'), !isAbsolute).join('/');
  if (plain === '' && !isAbsolute) plain = '.';
  if (plain !== '' && path.endsWith('/')) plain += '/';
  return `${isAbsolute ? '/' : ''}${plain}`;
}

function basename(path: string): string {
  if (path === '/') return '/';
  const plain = normalize(path).replace(/\/$/, '');
  return plain.slice(plain.lastIndexOf('/') + 1);
}

function dirname(path: string): string {
  const plain = path.replace(/\/+$/, '');
  const slash = plain.lastIndexOf('/');
  if (slash < 0) return path.startsWith('/') ? '/' : '.';
  return plain.slice(0, slash) || '/';
}

const join = (...parts: string[]): string => normalize(parts.join('/'));

export const PATH = {
  isAbs: (path: string): boolean => path.startsWith('/'),
  normalizeArray, normalize, basename, dirname, join,
  join2: (left: string, right: string): string => normalize(`${left}/${right}`),
};

/** PATH_FS, for which relative paths begin at the working directory. */
export function pathsFrom(p: Process) {
  /** The last absolute path of the list and what follows; without a slash at its end. */
  const resolve = (...parts: string[]): string => {
    let path = '';
    const start = parts.length === 1 && p.isAtRoot?.(parts[0]!) ? '' : p.cwd;
    for (const part of [start, ...parts]) {
      if (typeof part !== 'string') throw new TypeError('Arguments to path.resolve must be strings');
      if (part !== '') path = part.startsWith('/') ? part : `${path}/${part}`;
    }
    return `/${normalizeArray(path.split('/'), false).join('/')}`;
  };
  const relative = (from: string, to: string): string => {
    const [start, end] = [from, to].map((path) => resolve(path).split('/').filter((part) => part !== '')) as [string[], string[]];
    let same = 0;
    while (same < start.length && start[same] === end[same]) same++;
    return [...start.slice(same).map(() => '..'), ...end.slice(same)].join('/');
  };
  return { resolve, relative };
}
