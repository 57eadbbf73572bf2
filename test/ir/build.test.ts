/** What the builder makes of instructions: evaluation order, temporaries, the shapes of control. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree, type Agreement } from '../agree.js';
import { irOf } from './functions.js';

interface Case {
  readonly what: string;
  /** Fields of the module before its last function, which is exported as f. */
  readonly fields?: string;
  readonly func: string;
  readonly ir: string;
  readonly calls: readonly (readonly unknown[])[];
  readonly imports?: Agreement['imports'];
}

const counter = { fields: '(import "h" "g" (func $g (result i32)))', imports: (log: string[]) => { let n = 0; return { h: { g: () => { log.push('g'); return ++n; } } }; } };
const memory = '(memory (export "memory") 1)';

const cases: readonly Case[] = [
  { what: 'a read stays before the call that may change what it reads',
    fields: '(global $g (mut i32) (i32.const 5)) (func $h (result i32) (global.set $g (i32.const 9)) (i32.const 1))',
    func: '(result i32) (i32.sub (global.get $g) (i32.add (call $h) (global.get $g)))',
    ir: '(return (i32.sub (global 0) (i32.add (call 0) (global 0))))', calls: [[], []] },
  { what: 'a local is read before it is assigned', func: '(param i32) (result i32) (local.get 0) (local.set 0 (i32.const 3)) (local.get 0) (i32.sub)',
    ir: '(set $1 $0)\n(set $0 3)\n(return (i32.sub $1 $0))', calls: [[8], [-1]] },
  { what: 'a tee in the right operand comes after the left one', func: '(param i32) (result i32) (i32.sub (local.get 0) (local.tee 0 (i32.mul (local.get 0) (i32.const 3))))',
    ir: '(return (i32.sub $0 (tee $0 (i32.mul $0 3))))', calls: [[5], [-7]] },
  { what: 'a load moves into a temporary before a store', fields: memory, func: '(param i32) (result i32) (i32.load (local.get 0)) (i32.store (i32.const 0) (i32.const 7))',
    ir: '(set $1 (i32.load $0))\n(i32.store 0 7)\n(return $1)', calls: [[0], [0], [65533]] },
  { what: 'arithmetic passes over a store', fields: memory, func: '(param i32) (result i32) (i32.mul (local.get 0) (i32.const 5)) (i32.store (i32.const 0) (i32.const 7))',
    ir: '(i32.store 0 7)\n(return (i32.mul $0 5))', calls: [[3]] },
  { what: 'what can trap does not pass over a store', fields: memory, func: '(param i32) (result i32) (i32.div_s (i32.const 8) (local.get 0)) (i32.store (i32.const 0) (i32.const 7))',
    ir: '(set $1 (i32.div_s 8 $0))\n(i32.store 0 7)\n(return $1)', calls: [[0], [2]] },
  { what: 'calls keep their order', fields: counter.fields, imports: counter.imports, func: '(result i32) (call $g) (call $g) (drop) (i32.mul (i32.const 10)) (call $g) (i32.sub)',
    ir: '(set $0 (call 0))\n(eval (call 0))\n(return (i32.sub (i32.mul $0 10) (call 0)))', calls: [[], []] },
  { what: 'the value of br_if stays on the stack', func: '(param i32) (result i32) (block (result i32) (i32.add (i32.const 1) (br_if 0 (i32.mul (local.get 0) (i32.const 9)) (local.get 0))))',
    ir: '(block L1\n  (set $2 (i32.mul $0 9))\n  (set $3 $0)\n  (if $3\n    (set $1 $2)\n    (br L1))\n  (set $1 (i32.add 1 $2)))\n(return $1)', calls: [[0], [4]] },
  { what: 'a loop without a branch back is no loop', func: '(param i32) (result i32) (loop (result i32) (i32.add (local.get 0) (i32.const 1)))', ir: '(return (i32.add $0 1))', calls: [[1]] },
  { what: 'a tee that must be evaluated early is an assignment', fields: '(memory (export "memory") 1)', func: '(param i32) (result i32) (local i32) (local.tee 1 (i32.load (local.get 0))) (i32.store (i32.const 8) (i32.const 5)) (local.get 1) (i32.mul)',
    ir: '(set $1 (i32.load $0))\n(i32.store 8 5)\n(return (i32.mul $1 $1))', calls: [[8], [8], [65533]] },
  { what: 'a tee whose local is assigned before its value is used', fields: '(memory (export "memory") 1)', func: '(param i32) (result i32) (local i32) (local.tee 1 (i32.load (local.get 0))) (i32.store (i32.const 8) (local.tee 1 (i32.const 5))) (local.get 1) (i32.sub)',
    ir: '(set $1 (i32.load $0))\n(set $2 $1)\n(i32.store 8 (tee $1 5))\n(return (i32.sub $2 $1))', calls: [[8], [8], [65533]] },
  { what: 'two tees of a local keep their order, though neither reads it', func: '(param i32) (result i32) (local i32) (local.tee 1 (local.get 0)) (drop (local.tee 1 (i32.const 7))) (local.get 1) (i32.sub)',
    ir: '(set $1 $0)\n(set $2 $1)\n(eval (tee $1 7))\n(return (i32.sub $2 $1))', calls: [[63], [0]] },
  { what: 'parameters of a loop are locals', func: '(param i32) (result i32) (i32.const 1) (local.get 0) (loop (param i32 i32) (result i32) (local.set 0) (i32.mul (i32.const 3)) (i32.sub (local.get 0) (i32.const 1)) (br_if 0 (local.tee 0) (local.get 0)) (drop))',
    ir: '', calls: [[1], [4]] },
  { what: 'an if of two expressions is one', func: '(param i32 i32) (result i32) (if (result i32) (local.get 0) (then (i32.div_s (i32.const 1) (local.get 1))) (else (local.get 0)))',
    ir: '(return (? $0 (i32.div_s 1 $1) $0))', calls: [[0, 0], [1, 0], [1, 1]] },
  { what: 'select evaluates both operands', func: '(param i32) (result i32) (select (i32.div_s (i32.const 1) (local.get 0)) (i32.const 2) (local.get 0))',
    ir: '(set $1 (i32.div_s 1 $0))\n(set $2 $0)\n(return (? $2 $1 2))', calls: [[0], [1]] },
  { what: 'a select of pure operands needs no temporaries', func: '(param i32 i32) (result i32) (select (i32.add (local.get 0) (local.get 1)) (local.get 1) (local.get 0))',
    ir: '(return (? $0 (i32.add $0 $1) $1))', calls: [[0, 5], [1, 5]] },
  { what: 'a condition that changes an operand of select', func: '(param i32) (result i32) (select (local.get 0) (i32.const 2) (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))',
    ir: '(set $1 $0)\n(set $2 (tee $0 (i32.sub $0 1)))\n(return (? $2 $1 2))', calls: [[1], [2]] },
  { what: 'what a block assigns is read before it', func: '(param i32) (result i32) (local.get 0) (block (br_if 0 (local.get 0)) (local.set 0 (i32.const 4))) (i32.sub (local.get 0))',
    ir: '(set $1 $0)\n(block L1\n  (if $0\n    (br L1))\n  (set $0 4))\n(return (i32.sub $1 $0))', calls: [[0], [1]] },
  { what: 'labels of a br_table with the same target share an arm', func: '(param i32) (result i32) (block (block (block (br_table 0 1 0 2 (local.get 0))) (return (i32.const 10))) (return (i32.const 20))) (i32.const 30)',
    ir: '(switch $0\n 0 2:\n  (return 10)\n 1:\n  (return 20)\n default:\n  (return 30))', calls: [[0], [1], [2], [3], [-1]] },
  { what: 'a call of itself in tail position is a loop', func: '$self (param i32 i32) (result i32) (if (i32.eqz (local.get 0)) (then (return (local.get 1)))) (return_call $self (i32.sub (local.get 0) (i32.const 1)) (i32.add (local.get 0) (local.get 1)))',
    ir: '(loop L2\n  (if (i32.eqz $0)\n    (return $1))\n  (set $2 (i32.sub $0 1))\n  (set $3 (i32.add $0 $1))\n  (set $0 $2)\n  (set $1 $3)\n  (br L2))', calls: [] },
  { what: 'several results go into locals', fields: '(func $two (result i32 i64) (i32.const 1) (i64.const -2))', func: '(result i64) (local i64) (call $two) (local.set 0) (drop) (local.get 0)',
    ir: '(multi $1 $2 (call 0))\n(set $0 $2)\n(return $0)', calls: [[]] },
  { what: 'values swap through a parallel assignment', func: '(param i32 i32 i32) (result i32) (local.get 0) (local.get 1) (loop (param i32 i32) (result i32) (local.set 0) (local.set 1) (local.get 0) (local.get 1) (br_if 0 (local.tee 2 (i32.sub (local.get 2) (i32.const 1)))) (i32.sub))',
    ir: '', calls: [[7, 2, 1], [7, 2, 2], [7, 2, 3]] },
  { what: 'code after a branch is not built', fields: memory, func: '(result i32) (return (i32.const 1)) (i32.store (i32.const 0) (i32.const 1)) (block (br 0)) (i32.const 2)', ir: '(return 1)', calls: [[]] },
];

for (const { what, fields = '', func, ir, calls, imports } of cases) {
  test(what, () => {
    const text = `(module ${fields} (func ${func}))`;
    if (ir) assert.is(irOf(text), ir);
    const exported = func.startsWith('$') ? func.replace(/^\S+/, '$& (export "f")') : `(export "f") ${func}`;
    agree(`(module ${fields} (func ${exported}))`, calls.map((args) => ['f', ...args] as const), imports ? { imports } : {});
  });
}

test('trees stay low', () => {
  const height = 3000;
  const text = `(module (func (export "f") (param i32) (result i32) ${'local.get 0 '.repeat(height)} i32.const 1 ${'i32.xor '.repeat(height)}))`;
  const lines = irOf(text).split('\n');
  assert.ok(lines.length > height / 60 && lines.every((line) => line.length < 2000));
  agree(text, [['f', 5], ['f', -1]]);
});

test.run();
