/** Which v128 locals hold numbers, masks or one value, and that values do not change by it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { vectorLocals } from '../../compiler/lower/vector-locals.js';
import { agree } from '../agree.js';
import { buildAll } from '../ir/functions.js';
import { assemble } from '../wabt.js';

/** Kind, mask and period of each local `$a`, `$b`, ... of a body: 'f m32 p1' for example. */
function facts(locals: number, body: string): string[] {
  const names = [...'abcdefg'].slice(0, locals);
  const text = `(module (memory 1) (global $g (mut v128) (v128.const i32x4 0 0 0 0)) (func $two (result v128 v128) (unreachable))
    (func (param $p v128) (param $i i32) (param $x f32) (param $y f64) ${names.map((name) => `(local $${name} v128)`).join(' ')} ${body}))`;
  const all = [...buildAll(assemble(text))];
  const found = vectorLocals(all[all.length - 1]!.ir);
  return names.map((_, k) => {
    const local = 4 + k;
    const mask = found.isMask(local, 64) ? ' m64' : found.isMask(local, 32) ? ' m32' : '';
    return `${found.kindOf(local)}${mask}${found.period(local) < 4 ? ` p${found.period(local)}` : ''}`;
  });
}
const load = '(v128.load (i32.const 0))';
const put = (value: string): string => `(v128.store (i32.const 16) ${value})`;
const store = (local: string): string => put(`(local.get $${local})`);

test('a sum is numbers, wherever it goes', () => {
  assert.equal(facts(1, `(loop (local.set $a (f32x4.add (local.get $a) ${load})) (br_if 0 (local.get $i))) ${store('a')}`), ['f']);
  assert.equal(facts(1, `(loop (local.set $a (f64x2.add (local.get $a) ${load})) (br_if 0 (local.get $i))) (global.set $g (local.get $a))`), ['d']);
  assert.equal(facts(1, `(loop (local.set $a (i32x4.add (local.get $a) ${load})) (br_if 0 (local.get $i))) ${store('a')}`), ['i']);
});

test('what was not computed is numbers only where it is only computed with', () => {
  const twice = '(f32x4.mul (local.get $a) (local.get $a))';
  assert.equal(facts(2, `(local.set $a ${load}) (local.set $b ${twice}) ${store('b')}`), ['f', 'f']);
  assert.equal(facts(2, `(local.set $a ${load}) (local.set $b ${twice}) ${store('b')} ${store('a')}`), ['s', 'f'], 'stored, its NaNs must keep their bits');
  assert.equal(facts(2, `(local.set $a ${load}) (local.set $b (local.get $a)) ${put(twice)} ${store('b')}`), ['s', 'i']);
  assert.equal(facts(2, `(local.set $a ${load}) (local.set $b (local.get $a)) ${put(twice)} ${put('(f32x4.sqrt (local.get $b))')}`), ['f', 'f']);
  assert.equal(facts(1, `(local.set $a (f32x4.pmin ${load} ${load})) ${put(twice)} ${store('a')}`), ['s'], 'pmin gives an operand as it is');
  assert.equal(facts(1, `(local.set $a (f32x4.splat (local.get $x))) ${put(twice)} ${store('a')}`), ['s p1']);
  assert.equal(facts(1, `(local.set $a (f32x4.splat (f32.add (local.get $x) (local.get $x)))) ${put(twice)} ${store('a')}`), ['f p1']);
});

test('a local passes what is wanted of it on, by way of operations that move lanes', () => {
  const negated = '(v128.xor (local.get $a) (v128.const i32x4 0x80000000 0 0 0x80000000))';
  const product = put('(f32x4.mul (local.get $b) (local.get $b))');
  assert.equal(facts(2, `(local.set $a ${load}) (local.set $b ${negated}) ${product}`), ['f', 'f']);
  assert.equal(facts(2, `(local.set $a ${load}) (local.set $b ${negated}) ${product} ${store('b')}`), ['s', 's'], 'stored in the end');
  assert.equal(facts(2, `(local.set $a ${load}) (local.set $b ${negated.replace('0 0 0', '0 1 0')}) ${product}`), ['i', 'f'], 'other bits are changed');
  assert.equal(facts(3, `(local.set $a ${load}) (local.set $c (local.get $a)) (local.set $b (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $c) (local.get $c))) ${product}`), ['f', 'f', 'f']);
});

test('calls bring words', () => {
  assert.equal(facts(2, `(call $two) (local.set $a) (local.set $b) ${put('(f32x4.mul (local.get $a) (local.get $b))')}`), ['f', 'f'], 'converted when the words arrive');
  assert.equal(facts(1, `(local.set $a (global.get $g)) ${put('(f32x4.sqrt (local.get $a))')}`), ['i'], 'one conversion either way');
  assert.equal(facts(1, `(local.set $a (global.get $g)) (loop ${put('(f32x4.sqrt (local.get $a))')} (br_if 0 (local.get $i)))`), ['f']);
});

test('masks, and numbers chosen by them', () => {
  const compare = (shape: string): string => `(${shape}.lt ${load} ${load})`;
  assert.equal(facts(3, `(local.set $a ${compare('f32x4')}) (local.set $b (v128.not (v128.or (local.get $a) ${compare('f64x2')}))) (local.set $c ${compare('f64x2')})
    (v128.store (i32.const 0) (v128.xor (local.get $a) (v128.xor (local.get $b) (local.get $c))))`), ['i m32', 'i m32', 'i m64']);
  assert.equal(facts(2, `(local.set $a (i8x16.lt_s ${load} ${load})) (local.set $b (v128.and (local.get $a) ${load})) ${store('b')}`), ['i', 'i']);
  assert.equal(facts(1, `(local.set $a ${compare('f32x4')}) (local.set $a (v128.const i32x4 -1 0 -1 1)) ${store('a')}`), ['i']);
  const chosen = (mask: string): string => `(loop (local.set $a (v128.bitselect (f32x4.add (local.get $a) (local.get $a)) (local.get $a) ${mask})) (br_if 0 (local.get $i))) ${store('a')}`;
  assert.equal(facts(1, chosen(compare('f32x4'))), ['f']);
  assert.equal(facts(1, chosen(compare('f64x2'))), ['f']);
  assert.equal(facts(1, chosen('(i16x8.eq (local.get $p) (local.get $p))')), ['i']);
});

test('one value in all lanes', () => {
  assert.equal(facts(4, `(local.set $a (i32x4.splat (local.get $i))) (local.set $b (i64x2.splat (i64.const 5))) (local.set $c (local.get $a)) (local.set $d (local.get $c)) (local.set $d ${load})
    ${store('a')} ${store('b')} ${store('c')} ${store('d')}`), ['i p1', 'i p2', 'i p1', 'i']);
  const shuffle = (bytes: string): string => `(i8x16.shuffle ${bytes} ${load} (local.get $p))`;
  assert.equal(facts(3, `(local.set $a ${shuffle('4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7')}) (local.set $b ${shuffle('1 2 3 4 9 9 9 9 1 2 3 4 9 9 9 9')}) (local.set $c ${shuffle('0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 4')})
    ${store('a')} ${store('b')} ${store('c')}`), ['i p1', 'i p2', 'i']);
});

test('values do not change by it', () => {
  const mix = (value: string): string => `(i64.xor (i64x2.extract_lane 0 ${value}) (i64.rotl (i64x2.extract_lane 1 ${value}) (i64.const 7)))`;
  agree(`(module (memory (export "memory") 1) (data (i32.const 0) "\\00\\00\\c0\\7f\\01\\00\\80\\7f\\00\\00\\80\\ff\\00\\00\\20\\c1\\00\\00\\80\\3f\\00\\00\\00\\80\\ff\\ff\\ff\\7f\\01\\00\\00\\00\\00\\00\\00\\00\\00\\00\\f0\\7f\\01\\00\\00\\00\\00\\00\\f0\\ff")
    (func (export "select32") (param $p i32) (param $q i32) (result i64) (local $a v128) (local $b v128) (local $m v128)
      (local.set $a (f32x4.mul (v128.load (local.get $p)) (f32x4.splat (f32.const 3)))) (local.set $b (f32x4.abs (f32x4.sqrt (f32x4.abs (v128.load (local.get $q))))))
      (local.set $m (f32x4.lt (local.get $a) (local.get $b)))
      (loop $l (local.set $a (v128.bitselect (f32x4.sub (local.get $a) (f32x4.splat (f32.const 0.5))) (local.get $b) (local.get $m)))
        (local.set $m (v128.andnot (f32x4.ge (local.get $a) (f32x4.splat (f32.const 0))) (f32x4.eq (local.get $a) (local.get $b))))
        (local.set $a (f32x4.max (f32x4.min (local.get $a) (f32x4.splat (f32.const 1e9))) (f32x4.splat (f32.const -1e9))))
        (br_if $l (i32.lt_u (local.tee $q (i32.add (local.get $q) (i32.const 1))) (i32.const 40))))
      (local.set $a (v128.and (local.get $m) (local.get $a))) ${mix('(v128.or (local.get $a) (v128.andnot (f32x4.add (local.get $b) (local.get $b)) (local.get $m)))')})
    (func (export "select64") (param $p i32) (param $q i32) (result i64) (local $a v128) (local $m v128)
      (local.set $a (f64x2.add (v128.load (local.get $p)) (f64x2.splat (f64.const 3))))
      (loop $l (local.set $m (f64x2.gt (local.get $a) (f64x2.splat (f64.const 1))))
        (local.set $a (v128.bitselect (f64x2.mul (local.get $a) (f64x2.splat (f64.const 0.5))) (f64x2.neg (local.get $a)) (local.get $m)))
        (local.set $a (v128.bitselect (local.get $a) (f64x2.splat (f64.const 2)) (f64x2.eq (local.get $a) (local.get $a))))
        (br_if $l (i32.lt_u (local.tee $q (i32.add (local.get $q) (i32.const 1))) (i32.const 40))))
      ${mix('(v128.xor (local.get $a) (local.get $m))')})
    (func (export "cut") (param $p i32) (param $q i32) (result i64) (local $a v128) (local $m v128)
      (local.set $m (f32x4.ne (v128.load (local.get $p)) (v128.load (local.get $q))))
      (local.set $a (f64x2.promote_low_f32x4 (v128.load offset=16 (local.get $p))))
      (local.set $a (v128.bitselect (f64x2.add (local.get $a) (local.get $a)) (local.get $a) (local.get $m))) ${mix('(local.get $a)')})
    (func (export "uniform") (param $p i32) (param $q i32) (result i64) (local $a v128) (local $b v128) (local $c v128)
      (local.set $a (i32x4.splat (local.get $p))) (local.set $b (i64x2.splat (i64.const 0x123456789abcdef)))
      (local.set $c (i32x4.add (local.tee $a (i16x8.splat (local.get $q))) (local.get $a)))
      (loop $l (local.set $c (i32x4.add (i32x4.mul (local.get $c) (local.get $b)) (local.get $a))) (local.set $a (i8x16.splat (local.get $q)))
        (local.set $b (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $c) (local.get $b)))
        (br_if $l (i32.lt_u (local.tee $q (i32.add (local.get $q) (i32.const 1))) (i32.const 40))))
      ${mix('(v128.xor (local.get $a) (v128.xor (local.get $b) (local.get $c)))')}))`,
  ['select32', 'select64', 'cut', 'uniform'].flatMap((name) => [0, 4, 8, 12, 16, 20, 28].flatMap((p) => [0, 5, 16, 24].map((q) => [name, p, q] as const))), { levels: [0, 1, 2] });
});

test.run();
