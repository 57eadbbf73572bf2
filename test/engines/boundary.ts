/** What crosses between JavaScript and a module: values, imports, memories, tables, globals. */
import type { Group } from './group.js';

export const boundaryGroups: readonly Group[] = [
  {
    name: 'values at the boundary',
    wat: {
      m: `(module
        (import "host" "i32" (func $i32 (param i32) (result i32))) (import "host" "f32" (func $f32 (param f32) (result f32)))
        (import "host" "f64" (func $f64 (param f64) (result f64))) (import "host" "two" (func $two (param i32) (result i32 f64)))
        (import "host" "ref" (func $ref (param externref) (result externref)))
        (func (export "i32") (param i32) (result i32) (call $i32 (local.get 0)))
        (func (export "f32") (param f32) (result f32) (call $f32 (local.get 0)))
        (func (export "f64") (param f64) (result f64) (call $f64 (local.get 0)))
        (func (export "two") (param i32) (result f64 i32) (local i32 f64) (call $two (local.get 0)) (local.set 2) (local.set 1) (local.get 2) (local.get 1))
        (func (export "ref") (param externref) (result externref) (call $ref (local.get 0)))
        (func (export "three") (param i32) (result i32 i32 i32) (block (result i32 i32 i32) (local.get 0) (i32.const -1) (i32.mul (local.get 0) (local.get 0))))
        (func (export "func") (param funcref) (result funcref) (local.get 0))
        (func (export "five") (param i32 f32 f64 i32 i32) (result f64) (f64.add (f64.convert_i32_s (local.get 4)) (f64.add (local.get 2) (f64.promote_f32 (local.get 1))))))`,
    },
    driver: (load, report) => {
      const seen: unknown[] = [];
      const answers: Record<string, any> = { i32: 0, f32: 0, f64: 0, two: [1, 2] };
      const own = { key: 1 };
      const host = {
        i32: (value: number) => { seen.push(value); return answers.i32; },
        f32: (value: number) => { seen.push(value); return answers.f32; },
        f64: (value: number) => { seen.push(value); return answers.f64; },
        two: (value: number) => { seen.push(value); if (answers.two === 'throw') throw own; return answers.two; },
        ref: (value: unknown) => value,
      };
      const exports = load.m!({ host });
      const values: any[] = [0, -0, 1.9, -1.9, '12', 'x', null, undefined, true, 4294967301, -2147483649, 1e300, NaN, Infinity, 16777217, 0.1, [7], { valueOf: () => 5 }];
      values.forEach((value, i) => ['i32', 'f32', 'f64'].forEach((name) => {
        report(`${name} to the module ${i}`, () => { exports[name](value); return seen[seen.length - 1]; });
        report(`${name} from the host ${i}`, () => { answers[name] = value; return exports[name](1); });
      }));
      report('missing arguments', () => [exports.i32(), exports.f64()]);
      report('extra arguments', () => exports.three(3, 4, 5));
      report('several results', () => exports.three(-7));
      report('several results of the host', () => exports.two(1));
      report('results of an iterable', () => { answers.two = new Set([1.5, '2']); return exports.two(1); });
      const kind = (call: () => unknown): string => { try { call(); return 'nothing'; } catch (error) { return error === own ? 'the same object' : (error as Error).name; } };
      report('too few results', () => { answers.two = [1]; return kind(() => exports.two(1)); });
      report('no iterable', () => { answers.two = 5; return kind(() => exports.two(1)); });
      report('an object thrown by the host', () => { answers.two = 'throw'; return kind(() => exports.two(1)); });
      report('a symbol', () => kind(() => exports.i32(Symbol.iterator)));
      report('an object by reference', () => [exports.ref(own) === own, exports.ref(null), exports.ref(undefined), exports.ref('text')]);
      report('a function by reference', () => [exports.func(exports.i32) === exports.i32, exports.func(null), kind(() => exports.func(() => 1)), kind(() => exports.func())]);
      report('an exported function', () => [typeof exports.five, exports.five.length, exports.i32.name, kind(() => new exports.i32(1))]);
      report('five arguments', () => exports.five('1', 0.1, 2, 3, 4.9));
      report('the exports', () => [Object.isFrozen(exports), Object.getPrototypeOf(exports), Object.keys(exports).join()]);
      report('errors of missing imports', () => [kind(() => load.m!()), kind(() => load.m!({})), kind(() => load.m!({ host: {} })), kind(() => load.m!({ host: { ...host, f64: 5 } }))]);
    },
  },
  {
    name: 'BigInt at the boundary',
    bigint: true,
    wat: {
      m: `(module
        (import "host" "i64" (func $i64 (param i64) (result i64))) (import "host" "mixed" (func $mixed (param i32 i64 f64) (result i64 i32)))
        (import "host" "constant" (global $constant i64))
        (global (export "global") (mut i64) (i64.const -5)) (global (export "copy") i64 (global.get $constant))
        (func (export "i64") (param i64) (result i64) (call $i64 (local.get 0)))
        (func (export "mixed") (param f64 i64 i32) (result i32 i64) (local i64 i32) (call $mixed (local.get 2) (local.get 1) (local.get 0)) (local.set 4) (local.set 3) (local.get 4) (local.get 3))
        (func (export "constant") (result i64) (i64.add (global.get $constant) (global.get 1))))`,
    },
    driver: (load, report) => {
      const seen: unknown[] = [];
      let answer: any = 0;
      const exports = load.m!({ host: {
        i64: (value: unknown) => { seen.push(value); return answer; },
        mixed: (a: number, b: bigint, c: number) => [b * BigInt(a), c],
        constant: BigInt('-1234567890123456789'),
      } });
      const kind = (call: () => unknown): string => { try { call(); return 'nothing'; } catch (error) { return (error as Error).name; } };
      const texts = ['0', '1', '-1', '4294967295', '-4294967296', '9223372036854775807', '9223372036854775808', '-9223372036854775809', '18446744073709551615', '123456789012345678901234567890'];
      texts.forEach((text) => {
        report(`${text} to the module`, () => { answer = BigInt(0); exports.i64(BigInt(text)); return seen[seen.length - 1]; });
        report(`${text} from the host`, () => { answer = BigInt(text); return exports.i64(BigInt(0)); });
        report(`${text} to a global`, () => { exports.global.value = BigInt(text); return [exports.global.value, exports.global.valueOf()]; });
      });
      [5, undefined, null, 'x', 1.5].forEach((value, i) => {
        report(`no BigInt ${i}`, () => [kind(() => exports.i64(value)), kind(() => { answer = value; exports.i64(BigInt(1)); }), kind(() => { exports.global.value = value; })]);
      });
      report('what converts', () => { answer = '12'; return [exports.i64('7'), exports.i64(true), exports.i64([3])]; });
      report('mixed', () => exports.mixed(2.5, BigInt('-3000000000'), 4));
      report('globals', () => { exports.global.value = BigInt(9); return [exports.copy.value, exports.constant()]; });
      report('immutable', () => kind(() => { exports.copy.value = BigInt(1); }));
      report('a number for an i64', () => kind(() => load.m!({ host: { i64: () => 0, mixed: () => [], constant: 5 } })));
    },
  },
  {
    name: 'imports of memory, table, globals and functions',
    wat: {
      a: `(module (memory (export "memory") 1 4) (table (export "table") 4 8 funcref) (global (export "count") (mut i32) (i32.const 10)) (global (export "pi") f64 (f64.const 3.25))
        (func $double (export "double") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))) (elem (i32.const 0) $double)
        (func (export "peek") (param i32) (result i32) (i32.load8_u (local.get 0))) (func (export "size") (result i32) (memory.size))
        (func (export "fail") unreachable)
        (func (export "call") (param i32 i32) (result i32) (call_indirect (param i32) (result i32) (local.get 1) (local.get 0))))`,
      b: `(module (import "a" "memory" (memory 1)) (import "a" "table" (table 2 funcref)) (import "a" "count" (global $count (mut i32))) (import "a" "pi" (global $pi f64)) (import "a" "half" (global $half f32))
        (import "a" "double" (func $double (param i32) (result i32))) (import "a" "fail" (func $fail))
        (global (export "twice pi") f64 (global.get $pi))
        (func $triple (param i32) (result i32) (global.set $count (i32.add (global.get $count) (i32.const 1))) (i32.mul (local.get 0) (i32.const 3)))
        (elem (i32.const 1) $triple $double) (data (i32.const 100) "hello")
        (func $start (i32.store8 (i32.const 105) (i32.const 33))) (start $start)
        (func (export "poke") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "quadruple") (param i32) (result i32) (call $double (call $double (local.get 0))))
        (func (export "call") (param i32 i32) (result i32) (call_indirect (param i32) (result i32) (local.get 1) (local.get 0)))
        (func (export "half") (result f64) (f64.add (global.get $pi) (f64.promote_f32 (global.get $half))))
        (func (export "fail") (call $fail)))`,
    },
    driver: (load, report) => {
      const a = load.a!();
      const text = (from: number, to: number): string => String.fromCharCode(...new Uint8Array(a.memory.buffer).subarray(from, to));
      const kind = (call: () => unknown): string => { try { call(); return 'nothing'; } catch (error) { return (error as Error).name; } };
      const b = load.b!({ a: { ...a, half: 0.1 } });
      report('data and start', () => text(100, 106));
      report('one memory', () => { b.poke(3, 77); return [a.peek(3), new Uint8Array(a.memory.buffer)[3]]; });
      const before = a.memory.buffer;
      report('growth', () => [b.grow(1), a.size(), a.memory.buffer.byteLength, a.memory.buffer === before, b.grow(9), a.memory.grow(1), b.grow(0), a.peek(3)]);
      report('after growth', () => { b.poke(196607, 5); return [a.peek(196607), kind(() => b.poke(196608, 1))]; });
      report('growth from outside', () => [kind(() => a.memory.grow(2)), kind(() => a.memory.grow(-1)), kind(() => a.memory.grow({})), a.size()]);
      report('one table', () => [a.call(1, 5), b.call(0, 5), b.call(2, 6), a.count.value, a.table.length]);
      report('elements', () => [a.table.get(0) === a.double, a.table.get(2) === a.double, a.table.get(3), a.table.get(1)(4), kind(() => a.table.get(4))]);
      report('table from outside', () => { a.table.set(3, b.quadruple); return [a.table.grow(2), b.call(3, 5), a.table.length, kind(() => a.table.set(0, () => 1)), kind(() => a.table.grow(9))]; });
      report('null in the table', () => { a.table.set(0, null); return b.call(0, 1); }, 'uninitialized element');
      report('beyond the table', () => b.call(6, 1), 'undefined element');
      report('one global', () => { a.count.value = 40; b.call(1, 1); return [a.count.value, kind(() => { a.pi.value = 1; })]; });
      report('constant globals', () => [b.half(), b['twice pi'].value]);
      report('functions', () => [b.quadruple(5), b.quadruple === a.double]);
      report('a trap in the other module', () => b.fail(), 'unreachable');
      report('names of objects', () => [a.memory, a.table, a.count].map((value) => Object.prototype.toString.call(value)));
      report('what does not fit', () => [
        kind(() => load.b!({ a: { ...a, half: 0.1, memory: {} } })), kind(() => load.b!({ a: { ...a, half: 0.1, table: a.memory } })),
        kind(() => load.b!({ a: { ...a, half: 0.1, double: a.peek, fail: a.double } })), kind(() => load.b!({ a: { ...a, half: 0.1, count: a.pi } })), kind(() => load.b!({ a })),
      ]);
    },
  },
];
