/** Slots that are never live together share a variable; copies between them go away. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { assemble } from '../wabt.js';

/** What the function, which is the first of its module, declares and does. */
function bodyOf(wat: string, optimize: 1 | 2 = 2): string {
  const { code } = compile(assemble(wat), { pretty: true, optimize });
  return /function \$f0\([^)]*\) \{\n(?<body>[\s\S]*?)\n  \}/.exec(code)!.groups!.body!.replace(/\s+/g, ' ').trim();
}

const cases: readonly { readonly what: string; readonly func: string; readonly variables: string; readonly calls: readonly (readonly unknown[])[] }[] = [
  { what: 'a temporary takes the variable of a parameter that is not read again',
    func: '(param i32 i32) (result i32) (local i32) (local.set 2 (i32.mul (local.get 0) (local.get 1))) (i32.add (local.get 2) (i32.mul (local.get 2) (local.get 2)))',
    variables: '', calls: [[3, 4], [-5, 7]] },
  { what: 'a parameter that is read again keeps its own',
    func: '(param i32) (result i32) (local i32) (local.set 1 (i32.shl (local.get 0) (i32.const 2))) (i32.xor (i32.mul (local.get 1) (local.get 1)) (local.get 0))',
    variables: 'v1', calls: [[9], [-1]] },
  { what: 'the next value of a variable of a loop is computed in place',
    func: '(param i32) (result i32) (local i32 i32) (loop (local.set 2 (i32.add (local.get 1) (i32.mul (local.get 1) (local.get 1)))) (local.set 1 (i32.add (local.get 2) (i32.const 3))) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1)',
    variables: 'v1 = 0', calls: [[1], [2], [9]] },
  { what: 'what is read in the next round is not taken',
    func: '(param i32) (result i32) (local i32 i32 i32) (loop (local.set 3 (i32.mul (local.get 0) (local.get 0))) (local.set 1 (i32.add (local.get 1) (i32.xor (local.get 2) (local.get 3)))) (local.set 2 (i32.add (local.get 3) (i32.shr_u (local.get 3) (i32.const 1)))) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1)',
    variables: 'v1 = 0, v2 = 0, v3', calls: [[1], [2], [9]] },
  { what: 'values of the two arms share',
    func: '(param i32) (result i32) (local i32 i32) (if (local.get 0) (then (local.set 1 (i32.mul (local.get 0) (i32.const 7))) (local.set 0 (i32.xor (local.get 1) (i32.shl (local.get 1) (i32.const 3))))) (else (local.set 2 (i32.const 77)) (local.set 0 (i32.sub (local.get 2) (i32.const 5))))) (local.get 0)',
    variables: '', calls: [[0], [1], [77]] },
  { what: 'an operand that was read before the assignment',
    func: '(param i32 i32) (result i32) (local i32) (i32.sub (local.get 0) (i32.mul (local.tee 2 (i32.add (local.get 1) (i32.const 9))) (local.get 2)))',
    variables: '', calls: [[1, 2], [-3, 4]] },
  { what: 'an assignment in an arm of an expression leaves the other value alive',
    func: '(param i32 i32) (result i32) (local i32) (local.set 2 (i32.mul (local.get 0) (i32.const 3))) (i32.add (if (result i32) (local.get 1) (then (local.tee 2 (i32.sub (local.get 1) (i32.const 1)))) (else (i32.const 4))) (i32.mul (local.get 2) (local.get 2)))',
    variables: '', calls: [[1, 0], [1, 5]] },
  { what: 'integers and doubles do not share',
    func: '(param i32) (result f64) (local f64) (local.set 1 (f64.convert_i32_s (i32.xor (local.get 0) (i32.const 5)))) (f64.mul (local.get 1) (local.get 1))',
    variables: 'v1', calls: [[3], [-1]] },
  { what: 'two that may be read before they are assigned both start as zero',
    func: '(param i32) (result i32) (local i32 i32) (if (local.get 0) (then (local.set 1 (i32.const 5))) (else (local.set 2 (i32.const 6)))) (i32.add (local.get 1) (i32.mul (local.get 2) (i32.const 10)))',
    variables: 'v1 = 0, v2 = 0', calls: [[0], [1]] },
  { what: 'branches out of blocks and loops',
    func: '(param i32 i32) (result i32) (local i32 i32 i32) (block $out (loop $l (local.set 2 (i32.mul (local.get 0) (local.get 0))) (br_if $out (i32.gt_u (local.get 2) (local.get 1))) (block $skip (br_if $skip (i32.and (local.get 2) (i32.const 1))) (local.set 3 (i32.add (local.get 2) (i32.const 11))) (local.set 4 (i32.add (local.get 4) (i32.mul (local.get 3) (local.get 3))))) (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br $l))) (i32.xor (local.get 4) (local.get 2))',
    variables: 'v2, v4 = 0', calls: [[0, 50], [1, 0], [2, 1000]] },
  { what: 'a switch',
    func: '(param i32 i32) (result i32) (local i32 i32) (local.set 2 (i32.mul (local.get 1) (i32.const 5))) (block $d (block $b (block $a (br_table $a $b $d (local.get 0))) (local.set 3 (i32.mul (local.get 1) (local.get 1))) (return (i32.add (local.get 3) (local.get 3)))) (local.set 2 (i32.sub (local.get 2) (local.get 1)))) (i32.add (local.get 2) (local.get 0))',
    variables: 'v2', calls: [[0, 3], [1, 3], [2, 3], [9, 3]] },
];

for (const { what, func, variables, calls } of cases) {
  test(what, () => {
    const declared = /^var (?<list>[^;]*);/.exec(bodyOf(`(module (func (export "f") ${func}))`))?.groups!.list ?? '';
    assert.is(declared, variables);
    agree(`(module (func (export "f") ${func}))`, calls.flatMap((args) => [['f', ...args], ['f', ...args]] as const), { levels: [0, 1, 2] });
  });
}

test('a copy between slots that share is no statement, and none inside an expression', () => {
  const body = bodyOf('(module (func (export "f") (param i32 i32) (result i32) (local i32) (loop (local.set 2 (i32.add (local.get 0) (i32.const 1))) (local.set 0 (local.get 2)) (br_if 0 (i32.lt_s (local.get 0) (local.get 1)))) (local.get 0)))', 1);
  assert.is(body, 'p0 = p0 | 0; p1 = p1 | 0; do p0 = p0 + 1 | 0 ;while (p0 < p1); return p0;');
});

test('a function with a handler is left alone', () => {
  const wat = '(module (tag $e) (func (export "f") (param i32) (result i32) (local i32) (local.set 1 (i32.mul (local.get 0) (i32.const 3))) (try (do (local.set 1 (i32.add (local.get 1) (i32.const 1))) (throw $e)) (catch_all)) (local.get 1)))';
  assert.match(bodyOf(wat), /^var v1/);
  agree(wat, [['f', 3], ['f', 0]], { levels: [0, 2] });
});

test('functions whose loops nest deeper than the walks go, and those with too many variables, run as before', () => {
  const nest = (depth: number, body: string): string => (depth === 0 ? body : `(loop $l${depth} ${nest(depth - 1, body)} (local.set 2 (i32.add (local.get 1) (i32.const 1))) (local.set 1 (local.get 2)) (br_if $l${depth} (i32.gt_s (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (i32.const 0))))`);
  agree(`(module (func (export "f") (param i32) (result i32) (local i32 i32) ${nest(12, '(local.set 1 (i32.mul (local.get 0) (local.get 1)))')} (local.get 1)))`, [['f', 30], ['f', 0]], { levels: [0, 2] });
});

test('what is never read is not computed, unless it may trap', () => {
  const counts = (step: string): string => `(module (memory 1) (func (export "f") (param i32 i32) (result i32) (local i32)
    (loop (local.set 2 ${step}) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.set 2 (i32.rotl (local.get 1) (i32.const 7))) (local.get 1)))`;
  const idle = counts('(i32.mul (i32.add (local.get 2) (local.get 1)) (i32.const 5))');
  assert.is(bodyOf(idle, 1), 'p0 = p0 | 0; p1 = p1 | 0; do {} while (p0 = p0 - 1 | 0); return p1;');
  const traps = counts('(i32.add (local.get 2) (i32.div_u (local.get 1) (i32.sub (local.get 0) (i32.const 3))))');
  const loads = counts('(i32.add (local.get 2) (i32.load (i32.shl (local.get 0) (i32.const 14))))');
  for (const text of [idle, traps, loads]) agree(text, [['f', 1, 5], ['f', 2, 5], ['f', 3, 5], ['f', 5, 5], ['f', 9, 7]], { levels: [0, 1, 2] });
});

test.run();
