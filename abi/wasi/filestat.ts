/** filestat: what is known of a file. */
import type { ExactStat } from '../posix/description.js';
import { fail, type Context } from './context.js';
import { span } from './memory.js';
import { fileType } from './rights.js';

/** Preview1 has a 64-bit count of links, `wasi_unstable` one of 32 bits. */
export type FilestatVersion = 'preview1' | 'unstable';

/** dev@0:8 ino@8:8 filetype@16:1, then preview1: nlink@24:8 size@32:8 atim@40:8 mtim@48:8 ctim@56:8, unstable: nlink@20:4 size@24:8 and the times. */
export function storeFilestat(ctx: Context, address: number, stat: ExactStat, version: FilestatVersion): void {
  const wide = version === 'preview1';
  const size = wide ? 64 : 56;
  const at = span(ctx, address, size);
  const { dv, u8 } = ctx.m;
  u8.fill(0, at, at + size);
  dv.setBigUint64(at, stat.dev, true);
  dv.setBigUint64(at + 8, stat.ino, true);
  u8[at + 16] = fileType(Number(stat.mode));
  if (wide) dv.setBigUint64(at + 24, stat.nlink, true);
  else dv.setUint32(at + 20, Number(stat.nlink), true);
  [stat.size, stat.atimeNs, stat.mtimeNs, stat.ctimeNs].forEach((word, i) => dv.setBigUint64(at + size - 32 + 8 * i, word, true));
}

const ATIM = 1;
const ATIM_NOW = 2;
const MTIM = 4;
const MTIM_NOW = 8;

/** Times as fstflags ask for them, milliseconds; undefined where nothing is to be set. Errors: EINVAL. */
export function timesOf(flags: number, atime: number, mtime: number, now: () => ExactStat): { atime: number; mtime: number } | undefined {
  if ((flags & ~15) !== 0 || (flags & (ATIM | ATIM_NOW)) === (ATIM | ATIM_NOW) || (flags & (MTIM | MTIM_NOW)) === (MTIM | MTIM_NOW)) fail('EINVAL');
  if (flags === 0) return undefined;
  const old = now();
  const pick = (set: number, setNow: number, given: number, kept: bigint): number =>
    (flags & set) !== 0 ? given / 1e6 : (flags & setNow) !== 0 ? Date.now() : Number(kept) / 1e6;
  return { atime: pick(ATIM, ATIM_NOW, atime, old.atimeNs), mtime: pick(MTIM, MTIM_NOW, mtime, old.mtimeNs) };
}
