/** Branches to a loop that begins with a table on a local lead past the table; what they say to it goes where nobody else reads it. */
import { test } from 'uvu';
import { agree } from '../agree.js';
import { testPasses } from './passes.js';

const params = '(param $pc i32) (param $n i32) (result i32)';
/** Three states, each with what it does. */
const machine = (a: string, b: string, c: string): string =>
  `(block $out (loop $again (block $c (block $b (block $a (br_table $a $b $c $out (local.get $pc))) ${a}) ${b}) ${c}))`;
const go = (state: number): string => `(local.set $pc (i32.const ${state})) (br $again)`;
const step = '(local.set $n (i32.sub (local.get $n) (i32.const 1)))';
const calls = [0, 1, 2, 3, -1].flatMap((pc) => [1, 2, 5].map((n) => [pc, n]));

/** The states after the passes: what is ahead is reached by a branch, what lies behind through the table. */
const ir = (a: string, b: string, rest: string): string =>
  `(block L1\n  (loop L2\n    (block L3\n      (switch $0\n       0:${a}\n        (br L3)\n       1:${b}\n        (br L2)\n       2:\n        (br L3)\n       default:\n        (br L1)))${rest}))\n(return $1)`;

testPasses(['selectors'], [
  { what: 'what leads ahead', func: `${params} ${machine(`${step} ${go(2)}`, `${step} ${go(0)}`, `(br_if $out (i32.le_s (local.get $n) (i32.const 0))) ${go(1)}`)} (local.get $n)`,
    ir: ir('\n        (set $1 (i32.sub $1 1))', '\n        (set $1 (i32.sub $1 1))\n        (set $0 0)', '\n    (if (i32.le_s $1 0)\n      (br L1))\n    (set $0 1)\n    (br L2)'), calls },
  { what: 'a local that is read elsewhere keeps its value', func: `${params} ${machine(go(2), go(0), '(local.set $n (local.get $pc))')} (local.get $n)`,
    ir: ir('\n        (set $0 2)', '\n        (set $0 0)', '\n    (set $1 $0)'), calls },
  { what: 'a branch back that says nothing', func: `${params} ${machine(go(2), `${step} (br_if $out (i32.le_s (local.get $n) (i32.const 0))) ${go(0)}`, `${step} (br_if $out (i32.le_s (local.get $n) (i32.const 0))) (br $again)`)} (local.get $n)`,
    ir: ir('\n        (set $0 2)', '\n        (set $1 (i32.sub $1 1))\n        (if (i32.le_s $1 0)\n          (br L1))\n        (set $0 0)',
      '\n    (set $1 (i32.sub $1 1))\n    (if (i32.le_s $1 0)\n      (br L1))\n    (br L2)'), calls },
  { what: 'a loop around begins with what was said last', func: `${params} (loop $outer ${machine(go(2), go(0), step)} (br_if $outer (i32.gt_s (local.get $n) (i32.const 0)))) (local.get $n)`,
    ir: '(loop L1\n  (block L2\n    (loop L3\n      (block L4\n        (switch $0\n         0:\n          (set $0 2)\n          (br L4)\n         1:\n          (set $0 0)\n          (br L3)\n         2:\n          (br L4)\n         default:\n          (br L2)))\n      (set $1 (i32.sub $1 1))))\n  (if (i32.gt_s $1 0)\n    (br L1)))\n(return $1)',
    calls: calls.filter(([pc]) => pc! >= 0 && pc! < 3) },
]);

test('a state that is changed in one arm before the branch', () => {
  const either = `(local.set $pc (i32.const 1)) (if (i32.and (local.get $n) (i32.const 1)) (then (local.set $pc (i32.const 2)))) ${step} (br_if $out (i32.le_s (local.get $n) (i32.const 0))) (br $again)`;
  agree(`(module (func (export "f") ${params} ${machine(go(2), `(local.set $n (i32.sub (local.get $n) (i32.const 7))) ${go(0)}`, either)} (local.get $n)))`, calls.concat([[0, 40], [0, 41]]).map((args) => ['f', ...args] as const), { levels: [0, 1, 2] });
});

test.run();
