/** Every kind of trap arrives as a RuntimeError with the specification's text; the stack's end is a RangeError. */
import type { Group } from './group.js';

export const trapGroups: readonly Group[] = [
  {
    name: 'traps',
    wat: {
      m: `(module
        (type $none (func)) (type $int (func (param i32) (result i32)))
        (memory 1) (table $t 4 funcref) (elem (i32.const 1) $id $none) (elem $passive func $id) (data $bytes "abc")
        (func $id (type $int) (local.get 0)) (func $none (type $none))
        (func (export "unreachable") unreachable)
        (func (export "i32.div_s") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
        (func (export "i32.div_u") (param i32 i32) (result i32) (i32.div_u (local.get 0) (local.get 1)))
        (func (export "i32.rem_s") (param i32 i32) (result i32) (i32.rem_s (local.get 0) (local.get 1)))
        (func (export "i64.div_s") (param i32 i32) (result i32) (i32.wrap_i64 (i64.div_s (i64.shl (i64.extend_i32_s (local.get 0)) (i64.const 32)) (i64.extend_i32_s (local.get 1)))))
        (func (export "i64.rem_u") (param i32 i32) (result i32) (i32.wrap_i64 (i64.rem_u (i64.extend_i32_s (local.get 0)) (i64.extend_i32_s (local.get 1)))))
        (func (export "i32.trunc_f32_s") (param f32) (result i32) (i32.trunc_f32_s (local.get 0)))
        (func (export "i32.trunc_f64_u") (param f64) (result i32) (i32.trunc_f64_u (local.get 0)))
        (func (export "i64.trunc_f64_s") (param f64) (result i32) (i32.wrap_i64 (i64.trunc_f64_s (local.get 0))))
        (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
        (func (export "load f64") (param i32) (result f64) (f64.load offset=4 (local.get 0)))
        (func (export "load8") (param i32) (result i32) (i32.load8_u (local.get 0)))
        (func (export "store") (param i32) (i64.store (local.get 0) (i64.const -1)))
        (func (export "store8") (param i32) (i32.store8 (local.get 0) (i32.const 1)))
        (func (export "fill") (param i32 i32) (memory.fill (local.get 0) (i32.const 0) (local.get 1)))
        (func (export "copy") (param i32 i32) (memory.copy (local.get 0) (i32.const 0) (local.get 1)))
        (func (export "init") (param i32 i32) (memory.init $bytes (local.get 0) (i32.const 0) (local.get 1)))
        (func (export "data.drop") (data.drop $bytes))
        (func (export "call_indirect") (param i32) (result i32) (call_indirect (type $int) (i32.const 7) (local.get 0)))
        (func (export "table.get") (param i32) (drop (table.get $t (local.get 0))))
        (func (export "table.set") (param i32) (table.set $t (local.get 0) (ref.null func)))
        (func (export "table.init") (param i32 i32) (table.init $t $passive (local.get 0) (i32.const 0) (local.get 1)))
        (func (export "table.copy") (param i32 i32) (table.copy $t $t (local.get 0) (i32.const 0) (local.get 1)))
        (func (export "alive") (result i32) (i32.load (i32.const 0))))`,
    },
    data: [
      ['unreachable', [], 'unreachable'],
      ...['i32.div_s', 'i32.div_u', 'i32.rem_s', 'i64.div_s', 'i64.rem_u'].map((name) => [name, [5, 0], 'integer divide by zero']),
      ['i32.div_s', [-2147483648, -1], 'integer overflow'], ['i32.rem_s', [-2147483648, -1]], ['i64.div_s', [-2147483648, -1], 'integer overflow'],
      ...['i32.trunc_f32_s', 'i32.trunc_f64_u', 'i64.trunc_f64_s'].flatMap((name) => [[name, ['NaN'], 'invalid conversion to integer'], [name, [1e20], 'integer overflow'], [name, ['-Infinity'], 'integer overflow'], [name, [1.9]]]),
      ['i32.trunc_f64_u', [-1], 'integer overflow'], ['i32.trunc_f64_u', [-0.9]],
      ...['load', 'load f64', 'load8', 'store', 'store8'].flatMap((name) => [65536, -1, -2147483648].map((address) => [name, [address], 'out of bounds memory access'])),
      ['load', [65533], 'out of bounds memory access'], ['load', [65532]], ['load f64', [65525], 'out of bounds memory access'], ['load8', [65535]], ['store', [65529], 'out of bounds memory access'],
      ...['fill', 'copy', 'init'].flatMap((name) => [[name, [65535, 2], 'out of bounds memory access'], [name, [-1, 1], 'out of bounds memory access'], [name, [65536, 0]], [name, [65537, 0], 'out of bounds memory access']]),
      ['init', [0, 3]], ['init', [0, 4], 'out of bounds memory access'], ['data.drop', []], ['init', [0, 1], 'out of bounds memory access'],
      ['call_indirect', [1]], ['call_indirect', [0], 'uninitialized element'], ['call_indirect', [2], 'indirect call type mismatch'], ['call_indirect', [4], 'undefined element'], ['call_indirect', [-1], 'undefined element'], ['call_indirect', [2147483647], 'undefined element'],
      ['table.get', [3]], ['table.get', [4], 'out of bounds table access'], ['table.set', [-1], 'out of bounds table access'],
      ['table.init', [3, 2], 'out of bounds table access'], ['table.init', [4, 1], 'out of bounds table access'], ['table.init', [3, 1]], ['table.copy', [2, 3], 'out of bounds table access'],
      ['call_indirect', [3]], ['alive', []],
    ],
    driver: (load, report, data) => {
      const exports = load.m!();
      data.forEach((row: any[]) => report(`${row[0]}(${row[1].join(', ')})`, () => exports[row[0]](...row[1].map(Number)), row[2]));
    },
  },
  {
    name: 'call stack exhausted',
    alone: true,
    wat: {
      m: `(module (memory 1) (global $depth (mut i32) (i32.const 0))
        (func $down (export "down") (param i32) (result i32)
          (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
          (i32.add (call $down (i32.add (local.get 0) (i32.const 1))) (local.get 0)))
        (func (export "even") (param f64) (result f64) (call $even (local.get 0) (i64.const 2)))
        (func $even (param f64 i64) (result f64) (f64.add (call $odd (i64.const 3) (local.get 0)) (f64.const 1)))
        (func $odd (param i64 f64) (result f64) (call $even (local.get 1) (i64.add (local.get 0) (i64.const 1))))
        (func (export "depth") (result i32) (global.get $depth))
        (func $fib (export "fib") (param i32) (result i32)
          (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0))
            (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2))))))))`,
    },
    driver: (load, report) => {
      const exports = load.m!();
      [1, 2].forEach((turn) => {
        report(`recursion ${turn}`, () => exports.down(0), 'call stack exhausted');
        report(`went down ${turn}`, () => exports.depth() > 200);
        report(`usable ${turn}`, () => exports.fib(15));
      });
      report('two functions', () => exports.even(1), 'call stack exhausted');
      report('usable', () => exports.fib(10));
    },
  },
];
