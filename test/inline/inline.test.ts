/** Functions that stand in place of their calls mean what the calls meant. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { compare } from '../fuzz/compare.js';
import { encode } from '../fuzz/encode.js';
import { generate } from '../fuzz/generate.js';
import { assemble } from '../wabt.js';

const code = (text: string, options: object = {}): string => compile(assemble(text), { abi: 'none', pretty: true, inlineSize: 1000, ...options }).code;
const functions = (text: string): number => text.split('function $instantiate')[0]!.match(/^ {2}function /gm)?.length ?? 0;

/** Compares with native with everything inlined, and at every level; the output has so many functions left, besides exported ones. */
function inlined(fields: string, calls: readonly (readonly [string, ...unknown[]])[], left = 0, imports?: (log: string[]) => object): void {
  const text = `(module ${fields})`;
  const made = imports ? { imports } : {};
  agree(text, calls, { levels: [2], options: { inlineSize: 1000 }, ...made });
  agree(text, calls, { levels: [0, 1, 2, 3], ...made });
  const exported = fields.split('(export').length - fields.split('(memory (export').length;
  assert.is(functions(code(text)), exported + left);
}

test('generated modules behave natively with all functions in place of their calls', () => {
  const deadline = Date.now() + 8_000;
  let executed = 0;
  for (let seed = 1; seed <= 80 && Date.now() < deadline; seed++) {
    const result = compare(encode(generate(seed, { size: 200 })), seed, { optimize: seed & 1 ? 2 : 3, inlineSize: [10, 60, 1000][seed % 3]! });
    assert.is(result.difference?.text, undefined, `seed ${seed}`);
    executed += result.executed;
  }
  console.log(`${executed} functions executed`);
  assert.ok(executed >= 100, `${executed} functions`);
});

const log = `(import "m" "log" (func $log (param i32) (result i32)))`;
const logging = (lines: string[]): object => ({ m: { log: (value: number) => { lines.push(`log ${value}`); return value * 3; } } });

test('arguments are evaluated once, from left to right, before the body', () => {
  inlined(`${log}
    (func $f (param $a i32) (param $b i32) (param $c i32) (result i32)
      (i32.sub (i32.add (local.get $c) (local.get $a)) (i32.mul (local.get $a) (local.get $b))))
    (func (export "run") (param $x i32) (result i32)
      (call $f (call $log (local.get $x)) (local.tee $x (call $log (i32.add (local.get $x) (i32.const 1)))) (local.get $x)))`,
  [['run', 5], ['run', -1]], 0, logging);
});

test('a parameter keeps the value of a variable that a later argument assigns', () => {
  inlined(`(func $f (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1)))
    (func (export "run") (param $x i32) (result i32)
      (call $f (local.get $x) (local.tee $x (i32.mul (local.get $x) (i32.const 7)))))`, [['run', 5]]);
});

test('an argument that nobody reads may still trap', () => {
  inlined(`(memory 1) (func $f (param i32)) (func $g (param i32) (result i32) (unreachable))
    (func (export "load") (param i32) (call $f (i32.load (local.get 0))))
    (func (export "order") (param i32) (result i32) (call $g (i32.div_s (i32.const 1) (local.get 0))))`,
  [['load', 0], ['load', 65536], ['order', 0], ['order', 1]]);
});

test('variables are zero at each call, in loops, too', () => {
  inlined(`(func $f (param $x i32) (result i32) (local $s i32) (local $t i64)
      (if (i32.and (local.get $x) (i32.const 1)) (then (local.set $s (i32.const 10)) (local.set $t (i64.const -3))))
      (i32.add (local.get $s) (i32.wrap_i64 (local.get $t))))
    (func (export "run") (param $n i32) (result i32) (local $sum i32)
      (loop $l
        (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3)) (call $f (local.get $n))))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (local.get $sum))`, [['run', 1], ['run', 6]]);
});

test('returns leave the body only, with and without values', () => {
  inlined(`(global $g (mut i32) (i32.const 0))
    (func $f (param $x i32) (result i32)
      (block $out (block $in (br_table $in $out $in (local.get $x))) (return (i32.const 7)))
      (if (i32.gt_s (local.get $x) (i32.const 5)) (then (return (i32.const 8))))
      (br_if 0 (i32.const 9) (i32.eq (local.get $x) (i32.const 3)))
      (drop) (i32.const 1))
    (func $g (param i32) (br_if 0 (local.get 0)) (global.set $g (i32.add (global.get $g) (i32.const 1))))
    (func (export "run") (param $x i32) (result i32)
      (call $g (i32.and (local.get $x) (i32.const 1)))
      (i32.add (i32.mul (call $f (local.get $x)) (i32.const 100)) (global.get $g)))`,
  [0, 1, 2, 3, 4, 5, 6, 7].map((x) => ['run', x] as const));
});

test('several results and words of 64 bits need no variables of the module', () => {
  const fields = `(func $f (param $x i64) (param $y i32) (result i64 i32 f64)
      (i64.mul (local.get $x) (i64.const 3)) (i32.add (local.get $y) (i32.const 1)) (f64.convert_i32_s (local.get $y)))
    (func $wide (param $x i64) (result i64) (i64.xor (i64.shl (local.get $x) (i64.const 9)) (local.get $x)))
    (func (export "run") (param $x i64) (result f64) (local $a i32) (local $b f64)
      (call $f (call $wide (local.get $x)) (i32.const 4)) (local.set $b) (local.set $a) (f64.convert_i64_s)
      (f64.add (f64.convert_i32_s (local.get $a))) (f64.add (local.get $b)))`;
  inlined(fields, [['run', 5n], ['run', -123456789012n]]);
  assert.not.match(code(`(module ${fields})`).split('function $instantiate')[0]!, /\$R\b|\$HI\b/);
});

test('constants as arguments', () => {
  const pairs = [[5n, 9n], [9n, 5n], [0n, 1n], [1n, 0n], [4294967296n, 1n], [-1n, 4294967295n], [4294967295n, -4294967296n], [7n, 7n]];
  inlined(`(func $f (param i64 i64) (result i64) (i64.sub (local.get 0) (local.get 1)))
    ${pairs.map(([a, b], i) => `(func (export "run${i}") (result i64) (call $f (i64.const ${a}) (i64.const ${b})))`).join(' ')}`,
  pairs.map((_, i) => [`run${i}`] as const));
});

test('functions that call themselves, also through others, still run out of stack', () => {
  inlined(`(func $even (param i32) (result i32) (if (result i32) (local.get 0) (then (call $odd (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 1))))
    (func $odd (param i32) (result i32) (if (result i32) (local.get 0) (then (call $even (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 0))))
    (func $f (param i32) (result i32) (i32.add (call $f (local.get 0)) (i32.const 1)))
    (func (export "even") (param i32) (result i32) (call $even (local.get 0)))
    (func (export "forever") (param i32) (result i32) (call $f (local.get 0)))`, [['even', 10], ['even', 7], ['forever', 0]], 2);
});

test('a recursive function stands in place of its own calls once', () => {
  const fields = `(func $f (param $n i32) (result i64) (local $s i64)
      (if (i32.lt_u (local.get $n) (i32.const 2)) (then (return (i64.extend_i32_u (local.get $n)))))
      (loop $l
        (local.set $s (i64.add (i64.mul (local.get $s) (i64.const 3)) (call $f (i32.sub (local.get $n) (i32.const 1)))))
        (br_if $l (i32.gt_u (local.tee $n (i32.sub (local.get $n) (i32.const 2))) (i32.const 1))))
      (local.get $s))
    (func (export "run") (param i32) (result i64) (call $f (local.get 0)))`;
  inlined(fields, [0, 1, 2, 5, 12].map((n) => ['run', n] as const), 1);
  const loops = (inlineSize: number): number => /function \$f\(([^]*?)\n {2}\}/.exec(code(`(module ${fields})`, { inlineSize }))![1]!.split('do {').length - 1;
  assert.equal([loops(0), loops(1000)], [1, 2]);
});

test('branches of the caller and of the callee do not mix', () => {
  inlined(`(func $f (param $x i32) (result i32)
      (block $a (block $b (br_if $b (i32.eqz (local.get $x))) (br_if $a (i32.eq (local.get $x) (i32.const 2))) (return (i32.const 5))) (return (i32.const 6)))
      (i32.const 7))
    (func (export "run") (param $n i32) (result i32) (local $s i32)
      (block $out (loop $l
        (br_if $out (i32.eq (call $f (local.get $n)) (i32.const 6)))
        (local.set $s (i32.add (i32.mul (local.get $s) (i32.const 10)) (call $f (local.get $n))))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $l)))
      (local.get $s))`, [['run', 0], ['run', 4]]);
});

test('a function whose calls have all gone is left out; what is exported, in a table or referred to stays', () => {
  const text = (more: string): string => `(module (func $f (result i32) (i32.const 3)) (func (export "run") (result i32) (call $f)) ${more})`;
  assert.is(functions(code(text(''))), 1);
  assert.is(functions(code(text('(export "f" (func $f))'))), 2);
  assert.is(functions(code(text('(table 1 funcref) (elem (i32.const 0) $f)'))), 2);
  assert.is(functions(code(text('(elem declare func $f) (func (export "ref") (result funcref) (ref.func $f))'))), 3);
  assert.is(functions(code(text(''), { inlineSize: 0 })), 2);
});

test('calls in a part that stays are emitted, however long the chain', () => {
  const chain = Array.from({ length: 300 }, (_, i) => `(func $c${i} (param i32) (result i32) (loop (br_if 0 (local.tee 0 (i32.shr_u (local.get 0) (i32.const 1))))) ${i ? `(call $c${i - 1} (i32.const ${i}))` : '(i32.const 42)'})`);
  agree(`(module ${chain.join(' ')} (func (export "run") (result i32) (call $c299 (i32.const 9))))`, [['run']], { levels: [0, 2, 3] });
});

test('many calls of tiny functions bring no more variables than a frame has room for, and grow the output no faster than the input', () => {
  const text = (calls: number): string => `(module (func $a (param i32) (result i32) (i32.mul (local.get 0) (local.get 0)))
    (func $b (call $c) (call $c) (call $c)) (func $c (call $d) (call $d) (call $d)) (func $d (call $e) (call $e) (call $e)) (func $e (global.set 0 (i32.const 1))) (global (mut i32) (i32.const 0))
    (func (export "run") (param i32) (result i32)
      ${'(local.set 0 (call $a (call $a (i32.rotl (local.get 0) (i32.const 5)))))'.repeat(calls)} ${'(call $b)'.repeat(calls)} (local.get 0)))`;
  agree(text(3000), [['run', 3]], { levels: [2, 3] });
  const lengthOf = (optimize: 0 | 3): number => compile(assemble(text(3000)), { abi: 'none', optimize }).code.length;
  assert.ok(lengthOf(3) < lengthOf(0) * 3, `${lengthOf(3)} against ${lengthOf(0)}`);
});

test('a callee that is not valid is told of at its own turn', () => {
  const bad = assemble('(module (func $f (result i32) (i32.const 3)) (func (export "run") (result i32) (call $g)) (func $g (result i32) (i32.const 77)))').slice();
  const at = bad.findIndex((byte, i) => byte === 0x41 && bad[i + 1] === 0xcd);
  bad[at] = 0x42;
  const messageAt = (optimize: 0 | 2): string => { try { compile(bad, { optimize }); return ''; } catch (error) { return (error as Error).message; } };
  assert.is(messageAt(2), messageAt(0));
  assert.match(messageAt(2), /i32/);
});

test('an exception leaves through handlers of the caller', () => {
  const bytes = (inlineSize: number): string => compile(assemble(`(module (tag $t (param i32))
    (func $f (param i32) (if (local.get 0) (then (throw $t (local.get 0)))))
    (func (export "run") (param i32) (result i32) (try (result i32) (do (call $f (local.get 0)) (i32.const 1)) (catch $t))))`), { abi: 'none', pretty: true, inlineSize }).code;
  assert.not.match(bytes(1000).split('function $instantiate')[0]!, /^ {2}function \$f\(/m);
});

test.run();
