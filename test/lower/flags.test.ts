/** Tests of packed lanes, of which only one bit of each is made, against the engine's own: in conditions and as values, of masks and of anything. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Options } from '../../compiler/index.js';
import { native } from '../agree.js';
import { Random } from '../fuzz/random.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const RELATIONS = ['eq', 'ne', 'lt_s', 'lt_u', 'gt_s', 'gt_u', 'le_s', 'le_u', 'ge_s', 'ge_u'];
/** Bytes near which comparisons go wrong. */
const BYTES = [0, 0, 1, 1, 2, 0x7f, 0x80, 0xff];
const LOCALS = 2;

const vector = (random: Random): string => `(v128.const i8x16 ${Array.from({ length: 16 }, () => random.pick(BYTES)).join(' ')})`;

/** Anything of type v128. Locals are assigned in the middle, so that an operand may change what another one reads. */
function operand(random: Random, depth: number): string {
  switch (random.below(depth > 0 ? 7 : 4)) {
    case 0: return vector(random);
    case 1: return `(v128.load (i32.const ${random.below(200)}))`;
    case 2: case 3: return `(local.get ${random.below(LOCALS)})`;
    case 4: return `(local.tee ${random.below(LOCALS)} ${operand(random, depth - 1)})`;
    case 5: return `(i8x16.add ${operand(random, depth - 1)} ${operand(random, depth - 1)})`;
    default: return mask(random, depth - 1, random.pick(['i8x16', 'i16x8']));
  }
}

function mask(random: Random, depth: number, shape: string): string {
  if (depth < 1 || random.chance(0.4)) {
    const mine = random.chance(0.9) ? shape : random.pick(['i16x8', 'i32x4']);
    const relation = random.pick(RELATIONS);
    // Few lanes differ, or few are alike, where both are made of the same.
    return random.chance(0.3) ? `(${mine}.${relation} (local.get 0) (v128.xor (local.get 0) ${operand(random, 0)}))` : `(${mine}.${relation} ${operand(random, depth)} ${operand(random, depth)})`;
  }
  const part = (): string => mask(random, depth - 1, shape);
  switch (random.below(8)) {
    case 0: return `(v128.and ${part()} ${part()})`;
    case 1: return `(v128.xor ${part()} ${part()})`;
    case 2: return `(v128.andnot ${part()} ${part()})`;
    case 3: return `(v128.not ${part()})`;
    case 4: case 5: return `(local.tee ${random.below(LOCALS)} ${part()})`;
    default: return `(v128.or ${part()} ${part()})`;
  }
}

/** An i32 that depends on a test, on its condition or on both. */
function used(random: Random): string {
  const shape = random.pick(['i8x16', 'i16x8', 'i32x4']);
  const inner = random.chance(0.8) ? mask(random, 2, shape) : operand(random, 2);
  const lanes = `(${random.pick(['v128.any_true', `${shape}.all_true`, `${shape}.bitmask`, `${shape}.bitmask`])} ${inner})`;
  switch (random.below(5)) {
    case 0: return lanes;
    case 1: return `(if (result i32) ${lanes} (then (i32.const 3)) (else (i32.const 5)))`;
    case 2: return `(if (result i32) (local.tee $x ${lanes}) (then (i32.add (local.get $x) (i32.const 70000))) (else (local.get $x)))`;
    case 3: return `(select (local.get $x) (i32.const 9) (i32.eqz ${lanes}))`;
    default: return `(block (result i32) (drop (br_if 0 (local.get $x) (i32.eqz (local.tee $x ${lanes})))) (i32.add (local.get $x) (i32.const 100)))`;
  }
}

/** Functions that give tests, and after them everything that these may have changed. The loop keeps each local one variable. */
function moduleOf(seed: number, count: number): Uint8Array<ArrayBuffer> {
  const random = new Random(seed);
  const functions = Array.from({ length: count }, (_, k) => `(func (export "f${k}") (result i32)
    ${'(local v128) '.repeat(LOCALS)}(local $x i32) (local $sum i32) (local $round i32)
    ${Array.from({ length: LOCALS }, (_, local) => `(local.set ${local} ${random.chance(0.5) ? `(v128.load (i32.const ${random.below(200)}))` : vector(random)})`).join('')}
    (loop $again ${Array.from({ length: 3 }, () => `(local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)) ${used(random)}))`).join('\n')}
      (br_if $again (i32.lt_u (local.tee $round (i32.add (local.get $round) (i32.const 1))) (i32.const 4))))
    ${Array.from({ length: LOCALS }, (_, local) => `(v128.store (i32.const ${512 + 16 * local}) (local.get ${local}))`).join('')}
    (i32.xor (local.get $sum) (i32.mul (local.get $x) (i32.const 7919))))`);
  const data = Array.from({ length: 256 }, () => `\\${random.pick(BYTES).toString(16).padStart(2, '0')}`).join('');
  return assemble(`(module (memory (export "memory") 1) (data (i32.const 0) "${data}") ${functions.join('\n')})`);
}

function results(exports: Record<string, any>): unknown[] {
  return Object.keys(exports).filter((name) => name !== 'memory').map((name) => [name, exports[name](), [...new Int32Array(exports['memory'].buffer, 512, 4 * LOCALS)]]);
}

for (const options of [{}, { optimize: 0 }, { target: 'spidermonkey' }, { target: 'jitless' }] as readonly Partial<Options>[]) {
  test(`random tests, ${JSON.stringify(options)}`, () => {
    const values = new Set<unknown>();
    for (let seed = 1; seed <= 12; seed++) {
      const bytes = moduleOf(seed, 60);
      const expected = results(native(bytes, {}));
      assert.equal(results(loadCommonJs(bytes, options).instantiate().exports), expected, `seed ${seed}`);
      for (const [, value] of expected as [string, number][]) values.add(value);
    }
    assert.ok(values.size > 200, `${values.size} results`);
  });
}

test('a lane of one above a lane of zero is not taken for zero', () => {
  const bytes = (first: readonly number[]): string => `(v128.const i8x16 ${Array.from({ length: 16 }, (_, k) => first[k] ?? 5).join(' ')})`;
  const zero = '(v128.const i64x2 0 0)';
  const [low, high] = [`(i8x16.eq ${bytes([0, 1])} ${zero})`, `(i8x16.eq ${bytes([1, 0])} (v128.load (i32.const 0)))`];
  const masks = [`(v128.and ${low} ${high})`, `(v128.xor ${low} ${low})`, `(v128.andnot ${low} ${low})`, `(v128.and (v128.or ${low} ${low}) ${high})`, `(v128.or ${low} ${high})`, `(v128.not ${low})`];
  const module = assemble(`(module (memory (export "memory") 1) ${masks.map((one, k) => `(func (export "f${k}") (result i32) (v128.any_true ${one}))
    (func (export "g${k}") (result i32) (if (result i32) (i8x16.bitmask ${one}) (then (i32.const 1)) (else (i32.const 0))))`).join('')})`);
  assert.equal(results(loadCommonJs(module, { optimize: 0 }).instantiate().exports), results(native(module, {})));
  assert.equal(results(loadCommonJs(module).instantiate().exports), results(native(module, {})));
});

test.run();
