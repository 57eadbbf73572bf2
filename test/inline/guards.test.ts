/** Calls through tables that never change: compared with what the table holds, and as exact as the calls were. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile, type Options } from '../../compiler/index.js';
import { agree, native, outcome } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** Comparisons of an index with constants that the module's own code has. */
const guards = (module: string | Bytes, options: Partial<Options> = {}): number => {
  const bytes = typeof module === 'string' ? assemble(module) : module;
  return compile(bytes, { abi: 'none', pretty: true, ...options }).code.split('function $instantiate')[0]!.match(/\b\w+ [!=]= [0-9]+\b/g)?.length ?? 0;
};

const type = '(type $t (func (param i32 i32) (result i32)))';
const callees = `
  (func $add (type $t) (i32.add (local.get 0) (local.get 1)))
  (func $subtract (type $t) (i32.sub (local.get 0) (local.get 1)))
  (func $divide (type $t) (i32.div_s (local.get 0) (local.get 1)))
  (func $other (param i32) (result i32) (local.get 0))`;
const elements = '(elem (i32.const 2) $add $subtract $other $divide $add)';
const call = '(call_indirect (type $t) (local.get $x) (local.get $y) (local.get $i))';
const run = `(func (export "run") (param $x i32) (param $y i32) (param $i i32) (result i32) ${call})`;
const indices = [0, 1, 2, 3, 4, 5, 6, 7, 8, 100, -1, -2147483648];
const runs = indices.flatMap((i) => [[7, 3, i], [-2147483648, -1, i], [1, 0, i]].map((args) => ['run', ...args] as const));

test('functions, nulls, other types and indices outside of the table', () => {
  const text = `(module ${type} (table 8 funcref) ${elements} ${callees} ${run})`;
  agree(text, runs, { levels: [0, 1, 2, 3] });
  agree(text, runs, { options: { inlineSize: 1000 } });
  agree(text, runs, { options: { inlineSize: 0 } });
  assert.is(guards(text), 2);
  assert.is(guards(text, { optimize: 1 }), 0);
  assert.is(guards(text, { target: 'hermes' }), 0);
});

test('arguments and the index are evaluated once, from left to right, before the callee is looked for', () => {
  const text = `(module ${type} (import "m" "log" (func $log (param i32) (result i32))) (table 8 funcref) ${elements} ${callees}
    (global $g (mut i32) (i32.const 0))
    (func (export "logged") (param $x i32) (param $i i32) (result i32)
      (call_indirect (type $t) (call $log (local.get $x)) (call $log (local.tee $x (i32.add (local.get $x) (i32.const 1)))) (call $log (local.get $i))))
    (func (export "assigned") (param $x i32) (param $i i32) (result i32)
      (i32.add (local.get $x) (call_indirect (type $t) (local.get $x) (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.tee $x (local.get $i)))))
    (func (export "trapping") (param $x i32) (param $i i32) (result i32)
      (call_indirect (type $t) (i32.div_u (i32.const 1) (local.get $x)) (i32.const 2) (local.get $i))))`;
  const logging = (lines: string[]): object => ({ m: { log: (value: number) => { lines.push(`log ${value}`); return value; } } });
  const calls = indices.flatMap((i) => [['logged', 5, i], ['assigned', 9, i], ['trapping', 0, i], ['trapping', 1, i]] as const);
  agree(text, calls, { imports: logging, levels: [0, 2, 3] });
  assert.ok(guards(text) >= 6);
});

test('loops, several results, words of 64 bits, imports, and a function that stands twice', () => {
  const text = `(module (type $t (func (param i64 f64) (result f64 i64))) (type $v (func))
    (import "m" "f" (func $import (param i64 f64) (result f64 i64))) (import "m" "v" (func $event))
    (table 12 funcref) (elem (i32.const 1) $a $import $b $a $event $nothing)
    (func $a (type $t) (f64.convert_i64_s (local.get 0)) (i64.mul (local.get 0) (i64.const 5000000000)))
    (func $b (type $t) (local.get 1) (i64.sub (local.get 0) (i64.const 1)))
    (func $nothing)
    (func (export "run") (param $x i64) (param $n i32) (result i64) (local $d f64)
      (loop $l
        (call_indirect (type $t) (local.get $x) (local.get $d) (i32.add (i32.and (local.get $n) (i32.const 3)) (i32.const 1)))
        (local.set $x) (local.set $d)
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (i64.xor (local.get $x) (i64.reinterpret_f64 (local.get $d))))
    (func (export "events") (param $n i32)
      (loop $l (call_indirect (type $v) (local.get $n)) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`;
  const imports = (lines: string[]): object => ({ m: { f: (a: bigint, b: number) => { lines.push(`f ${a} ${b}`); return [b / 2, a + 1n]; }, v: () => { lines.push('v'); } } });
  agree(text, [['run', 3n, 9], ['run', -70000000000n, 4], ['events', 6], ['events', 5], ['events', 0]], { imports, levels: [0, 1, 2, 3] });
  assert.ok(guards(text) >= 3);
});

/** One more function that writes to the table, after which calls mean something else. */
const writers: Readonly<Record<string, string>> = {
  'table.set': '(func (export "write") (table.set $table (i32.const 3) (ref.func $multiply)))',
  'table.fill': '(func (export "write") (table.fill $table (i32.const 2) (ref.func $multiply) (i32.const 4)))',
  'table.copy': '(func (export "write") (table.copy $table $table (i32.const 3) (i32.const 2) (i32.const 1)))',
  'table.init': '(func (export "write") (table.init $table $spare (i32.const 3) (i32.const 0) (i32.const 1)))',
  'table.grow': '(func (export "write") (drop (table.grow $table (ref.func $multiply) (i32.const 1))))',
};

test('tables that an instruction writes to', () => {
  for (const [name, writer] of Object.entries(writers)) {
    const text = `(module ${type} (table $table 8 funcref) ${elements} (elem $spare func $multiply) ${callees} ${run}
      (func $multiply (type $t) (i32.mul (local.get 0) (local.get 1))) ${writer})`;
    agree(text, [...runs, ['write'], ...runs], { levels: [2, 3], options: { inlineSize: 1000 } });
    assert.is(guards(text), 0, name);
  }
});

test('tables that are exported or imported, whose contents are anybody\'s', () => {
  const exported = `(module ${type} (table (export "table") 8 funcref) ${elements} ${callees} ${run}
    (func (export "multiply") (type $t) (i32.mul (local.get 0) (local.get 1))))`;
  assert.is(guards(exported), 0);
  const both = [native(assemble(exported)), loadCommonJs(assemble(exported), { inlineSize: 1000 }).instantiate().exports];
  for (const { table, multiply } of both) table.set(3, multiply);
  const [left, right] = both.map(({ run: invoke }) => runs.map(([, ...args]) => outcome(() => invoke(...args))));
  assert.equal(left, right);
  assert.is(guards(exported, { keepExports: ['run'] }), 2);
  assert.is(guards(`(module ${type} (import "m" "table" (table 8 funcref)) ${elements} ${callees} ${run})`), 0);
  assert.is(guards(`(module ${type} (table $other 8 funcref) (table (export "table") 8 funcref) (elem (table $other) (i32.const 2) func $add $subtract) ${callees}
    (func (export "run") (param $x i32) (param $y i32) (param $i i32) (result i32) (call_indirect $other (type $t) (local.get $x) (local.get $y) (local.get $i))))`), 1);
});

test('a later segment over an earlier one, nulls over functions, and offsets that are not known', () => {
  const text = `(module ${type} (table 8 funcref) ${elements} (elem (i32.const 3) funcref (ref.func $divide) (ref.null func) (ref.null func)) ${callees} ${run})`;
  agree(text, runs, { levels: [2, 3] });
  assert.is(guards(text), 1);
  const offset = `(module ${type} (import "m" "g" (global $g i32)) (table 8 funcref) (elem (global.get $g) $add $subtract $other $divide $add) ${callees} ${run})`;
  agree(offset, runs, { levels: [2, 3], imports: () => ({ m: { g: 1 } }) });
  assert.is(guards(offset), 0);
});

test('functions of an instance that failed before its table was complete', () => {
  // The first segment leaves a function in an imported table, the second traps, the third never comes.
  const text = `(module ${type} (import "m" "table" (table $open 1 funcref)) (table $closed 8 funcref)
    (elem (table $open) (i32.const 0) func $run) (elem (table $open) (i32.const 1000) func $run) (elem (table $closed) (i32.const 2) func $add $subtract)
    ${callees} (func $run (param $x i32) (param $y i32) (param $i i32) (result i32) (call_indirect $closed (type $t) (local.get $x) (local.get $y) (local.get $i))))`;
  const host = '(module (table (export "table") 1 funcref))';
  const leaked = (instantiate: (text: string, imports: object) => Record<string, any>): string[] => {
    const { table } = instantiate(host, {});
    const failed = outcome(() => instantiate(text, { m: { table } }));
    return [failed, ...indices.map((i) => outcome(() => table!.get(0)(1, 2, i)))];
  };
  const expected = leaked((module, imports) => native(assemble(module), imports));
  assert.equal(leaked((module, imports) => loadCommonJs(assemble(module), { inlineSize: 1000 }).instantiate(imports).exports), expected);
  assert.match(expected.join(), /call type/);
});

test('a type with many functions is left to the table', () => {
  const many = (count: number): string => `(module ${type} (table 40 funcref) (elem (i32.const 1) ${Array.from({ length: count }, (_, i) => `$f${i}`).join(' ')})
    ${Array.from({ length: count }, (_, i) => `(func $f${i} (type $t) (i32.add (local.get 0) (i32.const ${i})))`).join(' ')}
    ${run.replace('"run"', '"once"')}
    (func (export "run") (param $x i32) (param $y i32) (param $i i32) (result i32) (loop $l (br_if $l (local.tee $x ${call}))) (local.get $x)))`;
  assert.equal([1, 2, 4, 5, 8, 9, 30].map((count) => guards(many(count))), [0, 2, 6, 4, 7, 0, 0]);
});

test.run();
