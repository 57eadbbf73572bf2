/** Constants that hurt: edges of every type, and what lies beside them. */
import { leb } from '../bytes.js';
import type { Random } from './random.js';
import { op, type Expr, type NumberType, type ValueType } from './tree.js';
import { sleb } from './types.js';

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
/** Bits of NaNs: quiet and signalling, of both signs. */
const nans32 = [0x7fc00000, 0xffc00000, 0x7fc12345, 0xffffffff, 0x7fffffff, 0x7f800001, 0xff800001, 0x7fa00000, 0xffbfffff];
const nans64 = [0x7ff8000000000000n, 0xfff8000000000000n, 0x7ff8000000012345n, 0xffffffffffffffffn, 0x7ff0000000000001n, 0xfff0000000000001n, 0x7ff4000000000000n];

const view = new DataView(new ArrayBuffer(8));
const bytes = (count: number): number[] => [...new Uint8Array(view.buffer, 0, count)];

/** A value that JavaScript can pass for the type. */
export function numberOf(random: Random, type: NumberType): number | bigint {
  switch (type) {
    case 'i64': {
      if (random.chance(0.7)) return BigInt.asIntN(64, random.pick(edges64) + BigInt(random.chance(0.2) ? random.below(5) - 2 : 0));
      return BigInt.asIntN(64, (BigInt(random.word()) << 32n) | BigInt(random.word()));
    }
    case 'f32': return Math.fround(floatOf(random));
    case 'f64': return floatOf(random);
    case 'i32': return (random.chance(0.7) ? random.pick(edges32) + (random.chance(0.2) ? random.below(5) - 2 : 0) : random.word() >> random.below(32)) | 0;
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

/** A constant instruction of a number or vector type. `nans`: NaNs of any bits too. */
export function constant(random: Random, type: NumberType | 'v128', nans: boolean): Expr {
  if (type === 'v128') return vectorConstant(random, nans);
  if (nans && random.chance(0.1)) {
    if (type === 'f32') return withBits32(random.pick(nans32));
    if (type === 'f64') return withBits64(random.pick(nans64));
  }
  return literal(type, numberOf(random, type));
}

function withBits32(bits: number): Expr {
  view.setUint32(0, bits, true);
  return op([0x43, ...bytes(4)], [], 'f32');
}

function withBits64(bits: bigint): Expr {
  view.setBigUint64(0, bits, true);
  return op([0x44, ...bytes(8)], [], 'f64');
}

/** Lanes of one shape, all edges. */
function vectorConstant(random: Random, nans: boolean): Expr {
  const lane = random.pick(['i32', 'i64', 'f32', 'f64', 'i8'] as const);
  const lanes = { i8: 16, i32: 4, f32: 4, i64: 2, f64: 2 }[lane];
  const same = random.chance(0.2);
  const content: number[] = [];
  const next = (): number[] => (lane === 'i8' ? [random.pick([0, 1, 127, 128, 255, random.below(256)])] : constantBytes(constant(random, lane, nans), lane));
  const first = next();
  for (let index = 0; index < lanes; index++) content.push(...(same ? first : next()));
  return op([0xfd, 12, ...content], [], 'v128');
}

/** The bytes in memory of a constant that this module made. */
function constantBytes(expr: Expr, type: NumberType): number[] {
  if (expr.k !== 'op') throw new Error('not a constant');
  if (type === 'f32' || type === 'f64') return expr.code.slice(1);
  let value = 0n;
  expr.code.slice(1).forEach((byte, index) => { value |= BigInt(byte & 127) << BigInt(7 * index); });
  const length = expr.code.length - 1;
  view.setBigInt64(0, BigInt.asIntN(Math.min(64, 7 * length), value), true);
  return bytes(type === 'i32' ? 4 : 8);
}

export function literal(type: NumberType, value: number | bigint): Expr {
  return op(constantCode(type, value), [], type);
}

function constantCode(type: NumberType, value: number | bigint): number[] {
  switch (type) {
    case 'i32': return [0x41, ...sleb(BigInt(Number(value) | 0))];
    case 'i64': return [0x42, ...sleb(BigInt.asIntN(64, BigInt(value)))];
    case 'f32': view.setFloat32(0, Number(value), true); return [0x43, ...bytes(4)];
    case 'f64': view.setFloat64(0, Number(value), true); return [0x44, ...bytes(8)];
  }
}

/** A literal of the type that addresses have. */
export const addressLiteral = (is64: boolean, value: number): Expr => (is64 ? literal('i64', BigInt(value)) : literal('i32', value));

export const isNumber = (type: ValueType): type is NumberType => type === 'i32' || type === 'i64' || type === 'f32' || type === 'f64';

export const canonicalNaN = (type: 'f32' | 'f64'): Expr => literal(type, NaN);

/** The canonical NaN in each lane of a vector. */
export const canonicalVector = (lane: 'f32' | 'f64'): Expr => {
  const one = constantBytes(canonicalNaN(lane), lane);
  return op([0xfd, 12, ...Array.from({ length: 16 / one.length }, () => one).flat()], [], 'v128');
};

export const opcode = (prefix: number, code: number): number[] => (prefix === 0 ? [code] : [prefix, ...leb(code)]);
