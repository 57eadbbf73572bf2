/** Blocks and branches become if and else where that is the same. */
import { test } from 'uvu';
import { testPasses } from './passes.js';

const bits = [[0], [1], [2], [3]];

testPasses(['structure'], [
  { what: 'a branch over the rest of a block', func: '(param i32) (result i32) (block (br_if 0 (local.get 0)) (local.set 0 (i32.const 4))) (local.get 0)', ir: '(if $0\n else\n  (set $0 4))\n(return $0)', calls: bits },
  { what: 'if and else of two blocks', func: '(param i32) (result i32) (block (block (br_if 0 (local.get 0)) (local.set 0 (i32.const 4)) (br 1)) (local.set 0 (i32.const 9))) (local.get 0)',
    ir: '(if $0\n  (set $0 9)\n else\n  (set $0 4))\n(return $0)', calls: bits },
  { what: 'several branches over the rest of a block', func: '(param i32) (result i32) (block (br_if 0 (local.get 0)) (br_if 0 (i32.eqz (local.get 0))) (local.set 0 (i32.const 9))) (local.get 0)',
    ir: '(if $0\n else\n  (if (i32.eqz $0)\n   else\n    (set $0 9)))\n(return $0)', calls: bits },
  { what: 'a branch from inside of a loop needs its label', func: '(param i32) (result i32) (block (loop (br_if 1 (i32.eqz (local.get 0))) (br_if 1 (i32.gt_s (local.get 0) (i32.const 5))) (local.set 0 (i32.mul (local.get 0) (i32.const 3))) (br 0)) ) (local.get 0)',
    ir: '(block L1\n  (loop L2\n    (if (i32.eqz $0)\n      (br L1))\n    (if (i32.gt_s $0 5)\n      (br L1))\n    (set $0 (i32.mul $0 3))\n    (br L2)))\n(return $0)', calls: [[0], [1], [-1]] },
  { what: 'a branch to the end of the function is dropped', func: '(param i32) (if (local.get 0) (then (return)))', ir: '(if $0)', calls: bits },
  { what: 'a branch back stays', func: '(param i32) (result i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 0)', ir: '(loop L1\n  (if (tee $0 (i32.sub $0 1))\n    (br L1)))\n(return $0)', calls: [[1], [3]] },
  { what: 'a branch at the end of both arms', func: '(param i32) (result i32) (block (if (local.get 0) (then (local.set 0 (i32.const 7)) (br 1)) (else (br 1)))) (local.get 0)', ir: '(if $0\n  (set $0 7))\n(return $0)', calls: bits },
  { what: 'a guard deep inside', func: '(param i32) (result i32) (block (local.set 0 (i32.add (local.get 0) (i32.const 1))) (if (i32.and (local.get 0) (i32.const 1)) (then (local.set 0 (i32.const 50)) (br 1))) (local.set 0 (i32.mul (local.get 0) (i32.const 3)))) (local.get 0)',
    ir: '(set $0 (i32.add $0 1))\n(if (i32.and $0 1)\n  (set $0 50)\n else\n  (set $0 (i32.mul $0 3)))\n(return $0)', calls: bits },
]);

test.run();
