/** The program's memory, checked: every access beyond its end is EFAULT, before anything is read or written. */
import { decodeText, setI64 } from '../posix/memory.js';
import { isText } from '../posix/text.js';
import { fail, type Context } from './context.js';

/** The address of `length` bytes as a number. Errors: EFAULT. */
export function span(ctx: Context, address: number, length: number): number {
  const start = address >>> 0;
  if (start + length > ctx.m.u8.length) {
    if (ctx.exports.memory === undefined) throw new TypeError('WASI calls need the program\'s memory: the module must export it as "memory", and call nothing before it is instantiated');
    fail('EFAULT');
  }
  return start;
}

/** The bytes [address, address + length). Errors: EFAULT. */
export function bytesOf(ctx: Context, address: number, length: number): Uint8Array {
  const start = span(ctx, address, length >>> 0);
  return ctx.m.u8.subarray(start, start + (length >>> 0));
}

export function storeU32(ctx: Context, address: number, value: number): void {
  ctx.m.dv.setUint32(span(ctx, address, 4), value, true);
}

export function storeU64(ctx: Context, address: number, value: number): void {
  setI64(ctx.m, span(ctx, address, 8), value);
}

/** A 64-bit parameter, which comes as two words, unsigned; exact within 2^53. */
export function unsigned(low: number, high: number): number {
  return (low >>> 0) + (high >>> 0) * 4294967296;
}

/** The same, signed. */
export function signed(low: number, high: number): number {
  return (low >>> 0) + high * 4294967296;
}

/** A path: text without NUL. Errors: EFAULT, EILSEQ, EINVAL, ENAMETOOLONG. */
export function pathText(ctx: Context, address: number, length: number): string {
  const bytes = bytesOf(ctx, address, length);
  if (bytes.length > 4095) fail('ENAMETOOLONG');
  if (bytes.includes(0)) fail('EINVAL');
  if (!isText(bytes)) fail('EILSEQ');
  return decodeText(bytes, 0, bytes.length);
}
