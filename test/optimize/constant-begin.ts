/** Loops over static arrays, as compilers write them: constants go to pointers and counts right before. */
import type { Random } from '../fuzz/random.js';

/** Addresses that are aligned, that are not, and near the end of one page. */
const ADDRESSES = [1024, 2048, 4096, 8192, 8192, 1028, 1025, 65000];
const COUNTS = [1, 2, 3, 5, 16, 17, 20, 40];

/** Assignments of constants to most of the locals. */
export const constantBegin = (r: Random, pointers: readonly string[], counts: readonly string[]): string =>
  [...pointers.map((local) => [local, ADDRESSES] as const), ...counts.map((local) => [local, COUNTS] as const)]
    .filter(() => r.chance(0.8)).map(([local, values]) => `(local.set ${local} (i32.const ${r.pick(values)}))`).join(' ');
