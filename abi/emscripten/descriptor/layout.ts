/** Structures of libc that changed over time. A module does not say which Emscripten built it; its imports do. */
import type { ModuleSummary } from '../../contract.js';
import type { StatLayout } from '../../posix/structs.js';

const OFFSETS_64 = { offBytes: 8, inoBytes: 8 } as const;

/** time_t of one word: to 3.1.12. */
const FIRST: StatLayout = {
  bytes: 88, dev: 0, inoTruncated: 8, mode: 12, nlink: 16, uid: 20, gid: 24, rdev: 28, size: 40, blksize: 48, blocks: 52, atime: 56, mtime: 64, ctime: 72, ino: 80,
  ...OFFSETS_64, timeBytes: 4,
};

/** time_t of two words: to 3.1.44. */
const SECOND: StatLayout = { ...FIRST, bytes: 112, atime: 56, mtime: 72, ctime: 88, ino: 104, timeBytes: 8 };

/** Without padding and a second inode number. */
const THIRD: StatLayout = {
  bytes: 96, dev: 0, inoTruncated: -1, mode: 4, nlink: 8, uid: 12, gid: 16, rdev: 20, size: 24, blksize: 32, blocks: 36, atime: 40, mtime: 56, ctime: 72, ino: 88,
  ...OFFSETS_64, timeBytes: 8,
};

/** Names and signatures that only versions before a change import. */
const BEFORE_TIME64 = new Set([
  'emscripten_memcpy_big iii:i', '__syscall_open iii:i', '__syscall_fstatat64 iiii:i', 'clock_gettime ii:i', 'gettimeofday ii:i', 'time i:i', '_dlinit i:',
]);
const BEFORE_CURRENT = new Set(['emscripten_memcpy_big iii:', '_localtime_js ii:', '_gmtime_js ii:', '_mmap_js iiiiii:i', '_mmap_js iiiiiii:i']);

export function layout({ imports }: ModuleSummary): { time32: boolean; stat: Record<keyof StatLayout, number> } {
  const keys = imports.map(({ name, sig }) => `${name} ${sig}`);
  if (keys.some((key) => BEFORE_TIME64.has(key))) return { time32: true, stat: { ...FIRST } };
  return { time32: false, stat: { ...(keys.some((key) => BEFORE_CURRENT.has(key)) ? SECOND : THIRD) } };
}
