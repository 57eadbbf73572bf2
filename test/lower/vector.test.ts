/** Every operation on v128 against native, on edge values and random lanes: as words, as numbers, as constants, through locals. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ops, type OpRow } from '../../compiler/ops/index.js';
import { v128Text } from '../../compiler/wat/literals.js';
import { native } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';
import { edges } from './values.js';
import { computes, exported, finite, immediatesOf, shownHalves, vectors, type Vector } from './vectors.js';

const rows = ops.filter((row) => row.feature === 'simd' && row.width === undefined && row.shape !== 'const');
const names = 'abc';

interface Trial { readonly row: OpRow; readonly name: string; readonly text: string; readonly values: readonly Vector[]; readonly isPlain: boolean }

function constant([low, high]: Vector): string {
  return `(v128.const ${v128Text([low, low >> 32n, high, high >> 32n].map((x) => Number(BigInt.asIntN(32, x))))})`;
}

/** Ways to give an operand: the parameter, something that is there as numbers, a local that is written and read more than once. */
const wrappings: Readonly<Record<string, (operand: string, k: number) => string>> = {
  'plain': (operand) => operand,
  'as f32': (operand) => `(f32x4.mul ${operand} (f32x4.splat (f32.const 2)))`,
  'as f64': (operand) => `(f64x2.mul ${operand} (f64x2.splat (f64.const 2)))`,
  'shuffled f32': (operand) => `(i8x16.shuffle 4 5 6 7 0 1 2 3 28 29 30 31 8 9 10 11 (f32x4.sub ${operand} (v128.const f32x4 1 2 3 4)) (f32x4.add ${operand} ${operand}))`,
  'of two': (operand) => `(select (f64x2.add ${operand} ${operand}) ${operand} (i32.eqz (i8x16.all_true ${operand})))`,
  'through locals': (operand, k) => (k === 0
    ? `(block (result v128) (local.set $s ${operand}) (local.set $t (f32x4.add (local.get $s) (f32x4.mul (local.get $s) (local.get $s)))) (local.set $s (f32x4.sub (local.get $t) (local.get $s))) (v128.or (local.get $s) (local.get $t)))`
    : operand),
};

function trialsOf(row: OpRow): Trial[] {
  return immediatesOf(row).flatMap((immediates, variant) => {
    const operands = [...row.params].map((_, k) => `(local.get $${names[k]})`);
    const trial = (name: string, list: readonly string[], values: readonly Vector[]): Trial => {
      const whole = `${row.name} ${immediates} ${name}`;
      return { row, name: whole, text: exported(whole, row.params, row.result, `(${row.name} ${immediates} ${list.join(' ')})`), values, isPlain: name === 'plain' };
    };
    const trials = Object.entries(wrappings).filter((_, k) => k === 0 || variant < 3).map(([name, wrap]) =>
      trial(name, operands.map((operand, k) => (row.params[k] === 'v' ? wrap(operand, k) : operand)), name === 'plain' ? vectors : finite));
    if (row.params === 'vi' && /\.sh[lr]/.test(row.name))
      return [...trials, ...[0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 31, 33, 63, -1].map((n) => trial(`by ${n}`, [operands[0]!, `(i32.const ${n})`], vectors))];
    if (variant > 0 || !row.params.startsWith('vv')) return trials;
    return [...trials, ...[9, 12, 20].flatMap((n) => [
      trial(`first constant ${n}`, [constant(vectors[n]!), ...operands.slice(1)], vectors),
      trial(`second constant ${n}`, [operands[0]!, constant(vectors[n]!), ...operands.slice(2)], vectors),
    ])];
  });
}

const scalars: Readonly<Record<string, readonly (number | bigint)[]>> = { i: [0, 1, 7, 8, 15, 16, 31, 32, 33, 63, 64, -1, 1000, 0x12345678], l: edges['l']!.slice(0, 12), f: edges['f']!.slice(0, 16), d: edges['d']!.slice(0, 16) };

/** Combinations of arguments: all pairs; of three operands some. */
function* argumentLists(letters: string, values: readonly Vector[]): Iterable<(number | bigint)[]> {
  const lists = [...letters].map((letter): readonly (readonly (number | bigint)[])[] => (letter === 'v' ? values : scalars[letter]!.map((x) => [x])));
  const [first, second = [[]], third = [[]]] = lists;
  for (const [i, a] of first!.entries()) for (const [j, b] of second.entries()) {
    if (lists.length < 3) yield [...a, ...b];
    else for (let k = (i + j) % 5; k < third.length; k += 7) yield [...a, ...b, ...third[k]!];
  }
}

const show = (value: unknown, row: OpRow): string => {
  if (Array.isArray(value)) return shownHalves(value as bigint[], computes(row));
  return typeof value === 'number' && value !== value ? 'NaN' : Object.is(value, -0) ? '-0' : String(value);
};

const groups = new Map<string, OpRow[]>();
for (const row of rows) { const key = row.name.split('.')[0]!; groups.set(key, [...(groups.get(key) ?? []), row]); }

for (const [group, list] of groups) {
  test(`${group}: ${list.length} operations`, () => {
    const trials = list.flatMap(trialsOf);
    const bytes = assemble(`(module ${trials.map(({ text }) => text).join('\n')})`, { names: false });
    const expected = native(bytes);
    let calls = 0;
    for (const optimize of [0, 2] as const) {
      const { exports } = loadCommonJs(bytes, { optimize }).instantiate();
      for (const { row, name, values, isPlain } of trials) {
        if (isPlain && optimize === 0) continue;
        const [theirs, ours] = [expected[name], exports[name]] as [(...args: unknown[]) => unknown, (...args: unknown[]) => unknown];
        for (const args of argumentLists(row.params, values)) {
          const [a, b] = [show(theirs(...args), row), show(ours(...args), row)];
          if (a !== b) assert.is(b, a, `${name} of ${args.map((x) => (typeof x === 'bigint' ? BigInt.asUintN(64, x).toString(16) : String(x))).join(', ')} at level ${optimize}`);
          calls++;
        }
      }
    }
    assert.ok(calls > list.length * 100, `${calls} calls`);
  });
}

test('no operation is left out', () => assert.is(rows.length, 236 - 22 - 1));

test.run();
