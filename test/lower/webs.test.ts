/** Locals that serve several purposes: i64 that fit one word, and v128 of any kind, get one of their own where no read has both, and results stay. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eachExpression, eachStatement } from '../../compiler/ir/walk.js';
import { vectorLocals } from '../../compiler/lower/vector-locals.js';
import { separatedIntervals, separateVectors } from '../../compiler/lower/webs.js';
import { agree } from '../agree.js';
import { buildAll } from '../ir/functions.js';
import { assemble } from '../wabt.js';

const add = (local: string, value: string): string => `(local.set ${local} (i64.add (local.get ${local}) ${value}))`;
const narrow = '(i64.extend_i32_s (local.get $n))';
const wide = '(i64.mul (i64.const 0x123456789abcdef) (local.get $p))';
const count = '(local.tee $n (i32.sub (local.get $n) (i32.const 1)))';

/** Bodies whose result is $x, and how many i64 locals but $p are of one word and of two in the end. */
const bodies: Readonly<Record<string, readonly [wat: string, narrow: number, wide: number]>> = {
  'two purposes one after the other': [`(local.set $x ${narrow}) (local.set $y (i64.mul (local.get $x) (local.get $p))) (local.set $x (i64.xor ${wide} (local.get $y)))`, 1, 2],
  'three, two of which are alike': [`(local.set $x ${narrow}) (local.set $y (i64.mul (local.get $x) (local.get $p))) (local.set $x ${wide}) ${add('$y', '(local.get $x)')} (local.set $x (i64.clz (local.get $y)))`, 2, 2],
  'the beginning is read': [`${add('$x', wide)} (local.set $y (local.get $x)) (local.set $x ${narrow}) ${add('$y', '(local.get $x)')} (local.set $x (local.get $y))`, 2, 2],
  'one arm assigns': [`(local.set $x ${narrow}) (if (local.get $n) (then (local.set $x ${wide}))) ${add('$x', '(i64.const 1)')}`, 0, 1],
  'one arm assigns what is not read': [`(local.set $x ${narrow}) (local.set $y (local.get $x)) (if (local.get $n) (then (local.set $x ${wide}))) (local.set $x (local.get $y))`, 2, 1],
  'a loop carries it': [`(local.set $x ${narrow}) (loop $l ${add('$x', '(local.get $p)')} (br_if $l ${count}))`, 0, 1],
  'a loop assigns it anew': [`(local.set $y ${narrow}) (loop $l (local.set $x ${narrow}) (local.set $y (i64.add (i64.mul (local.get $y) (i64.const 3)) (local.get $x))) (br_if $l ${count})) (local.set $x (local.get $y))`, 1, 2],
  'the first round reads the beginning': [`(loop $l (local.set $y (local.get $x)) (local.set $x ${narrow}) (if (i32.and (local.get $n) (i32.const 1)) (then (local.set $x ${wide}))) (br_if $l ${count})) ${add('$x', '(local.get $y)')}`, 0, 2],
  'a branch takes one of two values': [`(block $b (local.set $x ${narrow}) (br_if $b (i32.and (local.get $n) (i32.const 1))) (local.set $x ${wide})) ${add('$x', '(i64.const 1)')}`, 0, 1],
  'a table chooses': [`(local.set $x ${narrow}) (block $c (block $b (block $a (br_table $a $b $c (local.get $n))) (local.set $x ${wide}) (br $c)) (local.set $x (local.get $p)))`, 0, 1],
  'a condition assigns': [`(local.set $x ${narrow}) (local.set $x (i64.add (if (result i64) (local.get $n) (then (local.tee $x ${wide})) (else (local.get $x))) (local.get $x)))`, 0, 1],
  'the largest of narrow values': [`(local.set $x (i64.const -1)) (loop $l (local.set $x (select ${narrow} (local.get $x) (i64.gt_s ${narrow} (local.get $x)))) (br_if $l ${count})) (local.set $y (local.get $x)) (local.set $x (i64.xor ${wide} (local.get $y)))`, 2, 1],
  'a handler may read it': [`(local.set $x ${narrow}) (try (do (local.set $x ${wide}) (if (local.get $n) (then (throw $e)))) (catch_all)) (local.set $x (i64.add (local.get $x) (i64.const 1)))`, 0, 1],
};

/** How many i64 locals behind the parameters are of one word, and of two. */
function shapes(wat: string): readonly [number, number] {
  const { ir } = [...buildAll(assemble(wat))][0]!;
  const found = separatedIntervals(ir);
  const used = new Set<number>();
  eachStatement(ir.body, (s) => { if (s.k === 'set') used.add(s.local); });
  eachExpression(ir.body, (e) => { if (e.k === 'get' || e.k === 'tee') used.add(e.local); });
  const own = [...used].filter((local) => ir.locals[local] === 'l' && local >= ir.params.length);
  const ofOne = own.filter((local) => found.local(local) !== undefined).length;
  return [ofOne, own.length - ofOne];
}

for (const [what, [body, ...expected]] of Object.entries(bodies)) {
  const wat = `(module (tag $e) (func (export "f") (param $n i32) (param $p i64) (result i64) (local $x i64) (local $y i64) ${body} (local.get $x)))`;
  test(what, () => {
    agree(wat, [1, 2, 3, 7].flatMap((n) => [['f', n, 5n], ['f', n, -(2n ** 40n)]] as const));
    assert.equal(shapes(wat), expected);
  });
}

/** Purposes of one v128 local, and the kinds of the locals that they get: words that move, doubles, what the beginning and a loop hand on. */
const purposes: Readonly<Record<string, readonly [wat: string, kinds: string]>> = {
  'words that move, then doubles': ['(local.set $v (v128.load (i32.const 0))) (v128.store (i32.const 16) (local.get $v)) (local.set $v (f64x2.splat (local.get $x))) (v128.store (i32.const 32) (f64x2.mul (local.get $v) (v128.load (i32.const 16))))', 'di'],
  'one value in both': ['(local.set $v (v128.load (i32.const 0))) (if (local.get $n) (then (local.set $v (f64x2.splat (local.get $x))))) (v128.store (i32.const 16) (local.get $v))', 'i'],
  'the beginning, too': ['(v128.store (i32.const 16) (local.get $v)) (loop $l (local.set $v (f64x2.add (local.get $v) (f64x2.splat (local.get $x)))) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (v128.store (i32.const 32) (local.get $v)) (local.set $v (v128.load (i32.const 8))) (v128.store (i32.const 48) (local.get $v))', 'di'],
};
const parts = [0, 8, 16, 24, 32, 40, 48, 56].map((at) => `(i64.load (i32.const ${at}))`);
for (const [what, [body, kinds]] of Object.entries(purposes)) {
  const wat = `(module (memory 1) (data (i32.const 0) "\\01\\02\\a0\\7f\\ff\\80\\00\\00\\05\\06\\07\\08\\09\\00\\f4\\ff\\11\\12\\13\\14\\15\\16\\f7\\3f")
    (func (export "f") (param $n i32) (param $x f64) (result i64) (local $v v128) ${body} ${parts.join(' ')} ${parts.slice(1).map(() => 'i64.xor').join(' ')}))`;
  test(`v128: ${what}`, () => {
    agree(wat, [[1, 1.5], [3, -0.1], [2, 1e300]].map(([n, x]) => ['f', n!, x!] as const));
    const { ir } = [...buildAll(assemble(wat))][0]!;
    separateVectors(ir);
    const found = vectorLocals(ir);
    const used = new Set<number>();
    eachStatement(ir.body, (s) => { if (s.k === 'set') used.add(s.local); });
    assert.is([...used].filter((local) => ir.locals[local] === 'v').map((local) => found.kindOf(local)).sort().join(''), kinds);
  });
}

test.run();
