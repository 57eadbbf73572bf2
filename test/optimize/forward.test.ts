/** Values move to their only use, but never over what could tell. */
import { test } from 'uvu';
import { testPasses } from './passes.js';

const memory = '(memory (export "memory") 1)';
const pair = '(global $n (mut i32) (i32.const 0)) (func $g (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n))';

testPasses(['forward'], [
  { what: 'a load moves into the store after it', fields: memory, func: '(param i32) (local i32) (local.set 1 (i32.load (local.get 0))) (i32.store (local.get 0) (local.get 1))', ir: '(i32.store $0 (i32.load $0))', calls: [[0], [65533]] },
  { what: 'a load does not move over a store', fields: memory, func: '(param i32) (local i32) (local.set 1 (i32.load (local.get 0))) (i32.store (i32.const 4) (i32.const 5)) (i32.store (i32.const 8) (local.get 1))',
    ir: '(set $1 (i32.load $0))\n(i32.store 4 5)\n(i32.store 8 $1)', calls: [[4], [4], [65533]] },
  { what: 'calls keep their order', fields: pair, func: '(result i32) (local i32 i32) (local.set 0 (call $g)) (local.set 1 (call $g)) (i32.sub (i32.mul (local.get 1) (i32.const 3)) (local.get 0))',
    ir: '(set $0 (call 0))\n(return (i32.sub (i32.mul (call 0) 3) $0))', calls: [[], []] },
  { what: 'calls that are used in their order', fields: pair, func: '(result i32) (local i32 i32) (local.set 0 (call $g)) (local.set 1 (call $g)) (i32.sub (i32.mul (local.get 0) (i32.const 3)) (local.get 1))',
    ir: '(return (i32.sub (i32.mul (call 0) 3) (call 0)))', calls: [[], []] },
  { what: 'a global is read before the call', fields: pair, func: '(result i32) (local i32) (local.set 0 (global.get $n)) (i32.sub (i32.mul (call $g) (i32.const 5)) (local.get 0))',
    ir: '(set $0 (global 0))\n(return (i32.sub (i32.mul (call 0) 5) $0))', calls: [[], []] },
  { what: 'an assignment that nobody reads', fields: pair, func: '(local i32) (local.set 0 (call $g)) (local.set 0 (i32.const 2))', ir: '(eval (call 0))', calls: [[]] },
  { what: 'what traps does not move into an arm', func: '(param i32) (result i32) (local i32) (local.set 1 (i32.div_s (i32.const 6) (local.get 0))) (if (result i32) (i32.eq (local.get 0) (i32.const 2)) (then (local.get 1)) (else (i32.const 3)))',
    ir: '(set $1 (i32.div_s 6 $0))\n(return (? (i32.eq $0 2) $1 3))', calls: [[0], [1], [2]] },
  { what: 'nothing moves into a loop that changes it', func: '(param i32) (result i32) (local i32) (local.set 1 (i32.mul (i32.const 3) (local.get 0))) (loop (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if 0 (i32.lt_s (local.get 1) (i32.add (local.get 0) (i32.const 30))))) (local.get 0)',
    ir: '(set $1 (i32.mul 3 $0))\n(loop L1\n  (set $0 (i32.sub $0 1))\n  (if (i32.lt_s $1 (i32.add $0 30))\n    (br L1)))\n(return $0)', calls: [[5], [9]] },
  { what: 'a local read twice stays', func: '(param i32) (result i32) (local i32) (local.set 1 (i32.mul (local.get 0) (local.get 0))) (i32.mul (local.get 1) (local.get 1))', ir: '(set $1 (i32.mul $0 $0))\n(return (i32.mul $1 $1))', calls: [[3], [-70000]] },
  { what: 'a value does not pass the assignment of what it reads', func: '(param i32 i32) (result i32) (local i32) (local.set 2 (i32.add (local.get 0) (i32.const 1))) (local.set 0 (local.get 1)) (i32.mul (local.get 0) (i32.mul (local.get 0) (local.get 2)))',
    ir: '(set $2 (i32.add $0 1))\n(set $0 $1)\n(return (i32.mul $0 (i32.mul $0 $2)))', calls: [[3, 4]] },
  { what: 'a value moves into a block that begins with its use', fields: memory, func: '(param i32) (local i32) (local.set 1 (i32.load (local.get 0))) (block (br_if 0 (local.get 1)) (br_if 0 (i32.eq (local.get 0) (i32.const 4))) (i32.store (i32.const 8) (i32.const 1)))',
    ir: '(block L1\n  (if (i32.load $0)\n    (br L1))\n  (if (i32.eq $0 4)\n    (br L1))\n  (i32.store 8 1))', calls: [[0], [4], [65533]] },
  { what: 'what traps does not move past a branch', fields: memory, func: '(param i32) (local i32) (local.set 1 (i32.load (local.get 0))) (block (br_if 0 (i32.eq (local.get 0) (i32.const 65533))) (i32.store (i32.const 8) (local.get 1)))',
    ir: '(set $1 (i32.load $0))\n(block L1\n  (if (i32.eq $0 65533)\n    (br L1))\n  (i32.store 8 $1))', calls: [[0], [65533]] },
  { what: 'what a block assigns does not leave it', func: '(param i32) (result i32) (local i32) (block (br_if 0 (local.get 0)) (local.set 1 (i32.const 5))) (local.get 1)',
    ir: '(block L1\n  (if $0\n    (br L1))\n  (set $1 5))\n(return $1)', calls: [[0], [1]] },
]);

test.run();
