/** Long loops in pieces do what they did: for no, one and many pieces, with every kind of carried value, and when they are left early. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { assemble } from '../wabt.js';

const mix = '(local.set $h (i64.mul (i64.xor (i64.rotl (local.get $h) (i64.const 13)) (i64.extend_i32_u (local.get $n))) (i64.const 0x9e3779b97f4a7c15)))';
const floats = '(local.set $d (f64.add (f64.mul (local.get $d) (f64.const 0.999)) (f64.convert_i32_u (local.get $n)))) (local.set $f (f32.sub (f32.const 1) (f32.div (local.get $f) (f32.const 3))))';
const count = '(local.tee $n (i32.sub (local.get $n) (i32.const 1)))';
const result = '(i64.xor (local.get $h) (i64.add (i64.reinterpret_f64 (local.get $d)) (i64.extend_i32_s (i32.reinterpret_f32 (local.get $f)))))';
const locals = '(param $n i32) (result i64) (local $h i64) (local $d f64) (local $f f32) (local $k i32)';

const loops: Readonly<Record<string, string>> = {
  'repeated while a condition holds': `(loop $l ${mix.repeat(4)} ${floats} (br_if $l ${count}))`,
  'left when a condition holds': `(block $out (loop $l ${mix.repeat(4)} ${floats} (br_if $out (i32.eqz ${count})) (br $l)))`,
  'left from inside': `(block $out (loop $l ${mix.repeat(4)} (br_if $out (i64.lt_u (local.get $h) (i64.const 0x10000000000000))) ${floats} (br_if $l ${count})))`,
  'around another one': `(loop $l (local.set $k (i32.const 3)) (loop $i ${mix.repeat(3)} (br_if $i (local.tee $k (i32.sub (local.get $k) (i32.const 1))))) ${floats} (br_if $l ${count}))`,
  'that traps at last': `(loop $l ${mix.repeat(4)} (drop (i32.div_u (i32.const 1) (i32.sub (local.get $n) (i32.const 2)))) (br_if $l ${count}))`,
};

const whole = ['left when a condition holds', 'around another one'];

for (const [what, loop] of Object.entries(loops)) {
  test(`a loop ${what}`, () => {
    const wat = `(module (func (export "f") ${locals} ${loop} ${result}))`;
    agree(wat, [1, 2, 3, 1023, 1024, 1025, 5000].map((n) => ['f', n] as const), { levels: [0, 1, 2] });
    assert.is(compile(assemble(wat)).code.includes('=1024;'), !whole.includes(what), 'whether it was cut');
  });
}

test('small loops and those with calls stay whole', () => {
  for (const loop of [`(loop $l ${mix} (br_if $l ${count}))`, `(loop $l ${mix.repeat(5)} (drop (call 0 (i32.const 1))) (br_if $l ${count}))`]) {
    assert.not.ok(compile(assemble(`(module (func (export "f") ${locals} ${loop} ${result}))`)).code.includes('=1024;'));
  }
});

test('a long loop around another one tells the kinds of what it carries in each round', () => {
  const { code } = compile(assemble(`(module (func (export "f") ${locals} ${loops['around another one']} ${result}))`), { pretty: true });
  for (const kind of [/\b(\w+) = \1 \| 0;/, /\b(\w+) = \+\1;/]) assert.match(code, kind);
});

test.run();
