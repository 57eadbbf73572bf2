/** Values of type v128 at which operations change their way, and modules that make operations on them callable from JavaScript. */
import { type OpRow, sigTypes, typeName } from '../../compiler/ops/index.js';

/** Low and high half. */
export type Vector = readonly [bigint, bigint];

const half = (bits: number, lanes: readonly (number | bigint)[]): bigint =>
  BigInt.asIntN(64, lanes.reduce<bigint>((sum, lane, k) => sum | (BigInt.asUintN(bits, BigInt(lane)) << BigInt(k * bits)), 0n));
const buffer = new DataView(new ArrayBuffer(8));
const doubles = (a: number, b: number): Vector => [a, b].map((x) => (buffer.setFloat64(0, x), buffer.getBigInt64(0))) as unknown as Vector;
const singles = (...lanes: number[]): Vector => {
  const words = lanes.map((x) => (buffer.setFloat32(0, x), buffer.getInt32(0)));
  return [half(32, words.slice(0, 2)), half(32, words.slice(2))];
};
const lanes = (bits: number, list: readonly (number | bigint)[]): Vector => [half(bits, list.slice(0, 64 / bits)), half(bits, list.slice(64 / bits))];

/** Whose lanes are no NaN, no infinity and not large, as f32 and as f64. */
export const finite: readonly Vector[] = [
  [0n, 0n], singles(1, -2, 0.5, -0.25), singles(1e-30, 3.5, -7.25, 1e10), singles(-0, 0, -0, 1), doubles(1.5, -2.5), doubles(-0, 1e-300), doubles(123456.789, -1e20), singles(2.5, -3.5, 4.5, 16777217),
];

/** The sequence of xorshift from a seed. */
export function* random(seed: number): Generator<number, never> {
  for (let x = seed; ; ) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    yield x;
  }
}

const source = random(20261126);
const next = (): number => source.next().value;
const word = (): bigint => half(32, [next(), next()]);

export const vectors: readonly Vector[] = [
  ...finite,
  [-1n, -1n],
  lanes(8, [0, 1, 127, -128, -1, 64, 63, 2, 0x7e, 0x81, 0x10, 0x0f, 0x55, 0xaa, 0xfe, 3]),
  lanes(8, [15, 16, 31, 32, 0x80, 255, 14, 7, 0, 1, 2, 3, 4, 5, 6, 8]),
  lanes(16, [0, 1, 32767, -32768, -1, 255, 256, -256]),
  lanes(16, [-32768, -32768, 32767, 128, -129, 127, -128, 0x8001]),
  lanes(32, [0, 1, -1, 2147483647]),
  lanes(32, [-2147483648, 65535, -65536, 32768]),
  lanes(32, [-2147483648, -2147483648, 2147483647, -2147483647]),
  [1n, -1n], [(1n << 63n) - 1n, -(1n << 63n)], [-(1n << 63n), 0xffffffffn], [1n << 32n, -(1n << 32n)],
  singles(NaN, Infinity, -Infinity, -0), singles(2147483648, -2147483648, 4294967296, -1), singles(0.5, 1.5, -0.5, -1.5), singles(3.4e38, -3.4e38, 1e-45, -1e-45),
  lanes(32, [0x7f800001, -0x400000, 0x7fc00001, -0x7fffff]),
  doubles(NaN, -Infinity), doubles(2147483648.5, -2147483649), doubles(4294967295.5, -0.9), doubles(1e308, 5e-324), doubles(0.5, -2.5),
  [0x7ff0000000000001n, -0x8000000000000n],
  ...Array.from({ length: 10 }, (): Vector => [word(), word()]),
];

/** Immediates of the instruction: all lanes, or shuffles of several kinds. */
export function immediatesOf(row: OpRow): string[] {
  if (row.shape === 'shuffle') {
    const words = (...list: number[]): number[] => list.flatMap((w) => [0, 1, 2, 3].map((b) => 4 * w + b));
    const bytes = (first: number, step = 1): number[] => Array.from({ length: 16 }, (_, k) => (first + k * step) & 31);
    const shuffles = [bytes(0), bytes(16), bytes(1), bytes(5), bytes(30), bytes(15, 31), words(0, 4, 1, 5), words(3, 3, 2, 7), words(2, 3, 0, 1), words(4, 5, 2, 3), bytes(0, 2), bytes(1, 4),
      ...Array.from({ length: 12 }, () => Array.from({ length: 16 }, () => next() & 31))];
    return shuffles.map((list) => list.join(' '));
  }
  return row.lanes === undefined ? [''] : Array.from({ length: row.lanes }, (_, k) => String(k));
}

const type = (letter: string): string => typeName(sigTypes(letter)[0]!);

/**
 * A function of operands of these types, which `value` has as `$a`, `$b` and `$c`, a v128 given as two i64; it returns the value, a
 * v128 as its halves. `$s` and `$t` are free.
 */
export function exported(name: string, letters: string, result: string, value: string): string {
  const operands = [...letters].map((letter, k) => ({ letter, id: `$${'abc'[k]}` }));
  const wide = operands.filter(({ letter }) => letter === 'v').map(({ id }) => id);
  const params = operands.map(({ letter, id }) => (letter === 'v' ? `(param ${id}0 i64) (param ${id}1 i64)` : `(param ${id} ${type(letter)})`));
  const locals = [...wide, '$r', '$s', '$t'].map((id) => `(local ${id} v128)`);
  const sets = wide.map((id) => `(local.set ${id} (i64x2.replace_lane 1 (i64x2.splat (local.get ${id}0)) (local.get ${id}1)))`);
  const body = result === 'v' ? `(local.set $r ${value}) (i64x2.extract_lane 0 (local.get $r)) (i64x2.extract_lane 1 (local.get $r))` : value;
  return `(func (export "${name}") ${params.join(' ')} (result ${result === 'v' ? 'i64 i64' : type(result)}) ${locals.join(' ')} ${sets.join(' ')} ${body})`;
}

/** Whether the lanes of the result are numbers that were computed: which NaN they are is not defined. */
export const computes = (row: OpRow): 32 | 64 | 0 => {
  if (!/^f\d\dx\d\.(add|sub|mul|div|min|max|sqrt|ceil|floor|trunc|nearest|demote|promote|relaxed_(madd|nmadd|min|max))/.test(row.name)) return 0;
  return row.name.startsWith('f32') ? 32 : 64;
};

/** The halves as text; NaNs that were computed are all alike, but must be quiet. */
export function shownHalves(halves: readonly bigint[], numbers: 32 | 64 | 0): string {
  if (numbers === 0) return halves.map((x) => BigInt.asUintN(64, x).toString(16)).join(' ');
  const list = halves.flatMap((x) => (numbers === 64 ? [BigInt.asUintN(64, x)] : [BigInt.asUintN(32, x), BigInt.asUintN(32, x >> 32n)]));
  const [infinity, quiet] = numbers === 64 ? [0x7ff0000000000000n, 0x7ff8000000000000n] : [0x7f800000n, 0x7fc00000n];
  const magnitude = (1n << BigInt(numbers - 1)) - 1n;
  return list.map((x) => ((x & magnitude) <= infinity ? x.toString(16) : (x & quiet) === quiet ? 'nan' : `signalling ${x.toString(16)}`)).join(' ');
}
