/** Code behind the blocks around a br_table goes into the arms that lead to it, and runs the same. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Stmt } from '../../compiler/ir/nodes.js';
import { eachStatement } from '../../compiler/ir/walk.js';
import { agree } from '../agree.js';
import { i32, leb, oneFunction } from '../cases.js';
import { buildAll, heightOf, irOf, verifyAll } from './functions.js';

const moved: readonly { readonly what: string; readonly func: string; readonly ir: string; readonly calls: readonly number[] }[] = [
  { what: 'an arm that leaves the block around', func: '(param i32) (result i32) (local i32) (block (block (block (br_table 0 1 (local.get 0))) (local.set 1 (i32.const 5)) (br 1)) (local.set 1 (i32.const 6))) (local.get 1)',
    ir: '(block L1\n  (switch $0\n   0:\n    (set $1 5)\n    (br L1)\n   default:\n    (set $1 6)\n    (br L1)))\n(return $1)', calls: [0, 1, 2] },
  { what: 'an arm that others run into stays', func: '(param i32) (result i32) (local i32) (block (block (br_table 0 1 (local.get 0))) (local.set 1 (i32.const 5))) (i32.add (local.get 1) (i32.const 1))',
    ir: '(block L1\n  (switch $0\n   0:\n    (set $1 5)\n    (br L1)\n   default:\n    (br L1)))\n(return (i32.add $1 1))', calls: [0, 1] },
  { what: 'a label of two branches stays', func: '(param i32) (result i32) (block (block (br_if 0 (i32.eq (local.get 0) (i32.const 7))) (br_table 0 1 (local.get 0))) (return (i32.const 1))) (i32.const 2)',
    ir: '(block L2\n  (if (i32.eq $0 7)\n    (br L2))\n  (switch $0\n   0:\n    (br L2)\n   default:\n    (return 2)))\n(return 1)', calls: [0, 1, 7] },
  { what: 'code behind a loop stays behind it', func: '(param i32) (result i32) (block (loop (local.set 0 (i32.sub (local.get 0) (i32.const 3))) (br_table 1 0 0 0 1 (local.get 0)))) (i32.add (local.get 0) (i32.const 100))',
    ir: '(block L1\n  (loop L2\n    (set $0 (i32.sub $0 3))\n    (switch $0\n     1 2 3:\n      (br L2)\n     default:\n      (br L1))))\n(return (i32.add $0 100))', calls: [0, 3, 4, 5, 9, 10] },
  { what: 'values go along', func: '(param i32) (result i32) (block (result i32) (block (result i32) (i32.mul (local.get 0) (i32.const 3)) (br_table 0 1 (local.get 0))) (return (i32.add (i32.const 1)))) (i32.sub (i32.const 2))',
    ir: '', calls: [0, 1, 5] },
];

for (const { what, func, ir, calls } of moved) {
  test(what, () => {
    const text = `(module (func (export "f") ${func}))`;
    if (ir) assert.is(irOf(text), ir);
    agree(text, calls.map((x) => ['f', x] as const));
  });
}

test('code behind a handler stays outside of it', () => {
  agree(
    `(module (tag $t)
      (func (export "f") (param i32) (result i32)
        (block $b
          (block $a
            (try (do (br_table $a $b (local.get 0))) (catch_all (return (i32.const 3)))))
          (throw $t))
        (i32.const 2)))`,
    [0, 1].map((x) => ['f', x] as const),
  );
});

const [GET, SET, CONST, ADD, BLOCK, LOOP, END, BR, BR_IF, BR_TABLE, EMPTY] = [0x20, 0x21, 0x41, 0x6a, 0x02, 0x03, 0x0b, 0x0c, 0x0d, 0x0e, 0x40] as const;
const constant = (n: number): number[] => [CONST, ...leb(n + 128 * 128).slice(0, 2), 0];

/** A loop around a br_table of so many arms; each holds code that nests `depth` blocks. */
function interpreter(arms: number, depth: number): Uint8Array<ArrayBuffer> {
  const code: number[] = [LOOP, EMPTY];
  for (let i = 0; i <= arms; i++) code.push(BLOCK, EMPTY);
  code.push(GET, 0, BR_TABLE, ...leb(arms));
  for (let i = 0; i <= arms; i++) code.push(...leb(i));
  for (let i = 0; i < arms; i++) {
    code.push(END, GET, 1, ...constant(i), ADD, SET, 1);
    for (let k = 0; k < depth; k++) code.push(BLOCK, EMPTY, GET, 1, BR_IF, ...leb(k));
    for (let k = 0; k < depth; k++) code.push(GET, 1, ...constant(k), ADD, SET, 1, END);
    code.push(GET, 0, ...constant(arms >> 1), ADD, SET, 0, BR, ...leb(arms - i));
  }
  code.push(END, END, GET, 1);
  return oneFunction([i32], [i32], [[1, i32]], code);
}

for (const [arms, depth] of [[10, 0], [300, 0], [2000, 0], [40, 100], [3, 130], [200, 20]] as const) {
  test(`${arms} arms that nest ${depth} blocks`, () => {
    const bytes = interpreter(arms, depth);
    const kinds = new Set<Stmt['k']>();
    for (const { ir } of buildAll(bytes)) {
      eachStatement(ir.body, (s) => kinds.add(s.k));
      for (const s of ir.body) assert.ok(heightOf(s) <= (depth < 100 ? depth + 5 : 200), `height ${heightOf(s)}`);
    }
    if (depth < 100) assert.not.ok(kinds.has('dispatch'));
    verifyAll(bytes);
    agree(bytes, [0, 1, 2, arms - 1, arms, -1].map((x) => ['f', x] as const), { levels: [0, 2] });
  });
}

test.run();
