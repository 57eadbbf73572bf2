/** Values that are only moved or reinterpreted keep every bit of a NaN; sign extensions of what is extended go away. */
import { test } from 'uvu';
import { testPasses } from './passes.js';

const memory = '(memory (export "memory") 1) (data (i32.const 0) "\\01\\02\\a0\\7f\\ff\\80\\00\\00\\05\\06\\07\\08\\09\\00\\f4\\ff")';

testPasses(['peephole'], [
  { what: 'an f32 moves as an i32', fields: memory, func: '(param i32) (f32.store (i32.const 32) (f32.load (local.get 0)))',
    ir: '(i32.store 32 (i32.load $0))', calls: [[0], [8], [65533]] },
  { what: 'an f64 moves as an i64', fields: memory, func: '(param i32) (f64.store (local.get 0) (f64.load (i32.const 8)))',
    ir: '(i64.store $0 (i64.load 8))', calls: [[32], [65529], [-1]] },
  { what: 'either of two f32', fields: memory,
    func: '(param i32) (f32.store (i32.const 32) (if (result f32) (local.get 0) (then (f32.load (i32.const 0))) (else (f32.load (i32.const 8)))))',
    ir: '(i32.store 32 (? $0 (i32.load 0) (i32.load 8)))', calls: [[0], [1]] },
  { what: 'a signalling constant is stored as its bits', fields: memory, func: '(f32.store (i32.const 4) (f32.const nan:0x200000))', ir: '(i32.store 4 2141192192)', calls: [[]] },
  { what: 'the bits of a load are a load', fields: memory, func: '(param i32) (result i32) (i32.reinterpret_f32 (f32.load (local.get 0)))',
    ir: '(return (i32.load $0))', calls: [[0], [12], [65535]] },
  { what: 'bits that become a number and bits again', func: '(param i64) (result i64) (i64.reinterpret_f64 (f64.reinterpret_i64 (local.get 0)))',
    ir: '(return $0)', calls: [[0x7ff0000000000001n], [-1n]] },
  { what: 'a loaded byte is extended already', fields: memory, func: '(param i32) (result i32) (i32.shr_s (i32.shl (i32.load8_s (local.get 0)) (i32.const 24)) (i32.const 24))',
    ir: '(return (i32.load8_s $0))', calls: [[4], [5]] },
  { what: 'an extension to less than was loaded stays', fields: memory, func: '(param i32) (result i32) (i32.shr_s (i32.shl (i32.load16_s (local.get 0)) (i32.const 24)) (i32.const 24))',
    ir: '(return (i32.shr_s (i32.shl (i32.load16_s $0) 24) 24))', calls: [[3], [4]] },
  { what: 'an unsigned byte is extended', fields: memory, func: '(param i32) (result i32) (i32.extend8_s (i32.load8_u (local.get 0)))',
    ir: '(return (i32.extend8_s (i32.load8_u $0)))', calls: [[4], [5]] },
  { what: 'arithmetic does not see the sign of a NaN', func: '(param f64 f64) (result f64) (f64.add (f64.neg (local.get 0)) (f64.abs (local.get 1)))',
    ir: '(return (f64.add (f64.neg_or_some_nan $0) (f64.abs_or_some_nan $1)))', calls: [[1, -2], [0, -0], [-0, 0], [Infinity, -Infinity]] },
  { what: 'nor does a comparison of choices', func: '(param f32) (result i32) (f32.lt (if (result f32) (f32.gt (local.get 0) (f32.const 1)) (then (f32.neg (local.get 0))) (else (f32.const 3))) (f32.const 2))',
    ir: '(return (f32.lt (? (f32.gt $0 1f) (f32.neg_or_some_nan $0) 3f) 2f))', calls: [[1], [5], [NaN]] },
  { what: 'the sign of a copy is seen, what it is given to is not', func: '(param f64 f64) (result f64) (f64.sqrt (f64.copysign (f64.neg (local.get 0)) (f64.neg (local.get 1))))',
    ir: '(return (f64.sqrt (f64.copysign (f64.neg_or_some_nan $0) (f64.neg $1))))', calls: [[4, -1], [4, NaN], [-4, -NaN]] },
  { what: 'a comparison shows a number', func: '(param f64) (result f64) (select (f64.neg (local.get 0)) (local.get 0) (f64.lt (local.get 0) (f64.const 0)))',
    ir: '(return (? (f64.lt $0 0d) (f64.neg_or_some_nan $0) $0))', calls: [[1], [-1], [-0], [NaN], [-Infinity]] },
  { what: 'an inequality shows none', func: '(param f64) (result f64) (select (f64.neg (local.get 0)) (local.get 0) (f64.ne (local.get 0) (f64.const 0)))',
    ir: '(return (? (f64.ne $0 0d) (f64.neg $0) $0))', calls: [[1], [-1], [NaN]] },
  { what: 'a result is seen', func: '(param f64) (result f64) (f64.neg (f64.abs (local.get 0)))', ir: '(return (f64.neg (f64.abs $0)))', calls: [[1], [-1], [NaN]] },
]);

test.run();
