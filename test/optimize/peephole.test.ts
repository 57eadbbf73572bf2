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
]);

test.run();
