/** Every numeric helper against the engine's own instruction, on edge values and random words. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inverseOf } from '../../compiler/lower/long-arithmetic.js';
import * as float from '../../runtime-lite/float.js';
import * as division from '../../runtime-lite/i64-division.js';
import * as products from '../../runtime-lite/i64-product-remainder.js';
import * as divisionByWord from '../../runtime-lite/i64-division-word.js';
import * as conversion from '../../runtime-lite/i64-conversion.js';
import * as i64 from '../../runtime-lite/i64.js';
import * as int from '../../runtime-lite/int.js';
import { HI } from '../../runtime-lite/registers.js';
import { fromI64, toI64 } from '../../runtime-lite/interop.js';
import { type Instruction, f64Edges, i32Edges, i64Edges, nativeFunctions, outcome, specified, words } from './native.js';

/** Cases of random operands for each helper. */
const RANDOM = 20000;

/** Instructions by the name of their helper; a helper of f64 operands that serves f32 too has both. */
const table: Record<string, Instruction> = {
  i32_div_s: { bytes: [0x6d], sig: 'ii:i' },
  i32_div_u: { bytes: [0x6e], sig: 'ii:i' },
  i32_rem_s: { bytes: [0x6f], sig: 'ii:i' },
  i32_rem_u: { bytes: [0x70], sig: 'ii:i' },
  i32_ctz: { bytes: [0x68], sig: 'i:i' },
  i32_popcnt: { bytes: [0x69], sig: 'i:i' },
  i32_trunc_f64_s: { bytes: [0xaa], sig: 'd:i' },
  i32_trunc_f64_u: { bytes: [0xab], sig: 'd:i' },
  'i32_trunc_f64_s f32': { bytes: [0xa8], sig: 'f:i' },
  'i32_trunc_f64_u f32': { bytes: [0xa9], sig: 'f:i' },
  i32_trunc_sat_f64_s: { bytes: [0xfc, 2], sig: 'd:i' },
  i32_trunc_sat_f64_u: { bytes: [0xfc, 3], sig: 'd:i' },
  'i32_trunc_sat_f64_s f32': { bytes: [0xfc, 0], sig: 'f:i' },
  'i32_trunc_sat_f64_u f32': { bytes: [0xfc, 1], sig: 'f:i' },
  i64_div_s: { bytes: [0x7f], sig: 'll:l' },
  i64_div_u: { bytes: [0x80], sig: 'll:l' },
  i64_rem_s: { bytes: [0x81], sig: 'll:l' },
  i64_rem_u: { bytes: [0x82], sig: 'll:l' },
  i64_clz: { bytes: [0x79], sig: 'l:l' },
  i64_ctz: { bytes: [0x7a], sig: 'l:l' },
  i64_popcnt: { bytes: [0x7b], sig: 'l:l' },
  i64_trunc_f64_s: { bytes: [0xb0], sig: 'd:l' },
  i64_trunc_f64_u: { bytes: [0xb1], sig: 'd:l' },
  'i64_trunc_f64_s f32': { bytes: [0xae], sig: 'f:l' },
  'i64_trunc_f64_u f32': { bytes: [0xaf], sig: 'f:l' },
  i64_trunc_sat_f64_s: { bytes: [0xfc, 6], sig: 'd:l' },
  i64_trunc_sat_f64_u: { bytes: [0xfc, 7], sig: 'd:l' },
  'i64_trunc_sat_f64_s f32': { bytes: [0xfc, 4], sig: 'f:l' },
  'i64_trunc_sat_f64_u f32': { bytes: [0xfc, 5], sig: 'f:l' },
  f32_convert_i64_s: { bytes: [0xb4], sig: 'l:f' },
  f32_convert_i64_u: { bytes: [0xb5], sig: 'l:f' },
  f64_nearest: { bytes: [0x9e], sig: 'd:d' },
  f32_nearest: { bytes: [0x90], sig: 'f:f' },
  f64_copysign: { bytes: [0xa6], sig: 'dd:d' },
  f32_copysign: { bytes: [0x98], sig: 'ff:f' },
  f64_abs: { bytes: [0x99], sig: 'd:d' },
  f64_neg: { bytes: [0x9a], sig: 'd:d' },
  f32_abs: { bytes: [0x8b], sig: 'f:f' },
  f32_neg: { bytes: [0x8c], sig: 'f:f' },
  f32_reinterpret_i32: { bytes: [0xbe], sig: 'i:f' },
  i32_reinterpret_f32: { bytes: [0xbc], sig: 'f:i' },
  f64_reinterpret_i64: { bytes: [0xbf], sig: 'l:d' },
  i64_reinterpret_f64: { bytes: [0xbd], sig: 'd:l' },
};

/** Counts come back as one word. */
const countResult = new Set(['i64_clz', 'i64_ctz', 'i64_popcnt']);

const native = nativeFunctions(table);
const helpers = { ...int, ...i64, ...division, ...conversion, ...float } as unknown as Record<string, (...words: any[]) => any>;
const edges: Record<string, readonly any[]> = { i: i32Edges, l: i64Edges, d: f64Edges, f: f64Edges.map(Math.fround) };
const scratch = new DataView(new ArrayBuffer(8));

function randomOperand(letter: string, next: () => number): any {
  if (letter === 'i') return next();
  // Small magnitudes as often as large ones, or division would never see small divisors.
  if (letter === 'l') return BigInt.asIntN(64, (BigInt(next()) << 32n) | BigInt(next() >>> 0)) >> BigInt(next() & 63);
  scratch.setInt32(0, next());
  scratch.setInt32(4, next());
  const value = (next() & 1) !== 0 ? scratch.getFloat64(0) : (next() * 2 ** (next() & 63)) / 2 ** (next() & 31);
  return letter === 'f' ? Math.fround(value) : value;
}

function callHelper(name: string, sig: string, operands: readonly any[]): unknown {
  const [params, results] = sig.split(':') as [string, string];
  const args: any[] = [];
  operands.forEach((operand, i) => {
    if (params[i] !== 'l') args.push(operand);
    else args.push(toI64(operand), HI);
  });
  const first = helpers[name]!(...args);
  return results !== 'l' ? first : countResult.has(name) ? BigInt(first) : fromI64(first, HI);
}

for (const [row, { sig }] of Object.entries(table)) {
  const name = row.split(' ')[0]!;
  test(`${row} agrees with the engine`, () => {
    const params = sig.split(':')[0]!;
    const check = (operands: readonly any[]): void => {
      const expected = specified(outcome(() => native[row]!(...operands)));
      const actual = outcome(() => callHelper(name, sig, operands));
      const same = Object.is(actual, expected) || (typeof expected === 'string' && isTrap(expected) && isTrap(actual, expected));
      if (!same) assert.unreachable(`${row}(${operands.map(String).join(', ')}): ${String(actual)}, expected ${String(expected)}`);
    };
    const [first, second] = [...params].map((letter) => edges[letter]!);
    for (const a of first!) for (const b of second ?? [undefined]) check(second ? [a, b] : [a]);
    const next = words(row.length * 7919 + row.charCodeAt(row.length - 1));
    for (let i = 0; i < RANDOM; i++) check([...params].map((letter) => randomOperand(letter, next)));
  });
}

for (const isSigned of [false, true]) {
  const name = isSigned ? 'i64_mul_rem_s' : 'i64_mul_rem_u';
  test(`${name} and ${name}_inverse give the remainder of the product`, () => {
    const next = words(isSigned ? 5 : 6);
    const wrap = isSigned ? BigInt.asIntN : BigInt.asUintN;
    const factor = (): bigint => {
      const kind = next() & 7;
      const edge = [0n, 1n, 0x7fffffffn, 0x80000000n, 0xffffffffn, -1n, -0x80000000n, 0x100000000n];
      return wrap(64, kind < 2 ? edge[next() & 7]! : kind < 6 ? BigInt(isSigned ? next() | 0 : next() >>> 0) >> BigInt(next() & 15) : BigInt(next() | 0) * 0x100000001n);
    };
    const limit = isSigned ? 2 ** 30 : 2 ** 31;
    const check = (a: bigint, b: bigint, m: bigint): void => {
      const expected = wrap(64, wrap(64, a * b) % m);
      const [low, high, by, byHigh] = [toI64(a), HI, toI64(b), HI] as const;
      const rest = products[name](low, high, by, byHigh, toI64(m), HI);
      assert.is(fromI64(rest, HI), BigInt.asIntN(64, expected), `${a} * ${b} by ${m}`);
      if (m < 65536n || m >= BigInt(limit)) return;
      const word = products[`${name}_inverse`](low, high, by, byHigh, Number(m), inverseOf(Number(m)));
      assert.is(isSigned ? BigInt(word) : BigInt(word >>> 0), expected, `${a} * ${b} by ${m}, a constant`);
    };
    for (let i = 0; i < 20 * RANDOM; i++) {
      const [a, b] = [factor(), factor()];
      const m = i % 3 === 0 ? 65536 + (i & 15) : i % 3 === 1 ? limit - 1 - (i & 15) : 65536 + (next() >>> 0) % (limit - 65536);
      check(a, b, BigInt(m));
      // Products that are multiples, or next to them.
      check(BigInt(m), b, BigInt(m));
      check(BigInt(m) + 1n, wrap(64, b >> 33n), BigInt(m));
      const any = factor();
      if (any !== 0n) check(a, b, any);
    }
    assert.throws(() => products[name](1, 0, 1, 0, 0, 0), /divide by zero/);
  });
}

for (const name of ['i64_div_s', 'i64_div_u', 'i64_rem_s', 'i64_rem_u'] as const) {
  test(`${name}_inverse agrees with the engine`, () => {
    const next = words(name.charCodeAt(4) * 7907 + name.charCodeAt(8));
    const limit = name.endsWith('s') ? 2 ** 30 : 2 ** 31;
    const check = (dividend: bigint, divisor: number): void => {
      const low = divisionByWord[`${name}_inverse`](toI64(dividend), HI, divisor, inverseOf(divisor));
      const high = name === 'i64_rem_u' ? 0 : name === 'i64_rem_s' ? low >> 31 : HI;
      assert.is(fromI64(low, high), native[name]!(dividend, BigInt(divisor)), `${dividend} by ${divisor}`);
    };
    const divisors = [65536, 65537, 86400, 1e6, 2 ** 21, 1e9, limit - 1];
    for (const divisor of divisors) for (const dividend of i64Edges) for (const d of [-1n, 0n, 1n]) check(BigInt.asIntN(64, (dividend / BigInt(divisor)) * BigInt(divisor) + d), divisor);
    for (let i = 0; i < 20 * RANDOM; i++) {
      const divisor = i % 3 === 0 ? 65536 + (i & 15) : 65536 + ((next() >>> 1 >>> (next() & 15)) % (limit - 65536));
      const dividend = randomOperand('l', next);
      check(dividend, divisor);
      // Next to multiples of the divisor, also of numbers that are taken as unsigned.
      const by = BigInt(divisor);
      check(BigInt.asIntN(64, (BigInt.asUintN(64, dividend) / by) * by + BigInt(next() % 3) - 1n), divisor);
    }
  });
}

for (const name of ['i64_div_u', 'i64_div_s', 'i64_rem_u', 'i64_rem_s'] as const) {
  test(`${name}_word agrees with the engine`, () => {
    const next = words(name.charCodeAt(4) * 7919 + name.charCodeAt(8));
    const check = (dividend: bigint, divisor: number): void => {
      const low = divisionByWord[`${name}_word`](toI64(dividend), HI, divisor);
      const high = name === 'i64_rem_u' ? 0 : name === 'i64_rem_s' ? low >> 31 : HI;
      assert.is(fromI64(low, high), native[name]!(dividend, BigInt(divisor)), `${dividend} by ${divisor}`);
    };
    const divisors = [1, 2, 3, 10, 1000, 65535, ...(name.endsWith('u') ? [] : [65536, 2 ** 21, 1e9, 2 ** 31 - 1])];
    const limit = 2n ** 53n;
    for (const divisor of divisors) for (const dividend of [...i64Edges, limit - 1n, limit, -limit, 1n - limit]) check(dividend, divisor);
    for (let i = 0; i < RANDOM; i++) {
      const divisor = (name.endsWith('u') ? next() & 65535 : next() >>> 1 >>> (next() & 15)) || 1;
      check(randomOperand('l', next), divisor);
      // Next to multiples a rounded quotient would be wrong.
      check(BigInt.asIntN(64, randomOperand('l', next) / BigInt(divisor) * BigInt(divisor) - BigInt(next() & 1)), divisor);
    }
  });
}

/** The engine says "float unrepresentable in integer range" for both of the specification's texts. */
function isTrap(result: unknown, expected = ''): boolean {
  if (typeof result !== 'string' || !result.startsWith('RuntimeError: ')) return false;
  if (!expected.includes('float unrepresentable')) return result === expected || expected === '';
  return /integer overflow|invalid conversion to integer/.test(result);
}

test('truncation tells NaN from a number that is too large', () => {
  for (const name of ['i32_trunc_f64_s', 'i32_trunc_f64_u', 'i64_trunc_f64_s', 'i64_trunc_f64_u']) {
    assert.is(outcome(() => helpers[name]!(NaN)), 'RuntimeError: invalid conversion to integer');
    assert.is(outcome(() => helpers[name]!(1e20)), 'RuntimeError: integer overflow');
    assert.is(outcome(() => helpers[name]!(-Infinity)), 'RuntimeError: integer overflow');
  }
});

test('signs and payloads of quiet NaNs go through abs, neg, copysign and reinterpretation', () => {
  const bitsOf = (low: number, high: number): string => `${(high >>> 0).toString(16)}:${(low >>> 0).toString(16)}`;
  const run = (operation: (x: number) => number, low: number, high: number): string => {
    const result = float.i64_reinterpret_f64(operation(float.f64_reinterpret_i64(low, high)));
    return bitsOf(result, HI);
  };
  for (const [low, high] of [[0, 0x7ff80000], [0, 0xfff80000 | 0], [12345, 0x7ff80001], [-1, -1]] as const) {
    assert.is(run((x) => x, low, high), bitsOf(low, high));
    assert.is(run(float.f64_neg, low, high), bitsOf(low, high ^ -2147483648));
    assert.is(run(float.f64_abs, low, high), bitsOf(low, high & 2147483647));
    assert.is(run((x) => float.f64_copysign(x, -1), low, high), bitsOf(low, high | -2147483648));
    assert.is(run((x) => float.f64_copysign(1, x), low, high), bitsOf(0, 0x3ff00000 | (high & -2147483648)));
  }
  for (const bits of [0x7fc00000, 0xffc00000 | 0, 0x7fc12345]) {
    assert.is(float.i32_reinterpret_f32(float.f32_reinterpret_i32(bits)), bits);
    assert.is(float.i32_reinterpret_f32(float.f32_neg(float.f32_reinterpret_i32(bits))), bits ^ -2147483648);
  }
});

test.run();
