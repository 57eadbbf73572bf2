/** Calls: order of evaluation, traps, results of every shape, functions of tables, segments and references. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree, native } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const logging = (log: string[]) => ({ h: {
  i: (v: number) => { log.push(`i ${v}`); return v; }, l: (v: bigint) => { log.push(`l ${v}`); return v; }, d: (v: number) => { log.push(`d ${v}`); return v; },
  many: (...v: unknown[]) => { log.push(v.map(String).join()); return [1.9, 2n ** 64n + 7n, 0.1, -0]; },
} });
const logs = '(import "h" "i" (func $i (param i32) (result i32))) (import "h" "l" (func $l (param i64) (result i64))) (import "h" "d" (func $d (param f64) (result f64))) (import "h" "many" (func $many (param i32 i64 f32 f64) (result i32 i64 f32 f64)))';

test('arguments are evaluated in order, words of i64 next to each other', () => {
  agree(`(module ${logs}
    (func $take (param i64 i32 i64 f64) (result i64) (i64.sub (i64.mul (local.get 0) (i64.const 3)) (i64.add (local.get 2) (i64.extend_i32_s (local.get 1)))))
    (func (export "f") (param i32 i64) (result i64)
      (call $take (call $l (local.get 1)) (call $i (local.get 0)) (call $l (i64.add (local.get 1) (i64.const 4294967295))) (call $d (f64.convert_i64_s (local.get 1))))))`,
  [['f', 1, 2n], ['f', -1, -1n], ['f', 5, 1n << 62n]], { imports: logging });
});

test('several results, from and to the host', () => {
  agree(`(module ${logs}
    (func $inner (param i32 i64 f32 f64) (result f64 i64 i32 f32) (local.get 3) (local.get 1) (local.get 0) (local.get 2))
    (func (export "f") (param i32 i64 f32 f64) (result f64 i64 i32 f32) (call $inner (call $many (local.get 0) (local.get 1) (local.get 2) (local.get 3))))
    (func (export "swap") (param i64 i64) (result i64 i64) (local.get 1) (local.get 0))
    (func (export "loop") (param i64) (result i64 i64 i32) (local $n i32) (i64.const 1) (i64.const 2) (i32.const 3)
      (loop $l (param i64 i64 i32) (result i64 i64 i32) (local.set $n) (local.get 0) (i64.add) (local.get $n) (br_if $l (i32.lt_s (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 3))))))`,
  [['f', 1, 2n, 3, 4], ['swap', 5n, -6n], ['loop', 9n]], { imports: logging });
});

const table = `(module (import "h" "i" (func $i (param i32) (result i32)))
  (type $ii (func (param i32) (result i32))) (type $v (func)) (type $ll (func (param i64) (result i64)))
  (table $t 7 9 funcref) (table $u 2 funcref)
  (func $double (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1)))
  (func $negate (param i64) (result i64) (i64.sub (i64.const 0) (local.get 0)))
  (func $install (param i32) (result i32) (table.set $t (i32.const 0) (ref.func $i)) (local.get 0))
  (elem $seg func $double $negate $install) (elem (table $t) (i32.const 0) func $double $negate $install) (elem (table $u) (i32.const 1) func $i)
  (func (export "call") (param i32 i32) (result i32) (call_indirect $t (type $ii) (local.get 1) (local.get 0)))
  (func (export "long") (param i32 i64) (result i64) (call_indirect $t (type $ll) (local.get 1) (local.get 0)))
  (func (export "other") (param i32 i32) (result i32) (call_indirect $u (type $ii) (local.get 1) (local.get 0)))
  (func (export "order") (param i32) (result i32) (call_indirect $t (type $ii) (call $i (i32.const 1)) (call $i (local.get 0))))
  (func (export "changed") (result i32) (call_indirect $t (type $ii) (call $install (i32.const 21)) (i32.const 0)))
  (func (export "tee") (param i32) (result i32) (call_indirect $t (type $ii) (local.tee 0 (i32.const 3)) (i32.sub (local.get 0) (i32.const 3))))
  (func (export "argument traps first") (result i32) (call_indirect $t (type $ii) (i32.div_s (i32.const 1) (i32.const 0)) (i32.const 100)))
  (func (export "grow") (param i32) (result i32) (table.grow $t (ref.func $double) (local.get 0)))
  (func (export "fill") (param i32 i32) (table.fill $t (local.get 0) (ref.func $double) (local.get 1)))
  (func (export "copy") (param i32 i32 i32) (table.copy $t $u (local.get 0) (local.get 1) (local.get 2)))
  (func (export "init") (param i32 i32 i32) (table.init $t $seg (local.get 0) (local.get 1) (local.get 2)))
  (func (export "drop") (elem.drop $seg))
  (func (export "null") (param i32) (result i32) (ref.is_null (table.get $t (local.get 0))))
  (func (export "size") (result i32) (table.size $t)))`;
const imports = (log: string[]) => ({ h: { i: (v: number) => { log.push(`i ${v}`); return v; } } });

test('calls through tables', () => {
  agree(table, [...[0, 1, 2, 3, 6, 7, 100, -1, -2147483648].flatMap((i) => [['call', i, 5], ['long', i, 5n], ['other', i, 5]] as const),
    ['order', 0], ['order', 1], ['order', 50], ['tee', 0], ['argument traps first'], ['changed'], ['call', 0, 8]], { imports });
});

test('ten million tail calls take no stack', () => {
  agree(`(module (table funcref (elem $even $odd $both))
    (func $even (export "even") (param i32 i64) (result i64) (if (i32.eqz (local.get 0)) (then (return (local.get 1)))) (return_call $odd (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 3))))
    (func $odd (param i32 i64) (result i64) (return_call_indirect (param i32 i64) (result i64) (i32.sub (local.get 0) (i32.const 1)) (local.get 1) (i32.const 0)))
    (func $both (export "self") (param i32 i64) (result i64) (if (result i64) (i32.eqz (local.get 0)) (then (local.get 1)) (else (return_call $both (i32.sub (local.get 0) (i32.const 1)) (i64.mul (local.get 1) (i64.const 5)))))))`,
  [['even', 10_000_000, 1n], ['self', 10_000_000, 1n], ['even', 2, 7n]]);
});

test('the index of an indirect call is evaluated after the arguments, whatever it does', () => {
  agree(`(module (memory (export "memory") 1 9) (global $g (export "g") (mut i32) (i32.const 0)) (table funcref (elem $pair)) (func $pair (param i32 i32) (result i32) (i32.add (i32.mul (i32.const 100) (local.get 0)) (local.get 1)))
    (func (export "trap, then growth") (result i32) (call_indirect (param i32 i32) (result i32) (i32.load (i32.const -1)) (i32.const 0) (i32.sub (memory.grow (i32.const 1)) (i32.const 1))))
    (func (export "size, then growth") (result i32) (call_indirect (param i32 i32) (result i32) (memory.size) (i32.const 0) (i32.sub (memory.grow (i32.const 1)) (memory.size))))
    (func (export "size") (result i32) (call_indirect (param i32 i32) (result i32) (memory.size) (i32.load (i32.const 0)) (i32.sub (i32.add (memory.grow (i32.const 1)) (i32.const 1)) (memory.size))))
    (func (export "quotient, then growth") (param i32) (result i32) (call_indirect (param i32 i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)) (i32.const 0) (i32.sub (i32.add (memory.grow (i32.const 1)) (i32.const 1)) (memory.size))))
    (func (export "pages") (result i32) (memory.size)))`,
  [['trap, then growth'], ['pages'], ['size, then growth'], ['pages'], ['size'], ['pages'], ['quotient, then growth', 0], ['pages'], ['quotient, then growth', 1], ['pages']]);
});

test('tables change under the calls', () => {
  agree(table, [['size'], ['grow', 2], ['call', 8, 4], ['grow', 1], ['size'], ['fill', 3, 2], ['call', 4, 9], ['fill', 8, 2], ['fill', 9, 0], ['fill', 10, 0], ['copy', 2, 0, 2], ['call', 3, 7], ['null', 2], ['copy', 8, 1, 2], ['call', 8, 1],
    ['init', 5, 1, 2], ['long', 5, 9n], ['init', 0, 2, 2], ['init', 9, 3, 0], ['drop'], ['init', 0, 0, 1], ['init', 0, 0, 0], ['null', 9], ['null', -1], ['grow', -1]], { imports });
});

test('recursion ends in a RangeError, and the next call works', () => {
  agree('(module (func $f (export "f") (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.add (call $f (i32.sub (local.get 0) (i32.const 1))) (i32.const 1))) (else (i32.const 0)))))', [['f', 100], ['f', -1], ['f', 1000]]);
});

test('a tail call of the function itself sees arguments that assign parameters', () => {
  agree(`(module (func $f (export "f") (param i32 i32) (result i32)
    (if (i32.gt_s (local.get 1) (i32.const 5)) (then (return (i32.add (i32.mul (local.get 0) (i32.const 1000)) (local.get 1)))))
    (return_call $f (i32.const 7) (local.tee 0 (i32.add (local.get 1) (i32.const 1))))))`, [['f', 1, 2], ['f', 3, 9]], { levels: [0, 1, 2] });
});

test('tail calls: the stack does not grow', () => {
  const output = loadCommonJs(assemble(`(module (type $t (func (param i32 i64) (result i64))) (table funcref (elem $odd $even))
    (func $even (export "even") (param i32 i64) (result i64) (if (i32.eqz (local.get 0)) (then (return (local.get 1)))) (return_call $odd (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 3))))
    (func $odd (param i32 i64) (result i64) (if (i32.eqz (local.get 0)) (then (return (i64.const -1)))) (return_call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 3)) (i32.const 1)))
    (func $self (export "self") (param i32 i32) (result i32) (if (i32.eqz (local.get 0)) (then (return (local.get 1)))) (return_call $self (i32.sub (local.get 0) (i32.const 1)) (i32.xor (local.get 0) (local.get 1)))))`)).instantiate().exports;
  assert.is(output['even'](300_000, 1n), 900_001n);
  assert.is(output['even'](300_001, 1n), -1n);
  assert.is(output['self'](1_000_000, 0), Array.from({ length: 1_000_000 }, (_, i) => i + 1).reduce((a, b) => a ^ b));
});

test('bulk operations on memory', () => {
  const calls: [string, ...number[]][] = [];
  for (const name of ['fill', 'copy', 'init']) {
    for (const [a, b, c] of [[0, 1, 8], [3, 0, 20], [0, 3, 20], [65530, 2, 6], [65530, 2, 7], [65536, 0, 0], [65537, 0, 0], [0, 65537, 0], [-1, 0, 1], [0, -1, 1], [5, 1, -1], [7, 9, 1], [0, 10, 0], [0, 11, 0]]) calls.push([name, a!, b!, c!]);
  }
  calls.push(['drop'], ['init', 0, 0, 1], ['init', 0, 0, 0], ['fill', 0, 0x1ff, 3]);
  agree(`(module (memory (export "memory") 1) (data $d "0123456789")
    (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
    (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
    (func (export "init") (param i32 i32 i32) (memory.init $d (local.get 0) (local.get 1) (local.get 2))) (func (export "drop") (data.drop $d)))`, calls);
});

test('a memory that grows while operands are evaluated', () => {
  agree(`(module (memory (export "memory") 1 5) (func $grow (param i32) (result i32) (drop (memory.grow (i32.const 1))) (local.get 0))
    (func (export "load") (param i32) (result i32) (i32.load (call $grow (local.get 0))))
    (func (export "store") (param i32 i32) (i32.store (local.get 0) (call $grow (local.get 1))))
    (func (export "store8") (param i32 i32) (i32.store8 (call $grow (local.get 0)) (i32.load8_u (call $grow (local.get 1)))))
    (func (export "double") (param i32 f64) (f64.store (call $grow (local.get 0)) (local.get 1)))
    (func (export "long") (param i32 i64) (i64.store (local.get 0) (i64.add (local.get 1) (i64.extend_i32_u (call $grow (i32.const 4))))))
    (func (export "size") (result i32) (i32.add (memory.size) (memory.grow (i32.const 1)))))`,
  [['store', 65536, 5], ['load', 65536], ['store8', 131072, 65536], ['long', 8, 9n], ['double', 16, 1.5], ['double', 300000, 1.5], ['store', 327676, 7], ['store', 327677, 7], ['size']]);
});

test('an argument that traps keeps the index of the callee from growing a memory', () => {
  agree(`(module (memory (export "memory") 1 9) (table 3 funcref) (type $t (func (param i32) (result i32)))
    (func (export "f") (param i32) (result i32) (call_indirect (type $t) (i32.load (local.get 0)) (memory.grow (i32.const 1))))
    (func (export "size") (result i32) (memory.size)))`, [['f', 65536], ['size'], ['f', 0], ['size']]);
});

test('functions as values keep their identity', () => {
  const bytes = assemble(`(module (table (export "t") 3 funcref) (func $a (export "a") (param i32) (result i32) (local.get 0)) (elem (i32.const 0) func $a)
    (global $g (export "g") (mut funcref) (ref.func $a)) (func (export "put") (param i32 funcref) (table.set (local.get 0) (local.get 1))) (func (export "get") (param i32) (result funcref) (table.get (local.get 0)))
    (func (export "echo") (param externref) (result externref) (local.get 0)) (func (export "is") (param externref) (result i32) (ref.is_null (local.get 0))))`);
  for (const exports of [native(bytes), loadCommonJs(bytes).instantiate().exports]) {
    assert.is(exports['get'](0), exports['a']);
    assert.is(exports['g'].value, exports['a']);
    assert.is(exports['t'].get(0), exports['a']);
    exports['put'](2, exports['a']);
    assert.is(exports['t'].get(2), exports['a']);
    assert.is(exports['get'](1), null);
    assert.throws(() => exports['put'](0, () => 1), (error: Error) => error instanceof TypeError);
    const key = {};
    assert.is(exports['echo'](key), key);
    assert.equal([exports['echo'](undefined), exports['is'](null), exports['is'](undefined)], [undefined, 1, 0]);
  }
});

test.run();
