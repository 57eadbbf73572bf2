/**
 * Signs changed and lanes cleared by bitwise operations with constants, in random chains with shuffles, locals and arithmetic: moved bits arrive
 * whole, and what is computed is the same, against native. COUNT functions, from SEED on, for runs by hand.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { native } from '../agree.js';
import { Random } from '../fuzz/random.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';
import { vectors } from './vectors.js';

const WORDS = ['0', '-1', '0x80000000', '0x7fffffff'];
const LOCALS = ['a', 'b', 'c', 'm', 'n'];

/** Text of random expressions of type v128; constants are often in `$m` and `$n`. */
class Chains {
  constructor(private readonly random: Random) {}

  private constant(): string {
    const { random } = this;
    const words = random.chance(0.5) ? Array.from({ length: 2 }, () => random.pick(['0 0', '-1 -1', '0 0x80000000', '-1 0x7fffffff'])) : Array.from({ length: 4 }, () => random.pick(WORDS));
    return `(v128.const i32x4 ${words.join(' ')})`;
  }

  private mask(): string {
    const { random } = this;
    return random.weighted([[3, () => this.constant()], [2, () => `(local.get $${random.pick(['m', 'n'])})`], [1, () => `(local.tee $${random.pick(['m', 'n'])} ${this.constant()})`],
      [1, () => `(local.get $${random.pick(['a', 'b', 'c'])})`]] as const)();
  }

  private shuffle(of: string): string {
    const { random } = this;
    const wide = random.pick([4, 8]);
    const starts = Array.from({ length: 16 / wide }, () => random.below(32 / wide) * wide);
    return `(i8x16.shuffle ${starts.flatMap((start) => Array.from({ length: wide }, (_, k) => start + k)).join(' ')} ${of} (local.get $${random.pick(['a', 'b', 'c'])}))`;
  }

  /** Moves bits, clears them or changes signs. */
  moved(depth: number): string {
    const { random } = this;
    if (depth === 0) return random.pick(['(local.get $a)', '(local.get $b)', '(local.get $c)', '(v128.load (i32.const 0))', '(v128.load offset=16 (i32.const 0))']);
    const of = this.moved(depth - 1);
    return random.weighted([
      [4, () => `(v128.${random.pick(['xor', 'or', 'and', 'andnot'])} ${of} ${this.mask()})`], [1, () => `(v128.${random.pick(['xor', 'or', 'and', 'andnot'])} ${this.mask()} ${of})`],
      [1, () => `(v128.bitselect ${of} ${this.moved(0)} ${this.mask()})`], [1, () => `(${random.pick(['f32x4', 'f64x2'])}.${random.pick(['neg', 'abs'])} ${of})`],
      [2, () => this.shuffle(of)], [1, () => `(local.tee $${random.pick(['a', 'b', 'c'])} ${of})`],
    ] as const)();
  }

  computed(): string {
    const { random } = this;
    const shape = random.pick(['f32x4', 'f64x2']);
    return `(${shape}.${random.pick(['add', 'sub', 'mul'])} ${this.moved(random.below(3))} ${this.moved(random.below(4))})`;
  }

  /** A function of `$a`, also in memory at 0, and `$b`, also at 16, with `$c` set beforehand; two results, the first of which has moved bits of NaNs only. */
  body(): string {
    const { random } = this;
    const sets = (value: () => string): string => Array.from({ length: 1 + random.below(3) }, () => `(local.set $${random.pick(['a', 'b', 'c'])} ${value()})`).join(' ');
    const loop = random.chance(0.3);
    const used = random.chance(0.7) ? `(global.set $g ${this.computed()})` : '';
    return `(local.set $m ${this.constant()}) (local.set $n ${this.constant()}) ${loop ? '(loop $l' : ''} ${sets(() => this.moved(1 + random.below(4)))} ${used}
      ${loop ? '(br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3))))' : ''}
      (local.set $r ${this.moved(random.below(4))}) (global.set $g ${this.computed()}) (local.get $r)`;
  }
}

const moduleText = (bodies: readonly string[]): string => `(module (memory 1) (global $g (mut v128) (v128.const i32x4 0 0 0 0)) ${bodies.map((body, n) => `
  (func $f${n} (param $a v128) (param $b v128) (result v128) (local $r v128) (local $i i32) ${LOCALS.slice(2).map((name) => `(local $${name} v128)`).join(' ')} ${body})
  (func (export "${n}") (param i64 i64 i64 i64) (result i64 i64 i64 i64) (local $x v128) (local $y v128) (local $r v128)
    (local.set $x (i64x2.replace_lane 1 (i64x2.splat (local.get 0)) (local.get 1))) (local.set $y (i64x2.replace_lane 1 (i64x2.splat (local.get 2)) (local.get 3)))
    (v128.store (i32.const 0) (local.get $x)) (v128.store (i32.const 16) (local.get $y))
    (local.set $r (call $f${n} (local.get $x) (local.get $y)))
    (i64x2.extract_lane 0 (local.get $r)) (i64x2.extract_lane 1 (local.get $r)) (i64x2.extract_lane 0 (global.get $g)) (i64x2.extract_lane 1 (global.get $g)))`).join('')})`;

type Exports = Record<string, (...args: bigint[]) => readonly bigint[]>;
/** A half that was computed counts where it is no NaN, of which the sign is the engine's choice. */
function counted(results: readonly bigint[]): readonly (bigint | string)[] {
  return results.map((half, k) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigInt64(0, half);
    const isNaN = [view.getFloat32(0), view.getFloat32(4), view.getFloat64(0)].some((x) => x !== x);
    return k > 1 && isNaN ? 'NaN' : half;
  });
}
const count = Number(process.env['COUNT'] ?? 60), first = Number(process.env['SEED'] ?? 1);

test('moved bits and computed numbers are those of native WebAssembly', () => {
  for (let seed = first; seed < first + count; seed += 20) {
    const bodies = Array.from({ length: Math.min(20, first + count - seed) }, (_, k) => new Chains(new Random(seed + k)).body());
    const bytes = assemble(moduleText(bodies));
    const expected = native(bytes) as unknown as Exports;
    for (const optimize of [0, 2] as const) {
      const { exports } = loadCommonJs(bytes, { optimize }).instantiate() as { exports: Exports };
      bodies.forEach((body, n) => {
        vectors.forEach((x, k) => {
          const y = vectors[(k * 7 + 3) % vectors.length]!;
          assert.equal(counted(exports[n]!(...x, ...y)), counted(expected[n]!(...x, ...y)), `seed ${seed + n}, level ${optimize}, ${x.join()} ${y.join()}: ${body}`);
        });
      });
    }
  }
});

test('no bits are taken of numbers for it', () => {
  const text = (constant: string, op: string): string => `(module (memory 1) (func (export "f") (param $p i32) (local $m v128) (local $x v128) (local.set $m ${constant})
    (loop $l (local.set $x (f32x4.add (local.get $x) (v128.${op} (f32x4.mul (v128.load (local.get $p)) (local.get $x)) (local.get $m)))) (br_if $l (local.tee $p (i32.sub (local.get $p) (i32.const 16)))))
    (v128.store (i32.const 0) (local.get $x))))`;
  const takesBits = (constant: string, op: string): boolean => {
    const { code } = compile(assemble(text(`(v128.const i32x4 ${constant})`, op)), { pretty: true });
    return /\$words\[|reinterpret/.test(code.slice(0, code.indexOf('$attachMemory(')));
  };
  assert.not.ok(takesBits('0 0x80000000 0 0x80000000', 'xor'));
  assert.not.ok(takesBits('0x7fffffff -1 0 -1', 'and'));
  assert.not.ok(takesBits('0 0x80000000 0 0', 'or'));
  assert.not.ok(takesBits('0 0x80000000 -1 0', 'andnot'));
  assert.ok(takesBits('1 0x80000000 0 0', 'xor'), 'other bits');
});

test.run();
