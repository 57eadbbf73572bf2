/** Globals that loops without calls keep in variables: whichever way such a loop is left, they are what they would have been. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { assemble } from '../wabt.js';

const fields = `(memory 1 1) (tag $e (param i32)) (data (i32.const 16) "\\01\\02\\03\\04\\05\\06\\07\\08\\09")
  (global $a (mut i32) (i32.const 1)) (global $shared (export "shared") (mut i32) (i32.const 7)) (global $k i32 (i32.const 3))
  (global $l (mut i64) (i64.const 0x123456789)) (global $d (mut f64) (f64.const 1.5)) (global $f (mut f32) (f32.const 2.5))
  (global $v (mut v128) (v128.const i32x4 1 2 3 4)) (global $r (mut externref) (ref.null extern))
  (func $none) (func $id (param i32) (result i32) (local.get 0))
  (func (export "seen") (result i64)
    (i64.xor (i64.xor (i64.extend_i32_s (i32.xor (global.get $a) (i32.shl (global.get $shared) (i32.const 7)))) (global.get $l))
      (i64.xor (i64.reinterpret_f64 (f64.add (global.get $d) (f64.promote_f32 (global.get $f))))
        (i64x2.extract_lane 0 (i64x2.mul (global.get $v) (i64x2.splat (i64.extend_i32_u (i32.add (i32.const 5) (ref.is_null (global.get $r))))))))))`;

const count = '(local.tee $n (i32.sub (local.get $n) (i32.const 1)))';
const step = '(global.set $a (i32.add (i32.mul (global.get $a) (i32.const 31)) (local.get $n))) (global.set $shared (i32.xor (global.get $shared) (global.get $a)))';
const words = `(global.set $l (i64.mul (i64.add (global.get $l) (i64.extend_i32_u (global.get $a))) (i64.const 0x9e3779b97f4a7c15)))
  (global.set $d (f64.div (f64.add (global.get $d) (f64.const 3)) (f64.const 7))) (global.set $f (f32.mul (global.get $f) (f32.const 0.75)))
  (global.set $v (i32x4.add (i32x4.shl (global.get $v) (i32.const 3)) (i32x4.splat (global.get $a))))
  (if (i32.eq (global.get $k) (i32.and (global.get $a) (i32.const 3))) (then (global.set $r (local.get $x))))`;
const load = '(drop (i32.load (i32.mul (local.get $n) (i32.const 4000))))';

/** Loops, whether their globals are in variables, and whether they are written back. */
const loops: Readonly<Record<string, readonly [wat: string, inVariables: boolean, writtenBack: boolean]>> = {
  'falls out at its end': [`(loop $l ${step} ${words} (br_if $l ${count}))`, true, true],
  'is left by a branch': [`(block $out (loop $l ${step} (br_if $out (i32.eq (i32.and (global.get $a) (i32.const 7)) (i32.const 2))) ${words} (br_if $l ${count})))`, true, true],
  'is left by a return': [`(loop $l ${step} (if (i32.eq (i32.and (global.get $a) (i32.const 7)) (i32.const 2)) (then (return (global.get $shared)))) (br_if $l ${count}))`, true, true],
  'is left by a branch that passes blocks': [`(block $far (block $near (loop $l (block $in (br_if $in (i32.and (local.get $n) (i32.const 1))) ${step}) (br_if $far (i32.gt_u (global.get $a) (i32.const 0xe0000000))) (br_if $near (i32.lt_u (global.get $a) (i32.const 0x10000000))) (br_if $l ${count}))) (global.set $a (i32.const 9)))`, true, true],
  'traps': [`(loop $l ${step} ${load} ${words} (br_if $l ${count}))`, true, true],
  'divides by zero': [`(loop $l (global.set $a (i32.div_s (i32.const 100) (i32.sub (i32.const 40) (global.get $a)))) ${step} (br_if $l ${count}))`, true, true],
  'ends in unreachable': [`(loop $l ${step} (if (i32.eq (local.get $n) (i32.const 2)) (then (unreachable))) (br_if $l ${count}))`, true, true],
  'throws': [`(try (do (loop $l ${step} (if (i32.eq (local.get $n) (i32.const 2)) (then (throw $e (global.get $a)))) (br_if $l ${count}))) (catch $e (global.set $shared)))`, true, true],
  'catches': [`(loop $l ${step} (try (do (if (i32.and (global.get $a) (i32.const 1)) (then (throw $e (global.get $a))))) (catch $e (drop))) (br_if $l ${count}))`, true, true],
  'has another one inside': [`(loop $l (local.set $i (i32.const 3)) (loop $m ${step} (br_if $m (local.tee $i (i32.sub (local.get $i) (i32.const 1))))) ${words} (br_if $l ${count}))`, true, true],
  'orders memory and has another one inside': [`(loop $l (local.set $i (i32.const 3)) (loop $m ${step} (br_if $m (local.tee $i (i32.sub (local.get $i) (i32.const 1))))) ${step} (drop (i32.atomic.rmw.add (i32.const 64) (i32.const 1))) (br_if $l ${count}))`, true, true],
  'is inside one that calls': [`(loop $l (call $none) (local.set $i (i32.const 3)) (loop $m ${step} (br_if $m (local.tee $i (i32.sub (local.get $i) (i32.const 1))))) (br_if $l ${count}))`, true, true],
  'only reads': [`(loop $l (local.set $i (i32.add (i32.mul (local.get $i) (global.get $a)) (global.get $k))) (br_if $l ${count}))`, true, false],
  'reads what does not change': [`(loop $l (local.set $i (i32.add (local.get $i) (global.get $k))) (br_if $l ${count}))`, false, false],
  'is long': [`(loop $l ${step.repeat(6)} ${words} (br_if $l ${count}))`, true, true],
  'calls': [`(loop $l ${step} (call $none) (br_if $l ${count}))`, false, false],
  'calls in its place': [`(loop $l ${step} (if (i32.eq (i32.and (global.get $a) (i32.const 7)) (i32.const 2)) (then (return_call $id (global.get $a)))) (br_if $l ${count}))`, false, false],
};

for (const [what, [loop, inVariables, writtenBack]] of Object.entries(loops)) {
  const wat = `(module ${fields} (func (export "f") (param $n i32) (param $x externref) (result i32) (local $i i32) ${loop} (i32.add (local.get $i) (global.get $a))))`;
  test(`a loop that ${what}`, () => {
    agree(wat, [1, 2, 3, 10, 20, 3000].flatMap((n) => [['f', n, 'x'], ['seen']] as const), { levels: [0, 1, 2] });
    const { code } = compile(assemble(wat), { pretty: true, inlineSize: 0 });
    assert.is(/\b[vp]\d+ = G0 \| 0;\n/.test(code), inVariables, 'in variables');
    assert.is(/finally \{\s*G/.test(code), writtenBack, 'written back');
  });
}

test('what a trap leaves behind is what the loop had assigned', () => {
  const wat = `(module ${fields} (func (export "f") (param $n i32) (loop $l (global.set $a (i32.add (global.get $a) (i32.const 1))) ${load} (local.set $n (i32.add (local.get $n) (i32.const 1))) (br $l))))`;
  agree(wat, [['f', 0], ['seen'], ['f', 12], ['seen'], ['f', -1], ['seen']] as const, { levels: [0, 2] });
});

test('parts of a function that is too large', () => {
  const body = Array.from({ length: 60 }, (_, i) => `(if (i32.and (local.get $n) (i32.const ${1 << (i & 7)})) (then (global.set $l (i64.mul (global.get $l) (i64.const ${i * 977 + 3}))) ${step} ${load}))`).join('');
  const wat = `(module ${fields} (func (export "f") (param $n i32) (result i32) (loop $l ${body} (br_if $l ${count})) ${body} (global.get $a)))`;
  const options = { functionLimit: 1500 };
  assert.match(compile(assemble(wat), { ...options, pretty: true }).code, /\$f3_part0\(/);
  agree(wat, [1, 2, 9, 15, 17].flatMap((n) => [['f', n], ['seen']] as const), { options });
});

test.run();
