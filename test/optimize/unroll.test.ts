/** Small innermost loops are repeated within a round; what they do stays the same, whatever the number of rounds. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree } from '../agree.js';
import { irOf } from '../ir/functions.js';
import { testPasses } from './passes.js';

const rounds = [[1], [2], [3], [4], [5], [9]];
const step = '(local.set 1 (i32.xor (i32.mul (local.get 1) (i32.const 31)) (local.get 0)))';
const again = (label: string): string => `(br_if ${label} (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))`;
const roundIr = '(set $1 (i32.xor (i32.mul $1 31) $0))';
const testIr = '(if (tee $0 (i32.sub $0 1))';

testPasses(['unroll'], [
  { what: 'a loop of some size, twice', func: `(param i32) (result i32) (local i32) (loop ${step} ${step} ${again('0')}) (local.get 1)`.replaceAll(step, step + step),
    ir: `(block L-1\n  (loop L1\n${`    ${roundIr}\n`.repeat(4)}    ${testIr}\n     else\n      (br L-1))\n${`    ${roundIr}\n`.repeat(4)}    ${testIr}\n      (br L1))))\n(return $1)`, calls: rounds },
]);

const cases: Readonly<Record<string, string>> = {
  'four times': `(local i32) (loop ${step} ${again('0')}) (local.get 1)`,
  'with a condition inside': `(local i32) (loop (if (i32.and (local.get 0) (i32.const 1)) (then ${step}) (else (local.set 1 (i32.add (local.get 1) (i32.const 5))))) ${again('0')}) (local.get 1)`,
  'that is left from inside': `(local i32) (block $out (loop $l ${step} (br_if $out (i32.gt_u (local.get 1) (i32.const 5000))) ${again('$l')})) (local.get 1)`,
  'that returns from inside': `(local i32) (loop $l ${step} (if (i32.gt_u (local.get 1) (i32.const 5000)) (then (return (local.get 0)))) ${again('$l')}) (local.get 1)`,
  'within a loop': `(local i32 i32) (local.set 2 (i32.const 3)) (loop $o (local.set 0 (i32.add (local.get 2) (i32.const 1))) (loop $l ${step} ${again('$l')}) (br_if $o (local.tee 2 (i32.sub (local.get 2) (i32.const 1))))) (local.get 1)`,
  'that traps in a later round': `(local i32) (loop (local.set 1 (i32.div_u (i32.const 100) (i32.sub (local.get 0) (i32.const 3)))) ${again('0')}) (local.get 1)`,
};

for (const [what, func] of Object.entries(cases)) {
  test(`a loop ${what}`, () => {
    agree(`(module (func (export "f") (param i32) (result i32) ${func}))`, rounds.map((args) => ['f', ...args] as const), { levels: [1, 2] });
  });
}

test('loops with calls, with other jumps back, and large ones are left alone', () => {
  for (const body of [`(call 0 (local.get 0)) drop ${again('0')}`, `(br_if 0 (i32.eqz (local.get 1))) ${step} ${again('0')}`, `${step.repeat(20)} ${again('0')}`]) {
    const text = irOf(`(module (func (param i32) (result i32) (local i32) (loop ${body}) (local.get 1)))`, 'unroll');
    assert.is(text.split('(loop').length, 2);
    assert.is(text.split('(i32.sub $0 1)').length, 2, text);
  }
});

test.run();
