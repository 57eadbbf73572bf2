/** A loop around what follows a loop changes nothing but what V8 makes of it: code that it entered in the loop is left once, not at each call. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { inProcess } from '../split/v8.js';
import { assemble } from '../wabt.js';

const count = '(local.tee $n (i32.sub (local.get $n) (i32.const 1)))';
const round = '(local.set $h (i32.add (i32.mul (local.get $h) (i32.const 31)) (i32.load8_u (i32.and (local.get $n) (i32.const 1023)))))';
const loop = `(loop $l ${round} (br_if $l ${count}))`;
const late = '(if (local.get $late) (then (local.set $h (i32.xor (i32.mul (local.get $h) (local.get $h)) (i32.load (i32.const 4))))))';
const func = (body: string): string =>
  `(module (memory 1 1) (data (i32.const 0) "other than nothing") (func (export "f") (param $n i32) (param $late i32) (result i32) (local $h i32) ${body}))`;

const bodies: Readonly<Record<string, string>> = {
  'before other work': `${loop} ${late} (local.get $h)`,
  'before another one': `${loop} (local.set $n (i32.const 9)) (loop $m (local.set $h (i32.rotl (local.get $h) (local.get $n))) (br_if $m ${count})) (local.get $h)`,
  'in a branch': `(if (local.get $late) (then ${loop} (return (i32.div_s (local.get $h) (i32.const 10))))) (i32.const 7)`,
  'before a trap': `${loop} (if (local.get $late) (then unreachable)) (i32.add (local.get $h) (i32.const 1))`,
  'left by a branch out of a block': `(block $out (loop $l ${round} (br_if $out (i32.eq (local.get $h) (i32.const 5))) (br_if $l ${count})) ${late}) (i32.add (local.get $h) (local.get $n))`,
};

const enclosed = (wat: string, options = {}): boolean => compile(assemble(wat), options).code.includes('if(0,!1)continue');

for (const [what, body] of Object.entries(bodies)) {
  test(`a loop ${what}`, () => {
    agree(func(body), [[1, 0], [1, 1], [40, 0], [40, 1], [5000, 1]].map(([n, more]) => ['f', n!, more!] as const), { levels: [0, 1, 2] });
    assert.ok(enclosed(func(body)));
  });
}

test('where nothing to learn follows the loop, and where nothing compiles, there is none', () => {
  assert.not.ok(enclosed(func(`${loop} (local.get $h)`)));
  assert.not.ok(enclosed(func(`${late} ${loop} (local.get $h)`)));
  assert.not.ok(enclosed(func(`(loop $o ${loop} ${late} (br_if $o (local.tee $n (i32.and (local.get $h) (i32.const 3))))) (local.get $h)`)));
  for (const target of ['hermes', 'jitless']) assert.not.ok(enclosed(func(bodies['before other work']!), { target }));
});

test('V8 leaves the code that it entered in the loop once', () => {
  const { code } = compile(assemble(func(bodies['before other work']!)), { abi: 'none', format: 'cjs' });
  const script = `const { f } = instantiate().exports;
    for (let i = 0; i < 20; i++) f(1e6, 0);
    for (let i = 0; i < 2e4; i++) f(40, 1);`;
  const left = [...inProcess(code, script, ['--trace-deopt']).matchAll(/^\[bailout .*/gm)].length;
  assert.ok(left > 0, 'nothing was left, so that nothing was shown');
  assert.ok(left < 20, `left ${left} times`);
});

test.run();
