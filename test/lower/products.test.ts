/** Products of i64 against BigInt: constants and operands at the edges of what each form of the code is made for, and at random. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { randomFrom } from '../validate/outcome.js';
import { assemble } from '../wabt.js';

const edges = [0n, 1n, 2n, 31n, 0x1fffffn, 0x200000n, 0x200001n, 0x7fffffffn, 0x80000000n, 0x80000001n, 0xffffffffn, 0x100000000n, 0x1ffffffffn, 0x9e3779b97f4a7c15n];
/** Constants whose low words are powers of two. */
const powers = [0x500000001n, 0x9e3779b900000002n, 0x1280000000n, 0x7fffffff40000000n, -0x80000000n, 0x100000n];
const values = [...new Set(edges.flatMap((v) => [v, -v, v << 32n, v * 0x100000001n].map((x) => BigInt.asIntN(64, x))))];

for (const target of ['portable', 'v8'] as const) {
  test(`products for ${target}`, () => {
    const next = randomFrom(27);
    const word = (): bigint => BigInt(next(2 ** 32));
    const at = (): bigint => BigInt.asIntN(64, (word() << 32n) | word());
    const constants = [...values, ...powers, ...Array.from({ length: 40 }, at), ...Array.from({ length: 20 }, () => word() >> 11n)];
    const operands = [...values, ...Array.from({ length: 200 }, at)];
    const functions = constants.map((k, i) => `(func (export "by${i}") (param i64) (result i64) (i64.mul (local.get 0) (i64.const ${k})))
      (func (export "high${i}") (param i32) (result i64) (i64.shr_u (i64.mul (i64.extend_i32_u (local.get 0)) (i64.const ${k})) (i64.const 32)))`);
    const wat = `(module (func (export "product") (param i64 i64) (result i64) (i64.mul (local.get 0) (local.get 1))) ${functions.join('\n')})`;
    const f = loadCommonJs(assemble(wat), { target }).instantiate().exports as Record<string, (...args: unknown[]) => bigint>;
    const wrap = (x: bigint): bigint => BigInt.asIntN(64, x);
    for (const x of operands) {
      constants.forEach((k, i) => {
        assert.is(f[`by${i}`]!(x), wrap(x * k), `${x} * ${k}`);
        const low = BigInt.asUintN(32, x);
        assert.is(f[`high${i}`]!(Number(low)), BigInt.asUintN(64, low * k) >> 32n, `high word of ${low} * ${k}`);
      });
      for (const y of operands) assert.is(f.product!(x, y), wrap(x * y), `${x} * ${y}`);
    }
  });
}

test('products whose low words are known to be small', () => {
  const masks = [0n, 1n, 127n, 255n, 65535n, 0x7fffffffn, 0xffffffffn];
  const constants = [1n, 2n, 0x1010101n, 0x0101010101010101n, 0x2040811n, 0x8102041n, 0xffffffffn, -1n, 0x80000000n, 0x1_00010001n, 0xff_ffffffffn];
  const forms = masks.flatMap((m, i) => [
    `(func (export "pair ${i}") (param i64 i64) (result i64) (i64.mul (i64.and (local.get 0) (i64.const ${m})) (i64.and (local.get 1) (i64.const 255))))`,
    ...constants.map((k, j) => `(func (export "${i} ${j}") (param i64) (result i64) (i64.mul (i64.const ${k}) (i64.and (local.get 0) (i64.const ${m}))))`),
  ]);
  const f = loadCommonJs(assemble(`(module ${forms.join('')})`)).instantiate().exports as Record<string, (...args: unknown[]) => bigint>;
  for (const x of values) {
    masks.forEach((m, i) => {
      constants.forEach((k, j) => assert.is(f[`${i} ${j}`]!(x), BigInt.asIntN(64, (x & m) * k), `(${x} & ${m}) * ${k}`));
      for (const y of edges) assert.is(f[`pair ${i}`]!(x, BigInt.asIntN(64, y)), BigInt.asIntN(64, (x & m) * (y & 255n)), `(${x} & ${m}) * (${y} & 255)`);
    });
  }
});

test('remainders of products by constants, of words and of any numbers', () => {
  const divisors = [65535n, 65536n, 65537n, 1000000007n, 2n ** 30n - 1n, 2n ** 30n, 2n ** 31n - 1n, 2n ** 31n, -65537n];
  const forms = ['s', 'u'].flatMap((sign) => divisors.map((m, i) => `
    (func (export "${sign}${i}") (param i64 i64) (result i64) (i64.rem_${sign} (i64.mul (local.get 0) (local.get 1)) (i64.const ${m})))
    (func (export "of words ${sign}${i}") (param i32 i32) (result i64) (i64.rem_${sign} (i64.mul (i64.extend_i32_${sign} (local.get 0)) (i64.extend_i32_${sign} (local.get 1))) (i64.const ${m})))`));
  const f = loadCommonJs(assemble(`(module ${forms.join('')})`)).instantiate().exports as Record<string, (...args: unknown[]) => bigint>;
  const next = randomFrom(28);
  const operands = [...values, ...Array.from({ length: 60 }, () => BigInt.asIntN(64, BigInt(next(2 ** 32)) << BigInt(next(33))))];
  for (const x of operands) {
    for (const y of operands) {
      divisors.forEach((m, i) => {
        for (const [sign, wrap] of [['s', BigInt.asIntN], ['u', BigInt.asUintN]] as const) {
          const rest = (a: bigint, b: bigint): bigint => BigInt.asIntN(64, wrap(64, wrap(64, a) * wrap(64, b)) % wrap(64, m));
          assert.is(f[`${sign}${i}`]!(x, y), rest(x, y), `${x} * ${y} by ${m}, ${sign}`);
          const [a, b] = [wrap(32, x), wrap(32, y)];
          assert.is(f[`of words ${sign}${i}`]!(Number(BigInt.asIntN(32, a)), Number(BigInt.asIntN(32, b))), rest(a, b), `words ${a} * ${b} by ${m}, ${sign}`);
        }
      });
    }
  }
});

const extended: Readonly<Record<string, { readonly of: (i: number) => string; readonly value: (x: bigint) => bigint }>> = {
  signed: { of: (i) => `(i64.extend_i32_s (i32.wrap_i64 (local.get ${i})))`, value: (x) => BigInt.asIntN(32, x) },
  unsigned: { of: (i) => `(i64.extend_i32_u (i32.wrap_i64 (local.get ${i})))`, value: (x) => BigInt.asUintN(32, x) },
  halves: { of: (i) => `(i64.extend16_s (local.get ${i}))`, value: (x) => BigInt.asIntN(16, x) },
  any: { of: (i) => `(local.get ${i})`, value: (x) => x },
  constant: { of: () => '(i64.const -92682)', value: () => -92682n },
};
const kinds = Object.entries(extended);

for (const target of ['portable', 'v8'] as const) {
  test(`products of words that are extended, for ${target}`, () => {
    const forms = kinds.flatMap(([a, x]) => kinds.map(([b, y]) => `(func (export "${a} ${b}") (param i64 i64) (result i64) (i64.mul ${x.of(0)} ${y.of(1)}))`));
    const f = loadCommonJs(assemble(`(module ${forms.join('')})`), { target }).instantiate().exports as Record<string, (...args: unknown[]) => bigint>;
    const next = randomFrom(29);
    const operands = [...values, ...Array.from({ length: 100 }, () => BigInt(next(2 ** 32)) << BigInt(next(8)))];
    for (const p of operands) {
      for (const q of operands) for (const [a, x] of kinds) for (const [b, y] of kinds) assert.is(f[`${a} ${b}`]!(p, q), BigInt.asIntN(64, x.value(p) * y.value(q)), `${a} ${p} * ${b} ${q}`);
    }
  });
}

test('bits from the middle of products and of their sums', () => {
  const counts = [0, 1, 2, 14, 15, 16, 17, 31, 48];
  const sums = kinds.flatMap(([a, x]) => kinds.map(([b, y]) => ({
    name: `${a} ${b}`, text: `(i64.mul ${x.of(0)} ${y.of(1)})`, value: (p: bigint, q: bigint) => x.value(p) * y.value(q),
  })));
  const [first, second, third] = [sums[1]!, sums[6]!, sums[18]!];
  sums.push(
    { name: 'rounded', text: `(i64.add ${first.text} (i64.const 32768))`, value: (p, q) => first.value(p, q) + 32768n },
    { name: 'moved', text: `(i64.sub (local.get 1) (i64.add ${second.text} (local.tee 1 (i64.const -7))))`, value: (p, q) => q - second.value(p, q) + 7n },
    { name: 'of three', text: `(i64.sub (i64.sub ${first.text} ${second.text}) (i64.sub ${third.text} (i64.const -16384)))`, value: (p, q) => first.value(p, q) - second.value(p, q) - third.value(p, q) - 16384n },
    { name: 'of many', text: Array.from({ length: 11 }).reduce<string>((text) => `(i64.add ${text} ${second.text})`, first.text), value: (p, q) => first.value(p, q) + 11n * second.value(p, q) },
  );
  const forms = sums.flatMap(({ name, text }) => counts.flatMap((n) => ['s', 'u'].map((sign) => `(func (export "${name} ${sign}${n}") (param i64 i64) (result i32) (i32.wrap_i64 (i64.shr_${sign} ${text} (i64.const ${n}))))
    (func (export "stored ${name} ${sign}${n}") (param i64 i64) (result i32) (i64.store32 (i32.const 8) (i64.shr_${sign} ${text} (i64.const ${n}))) (i32.load (i32.const 8)))`)));
  const f = loadCommonJs(assemble(`(module (memory 1) ${forms.join('')})`)).instantiate().exports as Record<string, (...args: unknown[]) => number>;
  const next = randomFrom(30);
  const operands = [...values.filter((_, i) => i % 3 === 0), ...Array.from({ length: 20 }, () => BigInt.asIntN(64, (BigInt(next(2 ** 32)) << 32n) | BigInt(next(2 ** 32))))];
  for (const p of operands) {
    for (const q of operands) {
      for (const { name, value } of sums) {
        for (const n of counts) {
          for (const [sign, wrap] of [['s', BigInt.asIntN], ['u', BigInt.asUintN]] as const) {
            const expected = Number(BigInt.asIntN(32, wrap(64, value(p, q)) >> BigInt(n)));
            assert.is(f[`${name} ${sign}${n}`]!(p, q), expected, `${name} of ${p} and ${q}, from bit ${n}, ${sign}`);
            assert.is(f[`stored ${name} ${sign}${n}`]!(p, q), expected, `${name} of ${p} and ${q}, from bit ${n}, ${sign}, stored`);
          }
        }
      }
    }
  }
});

test('factors and divisors of remainders of products are evaluated in order', () => {
  const divisors = ['(local.tee 0 (i64.const 1000003))', '(i64.add (local.tee 1 (i64.const 65536)) (local.get 0))', '(local.get 2)', '(i64.load (i32.wrap_i64 (local.get 2)))'];
  const firsts = ['(local.get 0)', '(local.tee 1 (i64.const 12345678))', '(i64.extend_i32_s (i32.wrap_i64 (local.get 0)))'];
  const seconds = ['(local.get 1)', '(local.tee 0 (i64.const 99999))'];
  const remainders = ['s', 'u'].flatMap((sign) => divisors.flatMap((by) => firsts.flatMap((a) => seconds.map((b) => `(i64.rem_${sign} (i64.mul ${a} ${b}) ${by})`))));
  const functions = remainders.map((rest, k) => `(func (export "f${k}") (param i64 i64 i64) (result i64) (i64.add ${rest} (i64.xor (local.get 0) (local.get 1))))`);
  const numbers = [0n, 5n, -7n, 123456789n, 1n << 40n];
  const calls = remainders.flatMap((_, k) => numbers.flatMap((x) => [1n, -3n, 987654321n].flatMap((y) => [0n, 3n, 70000n, -5n, 1n << 33n].map((z) => [`f${k}`, x, y, z] as const))));
  agree(`(module (memory 1) (data (i32.const 0) "\\07\\00\\01\\00\\00\\00\\00\\00") ${functions.join('')})`, calls, { levels: [0, 1, 2] });
});

/** The inverse of an odd word modulo 2 ** 32. Each step of Newton's doubles the bits that are right, of which three are at first. */
function inverse(word: number): number {
  let result = word;
  for (let bits = 3; bits < 32; bits *= 2) result = Math.imul(result, 2 - Math.imul(word, result));
  return result;
}

/** Constants; the low words of their products with the inverses are what is asked for. */
const factors = [0x200001, 0x7fffffff, 0x40000001, 0x1ce4e5b9, 0x12345679, -1, -3, -0x7fffffff, -0x40000001, -0x200001, -0x3d4d51cb];
/** Low words at both ends, and beyond where products are told to be close to one. */
const closeLows = [...Array(65).keys()].flatMap((i) => [i, -i - 1]).concat([...Array(100).keys()].flatMap((i) => [i * 173, -i * 173]), [-8191, -8192, -8193, 8191, 8192, 2 ** 31, 2 ** 31 - 1]);

for (const target of ['portable', 'v8', 'jitless'] as const) {
  test(`high words of products whose low words could be rounded to the other end, for ${target}`, () => {
    const functions = factors.flatMap((factor, i) => [`${factor}`, `${(BigInt(factor) & 0xffffffffn) | 0x9e3779b900000000n}`].map((constant, j) =>
      `(func (export "f${i}_${j}") (param i64) (result i64) (i64.mul (local.get 0) (i64.const ${constant})))`));
    const calls = factors.flatMap((factor, i) => closeLows.flatMap((low) => {
      const word = BigInt(Math.imul(low, inverse(factor)) >>> 0);
      return [0, 1].flatMap((j) => [word, word | 0xfedcba9800000000n].map((x) => [`f${i}_${j}`, x] as const));
    }));
    agree(`(module ${functions.join('\n')})`, calls, { options: { target } });
  });
}

test.run();
