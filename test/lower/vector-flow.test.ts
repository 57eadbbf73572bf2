/** Where v128 go: locals, globals, calls of all kinds, branches, other instances, JavaScript; order of evaluation; against native. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { WebAssembly as Ours } from '../../compiler/webassembly/index.js';
import { ops } from '../../compiler/ops/index.js';
import { agree, native } from '../agree.js';
import { binary, body, end, f32, funcType, i32, i64, leb, text, v128, type TypeBytes } from '../decode/binary.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';
import { finite, shownHalves, vectors } from './vectors.js';

/** Ways of a v128 `$x` (also in memory at 0), which must come out bit by bit. */
const ways: Readonly<Record<string, string>> = {
  'a local': '(local.set $s (local.get $x)) (local.get $s)',
  'a tee': '(local.tee $s (v128.load (i32.const 0))) (drop) (local.get $s)',
  'a global': '(global.set $g (local.get $x)) (global.get $g)',
  'a call': '(call $id (i32.const 1) (local.get $x) (f64.const 2))',
  'an indirect call': '(call_indirect (param i32 v128 f64) (result v128) (i32.const 1) (local.get $x) (f64.const 2) (i32.const 0))',
  'the first of several results': '(call $several (local.get $x)) (drop) (drop) (drop)',
  'the last of several results': '(call $several (local.get $x)) (local.set $s) (drop) (drop) (drop) (local.get $s)',
  'several results in a block': '(block (result v128 v128) (call $twice (local.get $x))) (v128.or)',
  'a tail call': '(call $tail (local.get $x))',
  'a recursive tail call': '(call $again (local.get $x) (i32.const 5))',
  'a branch': '(block (result v128) (br_if 0 (local.get $x) (i32.const 1)) (drop) (v128.const i32x4 0 0 0 0))',
  'a branch table': '(block (result v128) (block (result v128) (br_table 0 1 0 (local.get $x) (i32.const 1))) (drop) (v128.const i32x4 0 0 0 0))',
  'a select': '(select (local.get $x) (v128.const i32x4 1 2 3 4) (global.get $one))',
  'a typed select of loads': '(select (result v128) (v128.load (i32.const 16)) (v128.load (i32.const 0)) (i32.eqz (global.get $one)))',
  'an if': '(if (result v128) (global.get $one) (then (v128.load (i32.const 0))) (else (local.get $s)))',
  'a loop with parameters': '(local.set $i (i32.const 3)) (local.get $x) (loop $l (param v128) (result v128) (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))',
  'locals that change places': '(local.set $s (local.get $x)) (local.set $t (v128.const i32x4 1 2 3 4)) (local.set $i (i32.const 3)) (loop $l (local.get $s) (local.set $s (local.get $t)) (local.set $t) (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1))))) (local.get $t)',
  'memory': '(v128.store offset=35 (i32.const 0) (local.get $x)) (v128.load offset=35 (i32.const 0))',
  'lanes of 32 bits as f32': '(f32x4.replace_lane 0 (f32x4.splat (f32x4.extract_lane 3 (local.get $x))) (f32x4.extract_lane 0 (local.get $x))) (v128.and (local.get $x))',
  'lanes of 64 bits as f64': '(f64x2.replace_lane 1 (f64x2.splat (f64x2.extract_lane 0 (local.get $x))) (f64x2.extract_lane 1 (local.get $x)))',
  'signs changed twice': '(f32x4.neg (f64x2.neg (f32x4.neg (f64x2.neg (local.get $x)))))',
  'a local that is also computed with': '(local.set $s (local.get $x)) (local.set $t (f32x4.add (local.get $s) (local.get $s))) (global.set $g (local.get $t)) (local.get $s)',
  'a load that is also computed with, stored': '(local.set $s (v128.load (i32.const 0))) (local.set $t (f32x4.mul (local.get $s) (local.get $s))) (local.set $t (f32x4.sub (local.get $t) (local.get $s))) (v128.store offset=53 (i32.const 0) (local.get $s)) (global.set $g (local.get $t)) (v128.load offset=53 (i32.const 0))',
  'a sum that did not begin': '(local.set $s (v128.load (i32.const 0))) (block $out (loop $l (br_if $out (i32.eqz (local.get $i))) (local.set $s (f32x4.add (local.get $s) (f32x4.mul (local.get $s) (local.get $s)))) (br $l))) (local.get $s)',
  'numbers with marks, shuffled': '(local.set $s (v128.load (i32.const 0))) (global.set $g (f32x4.add (local.get $s) (f32x4.mul (local.get $s) (local.get $s)))) (local.set $t (i8x16.shuffle 4 5 6 7 0 1 2 3 28 29 30 31 24 25 26 27 (local.get $s) (local.get $s))) (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $t) (local.get $t))',
  'numbers with marks, their signs changed, lanes replaced and chosen': `(local.set $s (v128.load (i32.const 0))) (global.set $g (f32x4.add (local.get $s) (f32x4.mul (local.get $s) (local.get $s))))
    (local.set $t (f32x4.neg (f32x4.replace_lane 1 (local.get $s) (f32x4.extract_lane 1 (local.get $s))))) (global.set $g (f32x4.sub (local.get $t) (f32x4.mul (local.get $t) (local.get $t))))
    (local.set $t (v128.bitselect (f32x4.pmax (local.get $t) (local.get $t)) (f32x4.pmin (local.get $t) (local.get $t)) (f32x4.lt (local.get $t) (local.get $s)))) (f32x4.neg (local.get $t))`,
  'one lane of numbers with marks': '(local.set $s (v128.load (i32.const 0))) (global.set $g (f32x4.add (local.get $s) (f32x4.mul (local.get $s) (local.get $s)))) (f32.store offset=20 (i32.const 0) (f32x4.extract_lane 2 (local.get $s))) (i32x4.replace_lane 2 (local.get $x) (i32.load offset=20 (i32.const 0)))',
  'numbers with marks, handed over': '(local.set $s (v128.load (i32.const 0))) (global.set $g (f32x4.add (local.get $s) (f32x4.mul (local.get $s) (local.get $s)))) (call $id (i32.const 1) (local.get $s) (f64.const 2))',
  'halves that are loaded and computed with': '(local.set $s (v128.load64_lane offset=8 1 (i32.const 0) (v128.load64_zero (i32.const 0)))) (global.set $g (f32x4.add (local.get $s) (f32x4.mul (local.get $s) (local.get $s)))) (local.get $s)',
  'halves that are loaded and computed with as f64': '(local.set $s (v128.load64_lane offset=8 1 (i32.const 0) (v128.load64_splat (i32.const 0)))) (global.set $g (f64x2.add (local.get $s) (f64x2.mul (local.get $s) (local.get $s)))) (local.get $s)',
  'words that are loaded and computed with': `(local.set $s (v128.load32_lane offset=12 3 (i32.const 0) (v128.load32_lane offset=8 2 (i32.const 0) (v128.load32_lane offset=4 1 (i32.const 0) (v128.load32_zero (i32.const 0))))))
    (local.set $t (v128.load32_splat offset=4 (i32.const 0))) (global.set $g (f32x4.add (local.get $t) (f32x4.mul (local.get $s) (local.get $s)))) (i8x16.shuffle 0 1 2 3 20 21 22 23 8 9 10 11 12 13 14 15 (local.get $s) (local.get $t))`,
  'the greater of it and itself': '(f32x4.pmax (local.get $x) (local.get $x))',
  'a shuffle of its bytes there and back': '(i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0 (i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0 (local.get $x) (local.get $x)) (local.get $x))',
};

const flowModule = `(module (memory 1) (table funcref (elem $id)) (global $g (mut v128) (v128.const i32x4 9 8 7 6)) (global $one i32 (i32.const 1))
  (func $id (param i32 v128 f64) (result v128) (local.get 1))
  (func $several (param v128) (result v128 i32 i64 v128) (local.get 0) (i32.const 1) (i64.const 2) (local.get 0))
  (func $twice (param v128) (result v128 v128) (local.get 0) (local.get 0))
  (func $tail (param v128) (result v128) (return_call $id (i32.const 3) (local.get 0) (f64.const 4)))
  (func $again (param v128 i32) (result v128) (if (i32.eqz (local.get 1)) (then (return (local.get 0)))) (return_call $again (local.get 0) (i32.sub (local.get 1) (i32.const 1))))
  ${Object.values(ways).map((way, n) => `(func $w${n} (param $x v128) (result v128) (local $s v128) (local $t v128) (local $i i32) ${way})
    (func (export "${n}") (param i64 i64) (result i64 i64) (local $x v128) (local.set $x (i64x2.replace_lane 1 (i64x2.splat (local.get 0)) (local.get 1)))
      (v128.store (i32.const 0) (local.get $x)) (local.set $x (call $w${n} (local.get $x))) (i64x2.extract_lane 0 (local.get $x)) (i64x2.extract_lane 1 (local.get $x)))`).join('\n')})`;

test('all bits arrive, on every way', () => {
  const bytes = assemble(flowModule);
  const expected = native(bytes);
  for (const optimize of [0, 1, 2] as const) {
    const { exports } = loadCommonJs(bytes, { optimize }).instantiate();
    Object.keys(ways).forEach((way, n) => {
      for (const vector of vectors) assert.equal(exports[n](...vector), (expected[n] as (...args: bigint[]) => unknown)(...vector), `${way} at level ${optimize}`);
    });
  }
});

test('locals that hold numbers: sums over loops, conditions, and uses as bits in between', () => {
  agree(`(module (memory (export "memory") 1)
    (func (export "fill") (param $p i32) (param $n i32) (loop $l
      (v128.store (local.get $p) (f32x4.convert_i32x4_s (i32x4.mul (i32x4.splat (local.get $n)) (v128.const i32x4 3 -5 7 -11))))
      (local.set $p (i32.add (local.get $p) (i32.const 16))) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (func (export "dot") (param $p i32) (param $q i32) (param $n i32) (result f32) (local $sum v128) (local $x v128) (loop $l
      (local.set $x (v128.load (local.get $p)))
      (local.set $sum (f32x4.add (local.get $sum) (f32x4.mul (local.get $x) (v128.load (local.get $q)))))
      (if (i32.and (local.get $n) (i32.const 1)) (then (local.set $sum (f32x4.neg (local.get $sum)))))
      (local.set $p (i32.add (local.get $p) (i32.const 16))) (local.set $q (i32.add (local.get $q) (i32.const 16)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum))))
    (func (export "mixed") (param $p i32) (param $n i32) (result i64) (local $sum v128) (local $bits v128) (loop $l
      (local.set $sum (f64x2.add (local.get $sum) (f64x2.promote_low_f32x4 (v128.load (local.get $p)))))
      (local.set $bits (v128.xor (local.get $bits) (select (local.get $sum) (f64x2.neg (local.get $sum)) (i32.and (local.get $n) (i32.const 2)))))
      (local.set $p (i32.add (local.get $p) (i32.const 16))) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (i64.xor (i64x2.extract_lane 0 (local.get $bits)) (i64x2.extract_lane 1 (local.get $bits)))))`,
  [['fill', 16, 20], ['dot', 16, 32, 15], ['mixed', 16, 18], ['mixed', 40, 7]], { levels: [0, 1, 2] });
});

test('operands are evaluated once and in order, before a trap and before what changes them', () => {
  agree(`(module (import "m" "f" (func $f (param i32) (result i32))) (memory (export "memory") 1 4)
    (func $v (param i32) (result v128) (i32x4.splat (call $f (local.get 0))))
    (func (export "order") (param $x i32) (result i32) (i32x4.extract_lane 1 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (call $v (i32.const 1)) (i32x4.replace_lane 0 (call $v (i32.const 2)) (call $f (i32.const 3))))))
    (func (export "tee") (param $x i32) (result i32) (local $s v128) (local.set $s (i32x4.splat (local.get $x)))
      (i32x4.extract_lane 2 (i32x4.add (local.get $s) (local.tee $s (i32x4.mul (local.get $s) (i32x4.splat (i32.const 3)))))))
    (func (export "scalar tee") (param $x i32) (result i32) (i32x4.extract_lane 2 (i32x4.shl (i32x4.splat (local.get $x)) (local.tee $x (i32.const 2)))))
    (func (export "store") (param $p i32) (v128.store (local.get $p) (i32x4.splat (call $f (i32.const 4)))))
    (func (export "store lane") (param $p i32) (v128.store16_lane 3 (i32.add (local.get $p) (call $f (i32.const 0))) (i32x4.splat (call $f (i32.const 5)))))
    (func (export "load lane") (param $p i32) (result i32) (i32x4.extract_lane 3 (v128.load32_lane 3 (i32.add (local.get $p) (call $f (i32.const 0))) (call $v (i32.const 6)))))
    (func (export "load lane after store") (param $p i32) (result i32) (i8x16.extract_lane_u 0 (v128.load8_lane 0 (local.get $p) (v128.const i32x4 0 0 0 0))))
    (func (export "address teed") (param $p i32) (result i32) (i32x4.extract_lane 0 (v128.load32_lane 0 (local.get $p) (i32x4.splat (local.tee $p (i32.const 0xffff))))))
    (func (export "grown") (param $p i32) (v128.store (i32.mul (i32.const 65536) (local.get $p)) (i32x4.splat (memory.grow (i32.const 1)))))
    (func (export "trap in the second") (result i32) (i32x4.extract_lane 0 (i32x4.add (call $v (i32.const 7)) (v128.load (i32.const -1))))))`,
  [['order', 1], ['tee', 7], ['scalar tee', 5], ['store', 0], ['store', 65521], ['store', 65535], ['store', -1], ['store', -16], ['store lane', 2], ['store lane', 65535], ['load lane', 0], ['load lane', 65533],
    ['load lane after store', 3], ['address teed', 8], ['address teed', 65533], ['grown', 0], ['grown', 1], ['grown', 2], ['grown', 3], ['grown', 4], ['trap in the second']],
  { imports: (log) => ({ m: { f: (x: number) => (log.push(`f(${x})`), x * 1001) } }), levels: [0, 1, 2] });
});

test('JavaScript cannot see a v128', () => {
  const bytes = assemble(`(module (import "m" "f" (func $f (param v128))) (import "m" "h" (func $h (result i32 v128)))
    (global (export "g") v128 (v128.const i32x4 1 2 3 4)) (global (export "m") (mut v128) (v128.const i32x4 1 2 3 4))
    (func (export "takes") (param v128)) (func (export "gives") (result v128) (v128.const i32x4 1 2 3 4)) (func (export "gives two") (result i32 v128) (call $h))
    (func (export "hands over") (call $f (v128.const i32x4 1 2 3 4))) (func (export "asks") (call $h) (drop) (drop)) (export "again" (func $f)))`);
  const called: string[] = [];
  const imports = { m: { f: () => called.push('f'), h: () => [called.push('h'), 1] } };
  const { exports } = loadCommonJs(bytes).instantiate(imports);
  for (const side of [native(bytes, imports), exports]) {
    for (const name of ['takes', 'gives', 'gives two', 'hands over', 'asks', 'again']) assert.throws(() => (side[name] as () => void)(), (error: Error) => error instanceof TypeError, name);
    for (const name of ['g', 'm']) assert.throws(() => (side[name] as { value: unknown }).value, (error: Error) => error instanceof TypeError);
    assert.throws(() => { (side['m'] as { value: unknown }).value = 1; }, (error: Error) => error instanceof TypeError);
  }
  assert.equal(called, [], 'the host is not called');
});

test('instances hand each other v128 in calls, tables, globals and exceptions of conversion', () => {
  const provider = assemble(`(module (global (export "g") (mut v128) (v128.const i32x4 1 2 3 4)) (global (export "c") v128 (v128.const i64x2 5 6))
    (func (export "mix") (param $a v128) (param $x i64) (param $b v128) (result v128 i64 v128) (i32x4.add (local.get $a) (local.get $b)) (local.get $x) (v128.not (local.get $b)))
    (func (export "peek") (result i64) (i64x2.extract_lane 1 (global.get 0))))`);
  const user = assemble(`(module (type $mix (func (param v128 i64 v128) (result v128 i64 v128))) (import "p" "g" (global $g (mut v128))) (import "p" "c" (global $c v128)) (import "p" "mix" (func $mix (type $mix)))
    (table funcref (elem $mix)) (global $own v128 (global.get $c))
    (func (export "run") (param i64 i32) (result i64 i64 i64) (local $r v128) (local $s v128) (local $x i64)
      (global.set $g (i64x2.replace_lane 1 (global.get $g) (local.get 0)))
      (if (result v128 i64 v128) (local.get 1) (then (call $mix (global.get $g) (local.get 0) (global.get $own))) (else (call_indirect (type $mix) (global.get $g) (local.get 0) (global.get $own) (i32.const 0))))
      (local.set $s) (local.set $x) (local.set $r)
      (i64x2.extract_lane 0 (local.get $r)) (i64.add (local.get $x) (i64x2.extract_lane 1 (local.get $r))) (i64x2.extract_lane 0 (local.get $s))))`);
  const results = ([WebAssembly, Ours] as unknown as (typeof WebAssembly)[]).map((namespace) => {
    const first = new namespace.Instance(new namespace.Module(provider)).exports;
    const second = new namespace.Instance(new namespace.Module(user), { p: first }).exports as Record<string, (...args: unknown[]) => unknown>;
    return [second['run']!(77n, 1), second['run']!(-1n, 0), (first['peek'] as () => unknown)()];
  });
  assert.equal(results[1], results[0]);
});

const types: Readonly<Record<string, TypeBytes>> = { i: i32, l: i64, f: f32 };

/** `rest` after the operands on the stack: what another operation makes of the vectors with parameters as halves. */
function calculator(arity: number, rest: readonly number[]): Uint8Array<ArrayBuffer> {
  const vector = (k: number): number[] => [0x20, 2 * k, 0xfd, 0x12, 0x20, 2 * k + 1, 0xfd, 0x1e, 1];
  const result = 2 * arity;
  const code = [...Array.from({ length: arity }, (_, k) => vector(k)).flat(), ...rest, 0x21, result, 0x20, result, 0xfd, 0x1d, 0, 0x20, result, 0xfd, 0x1d, 1, end];
  return binary({
    type: [funcType(new Array<TypeBytes>(2 * arity).fill(types['l']!), [i64, i64])], func: [[0]], export: [[...text('f'), 0, 0]],
    code: [body(code, [[3, v128]])],
  });
}

const simd = (name: string): number[] => [0xfd, ...leb(ops.find((row) => row.name === name)!.code)];
const shuffled = (first: number): number[] => [0xfd, 0x0d, ...Array.from({ length: 8 }, (_, k) => [4 * k + first, 4 * k + first + 1]).flat()];
/** The products of neighbouring bytes in 16 bits, added with saturation. */
const dot = [0x20, 0, 0xfd, 0x12, 0x20, 1, 0xfd, 0x1e, 1, 0x21, 4 + 1, 0x20, 2, 0xfd, 0x12, 0x20, 3, 0xfd, 0x1e, 1, 0x21, 4 + 2];

/** Relaxed operations and what the deterministic profile makes of them. */
const relaxed: readonly (readonly [name: string, arity: number, meaning: readonly number[], numbers: 0 | 32 | 64])[] = [
  ['i8x16.relaxed_swizzle', 2, simd('i8x16.swizzle'), 0],
  ...(['f32x4_s', 'f32x4_u', 'f64x2_s_zero', 'f64x2_u_zero'].map((to) => [`i32x4.relaxed_trunc_${to}`, 1, simd(`i32x4.trunc_sat_${to}`), 0] as const)),
  ...(['i8x16', 'i16x8', 'i32x4', 'i64x2'].map((shape) => [`${shape}.relaxed_laneselect`, 3, simd('v128.bitselect'), 0] as const)),
  ...(['f32x4', 'f64x2'] as const).flatMap((shape) => {
    const bits = shape === 'f32x4' ? 32 : 64;
    const [set, get] = [[0x21, 7], [0x20, 7]];
    return [
      [`${shape}.relaxed_min`, 2, simd(`${shape}.min`), bits], [`${shape}.relaxed_max`, 2, simd(`${shape}.max`), bits],
      [`${shape}.relaxed_madd`, 3, [...set, ...simd(`${shape}.mul`), ...get, ...simd(`${shape}.add`)], bits],
      [`${shape}.relaxed_nmadd`, 3, [...set, ...simd(`${shape}.mul`), ...simd(`${shape}.neg`), ...get, ...simd(`${shape}.add`)], bits],
    ] as const;
  }),
  ['i16x8.relaxed_q15mulr_s', 2, simd('i16x8.q15mulr_sat_s'), 0],
  ['i16x8.relaxed_dot_i8x16_i7x16_s', 2, [0x1a, 0x1a, ...dot,
    ...[0, 2].flatMap((first) => ['low', 'high'].flatMap((which) => [0x20, 5, 0x20, 6, ...simd(`i16x8.extmul_${which}_i8x16_s`)]).concat(shuffled(first))), ...simd('i16x8.add_sat_s')], 0],
];

test('relaxed operations do what the deterministic profile says', () => {
  assert.is(relaxed.length + 1, ops.filter((row) => row.feature === 'relaxed-simd').length);
  for (const [name, arity, meaning, numbers] of relaxed) {
    const theirs = native(calculator(arity, meaning))['f'] as (...args: bigint[]) => bigint[];
    const ours = loadCommonJs(calculator(arity, simd(name))).instantiate().exports['f'] as (...args: bigint[]) => bigint[];
    for (const a of vectors) for (const b of vectors) for (const c of arity === 3 ? finite : [[]]) {
      const args = [...a, ...b, ...c].slice(0, 2 * arity);
      assert.is(shownHalves(ours(...args), numbers), shownHalves(theirs(...args), numbers), `${name} of ${args.join(', ')}`);
    }
  }
});

test('the relaxed dot product that adds is the one that does not, and sums of pairs', () => {
  const sum = [0x21, 8, ...simd('i16x8.relaxed_dot_i8x16_i7x16_s'), ...simd('i32x4.extadd_pairwise_i16x8_s'), 0x20, 8, ...simd('i32x4.add')];
  const [whole, parts] = [simd('i32x4.relaxed_dot_i8x16_i7x16_add_s'), sum].map((code) => loadCommonJs(calculator(3, code)).instantiate().exports['f'] as (...args: bigint[]) => unknown);
  for (const a of vectors) for (const b of vectors) assert.equal(whole!(...a, ...b, ...a), parts!(...a, ...b, ...a));
});

test('words of memory that are only computed with are loaded as numbers', () => {
  const text = `(module (memory (export "memory") 1) (func (export "f") (param $p i32) (local $i i32) (local $s v128) (local $t v128)
    (f32.store (i32.const 1024) (f32.const 1.5)) (f32.store (i32.const 1028) (f32.const -2.25)) (f64.store (i32.const 1032) (f64.const 0.1)) (f32.store (i32.const 1040) (f32.const 3e38))
    (loop $l
      (local.set $s (f32x4.add (local.get $s) (f32x4.mul (v128.load32_splat (local.get $p)) (v128.load64_zero offset=0 (local.get $p)))))
      (local.set $s (f32x4.sub (local.get $s) (v128.load64_splat align=1 (i32.add (local.get $p) (local.get $i)))))
      (local.set $s (f32x4.add (local.get $s) (v128.load32_lane offset=4 2 (local.get $p) (v128.load32_zero (local.get $p)))))
      (local.set $t (f64x2.add (local.get $t) (f64x2.mul (v128.load64_splat offset=8 (local.get $p)) (v128.load64_lane offset=8 1 (local.get $p) (v128.load64_zero offset=8 (local.get $p))))))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (i32.const 48))))
    (v128.store (i32.const 2048) (local.get $s)) (v128.store (i32.const 2064) (local.get $t)))
    (func (export "seen") (param $i i32) (result i32) (i32.load offset=2048 (local.get $i))))`;
  const code = compile(assemble(text), { pretty: true }).code;
  assert.not.match(/function \$f0\([^]*?\n  \}/.exec(code)![0], /getInt32|words|reinterpret/i);
  agree(text, [['f', 1024], ...[0, 4, 8, 12, 16, 20, 24, 28].map((i) => ['seen', i] as const), ['f', 65520], ['f', 65529], ['seen', 0], ['f', -8]]);
});

test.run();
