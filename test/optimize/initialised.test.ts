/** Which declared locals start as zero: only those that may be read before they are assigned. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findUninitialised } from '../../compiler/optimize/initialised.js';
import { agree } from '../agree.js';
import { buildAll } from '../ir/functions.js';
import { assemble } from '../wabt.js';

/** Body of a function with a parameter $p and locals $a, $b; and the locals that must be zeroed. */
const cases: readonly (readonly [what: string, body: string, zeroed: string])[] = [
  ['never read', '(local.set $a (i32.const 1)) (i32.const 0)', ''],
  ['read first', '(local.get $a)', 'a'],
  ['assigned first', '(local.set $a (local.get $p)) (i32.add (local.get $a) (i32.const 1))', ''],
  ['assigned by a tee', '(i32.add (local.tee $a (local.get $p)) (local.get $a))', ''],
  ['assigned in one arm', '(if (local.get $p) (then (local.set $a (i32.const 5)))) (local.get $a)', 'a'],
  ['assigned in both arms', '(if (local.get $p) (then (local.set $a (i32.const 5))) (else (local.set $a (i32.const 6)))) (local.get $a)', ''],
  ['the other arm leaves', '(if (local.get $p) (then (local.set $a (i32.const 5))) (else (return (i32.const 9)))) (local.get $a)', ''],
  ['assigned after a branch', '(block (br_if 0 (local.get $p)) (local.set $a (i32.const 5))) (local.get $a)', 'a'],
  ['assigned before a branch', '(block (local.set $a (i32.const 4)) (br_if 0 (local.get $p)) (local.set $a (i32.const 5))) (local.get $a)', ''],
  ['assigned in a loop, read after it', '(loop (local.set $a (i32.const 5)) (br_if 0 (local.tee $p (i32.shr_u (local.get $p) (i32.const 1))))) (local.get $a)', ''],
  ['read at the start of a loop, assigned at its end', '(loop (local.set $b (local.get $a)) (local.set $a (i32.const 7)) (br_if 0 (local.tee $p (i32.shr_u (local.get $p) (i32.const 1))))) (local.get $b)', 'a'],
  ['assigned in some cases', '(block (block (block (br_table 0 1 2 (local.get $p))) (local.set $a (i32.const 1)) (br 1)) (local.set $a (i32.const 2))) (local.get $a)', 'a'],
  ['assigned in all cases', '(block $end (block $two (block $one (br_table $one $two (local.get $p))) (local.set $a (i32.const 1)) (br $end)) (local.set $a (i32.const 2))) (local.get $a)', ''],
  ['an operand that is evaluated before the assignment', '(i32.add (local.get $a) (local.tee $a (i32.const 3)))', 'a'],
];

for (const [what, body, zeroed] of cases) {
  test(what, () => {
    const func = `(param $p i32) (result i32) (local $a i32) (local $b i32) ${body}`;
    for (const { ir } of buildAll(assemble(`(module (func ${func}))`))) {
      findUninitialised(ir);
      assert.is([...ir.zeroed!].map((local) => ' ab'[local]).join(''), zeroed);
    }
    agree(`(module (func (export "f") ${func}))`, [0, 1, 2, 5].flatMap((p) => [['f', p], ['f', p]] as const), { levels: [0, 1, 2] });
  });
}

test.run();
