/** Calls that lead to a trap are behind the loop: what happens, and in which order, stays the same. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree } from '../agree.js';
import { irOf } from '../ir/functions.js';

const fields = `(import "m" "say" (func $say (param i32))) (import "m" "fail" (func $fail (param i32) (result i32)))
  (global $g (mut i32) (i32.const 1)) (memory 1 1) (tag $e)
  (func (export "seen") (result i32) (i32.add (global.get $g) (i32.load (i32.const 8))))`;
const imports = (log: string[]): object => ({ m: { say: (n: number) => { log.push(`say ${n}`); }, fail: (n: number) => { log.push(`fail ${n}`); if (n === 3) throw new Error('host'); return n; } } });
const step = '(global.set $g (i32.add (i32.mul (global.get $g) (i32.const 3)) (local.get $n)))';
const count = '(local.tee $n (i32.sub (local.get $n) (i32.const 1)))';
const abort = (when: number, what = ''): string => `(if (i32.eq (local.get $n) (i32.const ${when})) (then ${what} (call $say (global.get $g)) (unreachable)))`;

/** Loops, and how many blocks are made of them. */
const loops: Readonly<Record<string, readonly [wat: string, blocks: number]>> = {
  'that traps': [`(loop $l ${step} ${abort(3)} (br_if $l ${count}))`, 2],
  'that traps in two places': [`(loop $l ${step} ${abort(3)} ${abort(5, '(i32.store (i32.const 8) (call $fail (i32.const 2)))')} (br_if $l ${count}))`, 3],
  'that calls after statements': [`(loop $l ${step} ${abort(3, `${step} (i32.store (i32.const 8) (local.get $n))`)} (br_if $l ${count}))`, 2],
  'that calls the host, which throws': [`(loop $l ${step} (if (i32.eq (local.get $n) (i32.const 4)) (then (drop (call $fail (i32.const 3))) (unreachable))) (br_if $l ${count}))`, 2],
  'with another one inside': [`(loop $l (local.set $i (i32.const 2)) (loop $m ${step} ${abort(3)} (br_if $m (local.tee $i (i32.sub (local.get $i) (i32.const 1))))) ${abort(4)} (br_if $l ${count}))`, 3],
  'inside one that calls': [`(loop $l (call $say (local.get $n)) (local.set $i (i32.const 2)) (loop $m ${step} ${abort(3)} (br_if $m (local.tee $i (i32.sub (local.get $i) (i32.const 1))))) (br_if $l ${count}))`, 2],
  'that calls': [`(loop $l ${step} (call $say (local.get $n)) ${abort(3)} (br_if $l ${count}))`, 0],
  'that calls in a handler': [`(loop $l ${step} (try (do ${abort(3)}) (catch_all (call $say (i32.const 9)))) (br_if $l ${count}))`, 0],
  'that calls with nine ends': [`(loop $l ${step} ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => abort(n)).join(' ')} (br_if $l ${count}))`, 0],
  'that traps without a call': [`(loop $l ${step} (if (i32.eq (local.get $n) (i32.const 3)) (then (unreachable))) (br_if $l ${count}))`, 0],
  'that only ends by a trap': [`(loop $l ${step} (if (i32.eqz ${count}) (then (call $say (global.get $g)) (unreachable))) (br $l))`, 2],
};

for (const [what, [loop, blocks]] of Object.entries(loops)) {
  const wat = `(module ${fields} (func (export "f") (param $n i32) (result i32) (local $i i32) ${loop} (global.get $g)))`;
  test(`a loop ${what}`, () => {
    agree(wat, [1, 2, 3, 4, 7, 20].flatMap((n) => [['f', n], ['seen']] as const), { imports, levels: [1, 2] });
    assert.is(irOf(wat, 'cold').split('(block L-1').length - 1, blocks);
  });
}

test.run();
