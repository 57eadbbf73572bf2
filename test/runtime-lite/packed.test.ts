/** Functions on words of packed lanes, against the same operation on each lane as a number. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as i16x2 from '../../runtime-lite/i16x2.js';
import * as i8x4 from '../../runtime-lite/i8x4.js';
import { R } from '../../runtime-lite/registers.js';
import { i32Edges } from './native.js';

type OnLane = (a: number, b: number) => number;

/** Lanes from the lowest; signed or not. */
function lanesOf(word: number, bits: number, signed: boolean): number[] {
  return Array.from({ length: 32 / bits }, (_, k) => {
    const lane = (word >>> (k * bits)) & (2 ** bits - 1);
    return signed && lane >= 2 ** (bits - 1) ? lane - 2 ** bits : lane;
  });
}

const wordOf = (lanes: readonly number[], bits: number): number => lanes.reduce((word, lane, k) => word | ((lane & (2 ** bits - 1)) << (k * bits)), 0);
const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const saturate = (x: number, bits: number, signed: boolean): number => (signed ? clamp(x, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1) : clamp(x, 0, 2 ** bits - 1));

/** By suffix: on signed or unsigned lanes. */
const operations = (bits: number): Record<string, readonly [signed: boolean, f: OnLane]> => {
  const compares: Record<string, OnLane> = { lt: (a, b) => -Number(a < b), gt: (a, b) => -Number(a > b), le: (a, b) => -Number(a <= b), ge: (a, b) => -Number(a >= b), min: Math.min, max: Math.max };
  const both = Object.entries(compares).flatMap(([name, f]) => [[`${name}_s`, [true, f]], [`${name}_u`, [false, f]]] as const);
  return {
    ...Object.fromEntries(both),
    eq: [false, (a, b) => -Number(a === b)], ne: [false, (a, b) => -Number(a !== b)],
    abs: [true, (a) => Math.abs(a)], neg: [true, (a) => -a], add: [true, (a, b) => a + b], sub: [true, (a, b) => a - b],
    add_sat_s: [true, (a, b) => saturate(a + b, bits, true)], add_sat_u: [false, (a, b) => saturate(a + b, bits, false)],
    sub_sat_s: [true, (a, b) => saturate(a - b, bits, true)], sub_sat_u: [false, (a, b) => saturate(a - b, bits, false)],
    avgr_u: [false, (a, b) => (a + b + 1) >> 1], popcnt: [false, (a) => [...a.toString(2)].filter((digit) => digit === '1').length],
    mul: [true, (a, b) => Math.imul(a, b)], q15mulr_sat_s: [true, (a, b) => saturate(Math.floor((a * b + 2 ** 14) / 2 ** 15), 16, true)],
    shl: [false, (a, n) => a << n], shr_s: [true, (a, n) => a >> n], shr_u: [false, (a, n) => a >> n],
  };
};

let state = 7;
const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) | 0);
const edges = [...i32Edges, 0x7f80ff00 | 0, 0x80808080 | 0, 0x7f7f7f7f, 0x80008000 | 0, 0x7fff7fff, 0x01010101, 0x00ff00ff, 0xff00ff00 | 0, ...Array.from({ length: 40 }, random)];

for (const [shape, bits, functions] of [['i8x4', 8, i8x4], ['i16x2', 16, i16x2]] as const) {
  const byName = functions as unknown as Record<string, (a: number, b: number) => number>;
  for (const [suffix, [signed, f]] of Object.entries(operations(bits))) {
    const name = `${shape}_${suffix}`;
    if (byName[name] === undefined) continue;
    test(name, () => {
      const seconds = suffix.startsWith('sh') ? Array.from({ length: bits }, (_, n) => n) : edges;
      for (const a of edges) for (const b of seconds) {
        const y = lanesOf(b, bits, signed);
        const expected = wordOf(lanesOf(a, bits, signed).map((x, k) => f(x, suffix.startsWith('sh') ? b : y[k]!)), bits);
        const found = byName[name]!(a, b);
        if (found !== expected) assert.is(found, expected, `${name}(${a}, ${b})`);
      }
    });
  }

  test(`${shape}: masks, narrowing`, () => {
    for (const a of edges) {
      assert.is(byName[`${shape}_bitmask`]!(a, 0), lanesOf(a, bits, true).reduce((mask, lane, k) => mask | (Number(lane < 0) << k), 0));
      assert.is(byName[`${shape}_zeros`]!(a, 0), wordOf(lanesOf(a, bits, false).map((lane) => (lane === 0 ? 2 ** (bits - 1) : 0)), bits));
      for (const b of edges) for (const sign of ['s', 'u'] as const) {
        const wide = [...lanesOf(a, 2 * bits, true), ...lanesOf(b, 2 * bits, true)].map((x) => (bits === 16 ? x | 0 : x));
        assert.is(byName[`${shape}_narrow_${sign}`]!(a, b), wordOf(wide.map((x) => saturate(x, bits, sign === 's')), bits));
      }
    }
  });
}

test('i16x2: sums and products of bytes', () => {
  const low = (a: number, signed: boolean): number[] => lanesOf(a, 8, signed).slice(0, 2);
  const pairs = (list: readonly number[]): number[] => [list[0]! + list[1]!, list[2]! + list[3]!];
  for (const a of edges) for (const b of edges) {
    const products = (signed: boolean): number[] => lanesOf(a, 8, signed).map((x, k) => x * lanesOf(b, 8, signed)[k]!);
    assert.is(i16x2.i16x2_extend_s(a), wordOf(low(a, true), 16));
    assert.is(i16x2.i16x2_extend_u(a), wordOf(low(a, false), 16));
    assert.is(i16x2.i16x2_extmul_s(a, b), wordOf(products(true).slice(0, 2), 16));
    assert.is(i16x2.i16x2_extmul_u(a, b), wordOf(products(false).slice(0, 2), 16));
    assert.is(i16x2.i16x2_extadd_pairwise_i8x16_s(a), wordOf(pairs(lanesOf(a, 8, true)), 16));
    assert.is(i16x2.i16x2_extadd_pairwise_i8x16_u(a), wordOf(pairs(lanesOf(a, 8, false)), 16));
    assert.is(i16x2.i16x2_relaxed_dot_i8x16_i7x16_s(a, b), wordOf(pairs(products(true)).map((x) => saturate(x, 16, true)), 16));
    const [x, y] = [lanesOf(a, 16, true), lanesOf(b, 16, true)];
    assert.is(i16x2.i16x2_dot(a, b), (x[0]! * y[0]! + x[1]! * y[1]!) | 0);
  }
});

test('swizzle: indices from 16 on give zero', () => {
  const bytes = Array.from({ length: 16 }, (_, k) => 16 * k + 7);
  const [a0, a1, a2, a3] = [0, 4, 8, 12].map((k) => wordOf(bytes.slice(k, k + 4), 8));
  for (let round = 0; round < 200; round++) {
    const indices = Array.from({ length: 16 }, () => random() & (round % 2 ? 255 : 31));
    const [s0, s1, s2, s3] = [0, 4, 8, 12].map((k) => wordOf(indices.slice(k, k + 4), 8));
    const first = i8x4.i8x16_swizzle(a0!, a1!, a2!, a3!, s0!, s1!, s2!, s3!);
    const expected = indices.map((index) => bytes[index] ?? 0);
    assert.equal([first, ...R.slice(0, 3)], [0, 4, 8, 12].map((k) => wordOf(expected.slice(k, k + 4), 8)));
  }
});

test.run();
