/** Constants that hurt: edges of every type, and what lies beside them. */
import { sleb } from './encode.js';
import type { Random } from './random.js';
import type { Expr, ValueType } from './tree.js';

const edges32 = [0, 1, 2, 3, 4, 7, 8, 31, 32, 33, 63, 64, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe,
  0x80000001, 0x55555555, 0xaaaaaaaa, 0x01234567, 0x89abcdef, 0xfffeffff, 0xffff0000];
const edges64 = [0n, 1n, 2n, 31n, 32n, 33n, 63n, 64n, 0x7fn, 0x80n, 0xffffn, 0x7fffffffn, 0x80000000n, 0xffffffffn, 0x100000000n, 0x1_0000_0001n,
  0x1fffffffffffffn, 0x20000000000000n, 0x20000000000001n, 0x7fffffffffffffffn, 0x8000000000000000n, 0x8000000000000001n, 0xffffffffffffffffn,
  0xfffffffffffffffen, 0xffffffff00000000n, 0xffffffff80000000n, 0x7fffff4000000001n, 0x8000004000000001n, 0x0123456789abcdefn, 0x8000000080000000n];
const edgesFloat = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -1.5, -2.5, 0.1, 3.14, 1e10, -1e10, 127, 128, 255, 256, 32767.5, 65536, 2147483520, 2147483647, 2147483648,
  -2147483648, -2147483649, 2147483647.5, -2147483648.5, 4294967295, 4294967296, 4294967295.5, -0.9, -0.999999, 9007199254740991, 9007199254740993,
  9223372036854774784, 9223372036854775808, -9223372036854775808, -9223372036854777856, 18446744073709549568, 18446744073709551616, 1e308, -1e308, 5e-324,
  1.401298464324817e-45, 3.4028234663852886e38, 3.4028235677973366e38, 1.1754943508222875e-38, 2.2250738585072014e-308, 8388608.5, 16777217, 4503599627370496.5,
  Infinity, -Infinity, NaN];

const view = new DataView(new ArrayBuffer(8));
const bytes = (count: number): number[] => [...new Uint8Array(view.buffer, 0, count)];

/** A value that JavaScript can pass for the type. */
export function numberOf(random: Random, type: ValueType): number | bigint {
  switch (type) {
    case 'i64': {
      if (random.chance(0.7)) return BigInt.asIntN(64, random.pick(edges64) + BigInt(random.chance(0.2) ? random.below(5) - 2 : 0));
      return BigInt.asIntN(64, (BigInt(random.word()) << 32n) | BigInt(random.word()));
    }
    case 'f32': return Math.fround(floatOf(random));
    case 'f64': return floatOf(random);
    default: return (random.chance(0.7) ? random.pick(edges32) + (random.chance(0.2) ? random.below(5) - 2 : 0) : random.word() >> random.below(32)) | 0;
  }
}

function floatOf(random: Random): number {
  if (random.chance(0.7)) return random.pick(edgesFloat);
  if (random.chance(0.5)) return (random.word() | 0) * 2 ** (random.below(40) - 20);
  view.setUint32(0, random.word());
  view.setUint32(4, random.word());
  const value = view.getFloat64(0);
  return Number.isNaN(value) ? NaN : value;
}

/** A constant instruction of a number type. */
export function constant(random: Random, type: ValueType): Expr {
  return literal(type, numberOf(random, type));
}

export function literal(type: ValueType, value: number | bigint): Expr {
  return { k: 'op', code: constantCode(type, value), args: [], type: [type] };
}

function constantCode(type: ValueType, value: number | bigint): number[] {
  switch (type) {
    case 'i32': return [0x41, ...sleb(BigInt(Number(value) | 0))];
    case 'i64': return [0x42, ...sleb(BigInt.asIntN(64, BigInt(value)))];
    case 'f32': view.setFloat32(0, Number(value), true); return [0x43, ...bytes(4)];
    case 'f64': view.setFloat64(0, Number(value), true); return [0x44, ...bytes(8)];
    default: throw new Error(`no constants of type ${type}`);
  }
}
