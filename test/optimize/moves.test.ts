/** Locals whose floats are only moved hold bits. */
import { test } from 'uvu';
import { testPasses } from './passes.js';

const memory = '(memory (export "memory") 1) (data (i32.const 0) "\\01\\00\\a0\\7f\\ff\\80\\00\\00\\01\\06\\07\\08\\09\\00\\f4\\ff")';

testPasses(['moves'], [
  { what: 'two places change their f32', fields: memory,
    func: '(param i32 i32) (local $a f32) (local.set $a (f32.load (local.get 0))) (f32.store (local.get 0) (f32.load (local.get 1))) (f32.store (local.get 1) (local.get $a))',
    ir: '(set $2 (i32.load $0))\n(f32.store $0 (f32.load $1))\n(i32.store $1 $2)', calls: [[0, 4], [1, 9], [0, 65534]] },
  { what: 'an f64 goes from local to local', fields: memory,
    func: '(local $a f64) (local $b f64) (local.set $a (f64.load (i32.const 8))) (local.set $b (local.get $a)) (f64.store (i32.const 32) (local.tee $a (local.get $b)))',
    ir: '(set $0 (i64.load 8))\n(set $1 $0)\n(i64.store 32 (tee $0 $1))', calls: [[]] },
  { what: 'a parameter stays a number, and what takes its value', fields: memory,
    func: '(param f32) (local $a f32) (local.set $a (local.get 0)) (f32.store (i32.const 0) (local.get $a))',
    ir: '(set $1 $0)\n(f32.store 0 $1)', calls: [[1.5]] },
  { what: 'what a parameter takes is a number', fields: memory,
    func: '(param f32) (local $a f32) (local.set $a (f32.load (i32.const 4))) (local.set 0 (local.get $a)) (f32.store (i32.const 32) (local.get 0))',
    ir: '(set $1 (f32.load 4))\n(set $0 $1)\n(f32.store 32 $0)', calls: [[1.5]] },
  { what: 'arithmetic keeps a local a number, and those before it', fields: memory,
    func: '(local $a f32) (local $b f32) (local.set $a (f32.load (i32.const 4))) (local.set $b (local.get $a)) (f32.store (i32.const 32) (f32.add (local.get $b) (f32.const 1)))',
    ir: '(set $0 (f32.load 4))\n(set $1 $0)\n(f32.store 32 (f32.add $1 1f))', calls: [[]] },
  { what: 'bits are given and taken', func: '(param i64) (result i64) (local $a f64) (local.set $a (f64.reinterpret_i64 (local.get 0))) (i64.reinterpret_f64 (local.get $a))',
    ir: '(set $1 $0)\n(return $1)', calls: [[0x7ff0000000000001n], [-1n]] },
  { what: 'either of two locals', fields: memory,
    func: '(param i32) (local $a f32) (local $b f32) (local.set $a (f32.load (i32.const 0))) (local.set $b (f32.load (i32.const 8))) (f32.store (i32.const 32) (select (local.get $a) (local.get $b) (local.get 0)))',
    ir: '(set $1 (i32.load 0))\n(set $2 (i32.load 8))\n(i32.store 32 (? $0 $1 $2))', calls: [[0], [1]] },
  { what: 'a choice between a moved and a computed float is one of bits', fields: memory,
    func: '(param i32) (local $a f32) (local.set $a (f32.load (i32.const 4))) (f32.store (i32.const 32) (select (local.get $a) (f32.sqrt (f32.const 2)) (local.get 0)))',
    ir: '(set $1 (i32.load 4))\n(i32.store 32 (? $0 $1 (i32.reinterpret_f32 (f32.sqrt 2f))))', calls: [[0], [1]] },
  { what: 'either of two locals, of which one is computed', fields: memory,
    func: '(param i32) (local $a f32) (local $b f32) (local.set $a (f32.load (i32.const 0))) (local.set $b (f32.sqrt (f32.const 2))) (f32.store (i32.const 32) (select (local.get $a) (local.get $b) (local.get 0)))',
    ir: '(set $1 (i32.load 0))\n(set $2 (f32.sqrt 2f))\n(i32.store 32 (? $0 $1 (i32.reinterpret_f32 $2)))', calls: [[0], [1]] },
  { what: 'a local that is moved, and is another purpose\'s later', fields: memory,
    func: '(local $a f32) (local.set $a (f32.load (i32.const 4))) (f32.store (i32.const 32) (local.get $a)) (local.set $a (f32.sqrt (f32.load (i32.const 0)))) (f32.store (i32.const 36) (f32.add (local.get $a) (local.get $a)))',
    ir: '(set $0 (i32.load 4))\n(i32.store 32 $0)\n(set $1 (f32.sqrt (f32.load 0)))\n(f32.store 36 (f32.add $1 $1))', calls: [[]] },
  { what: 'a local that is computed, and moved in a loop', fields: memory,
    func: `(param i32) (local $a f64) (local.set $a (f64.add (f64.load (i32.const 0)) (f64.const 1))) (f64.store (i32.const 40) (f64.mul (local.get $a) (local.get $a)))
      (loop (local.set $a (f64.load (i32.const 8))) (f64.store (i32.const 32) (local.get $a)) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))`,
    ir: '(set $1 (f64.add (f64.load 0) 1d))\n(f64.store 40 (f64.mul $1 $1))\n(loop L1\n  (set $2 (i64.load 8))\n  (i64.store 32 $2)\n  (if (tee $0 (i32.sub $0 1))\n    (br L1)))', calls: [[3]] },
  { what: 'a web with a computed and a moved value holds bits', fields: memory,
    func: '(param i32) (local $a f32) (local.set $a (f32.load (i32.const 4))) (if (local.get 0) (then (local.set $a (f32.sqrt (f32.const 2))))) (f32.store (i32.const 32) (local.get $a))',
    ir: '(set $1 (i32.load 4))\n(if $0\n  (set $1 (i32.reinterpret_f32 (f32.sqrt 2f))))\n(i32.store 32 $1)', calls: [[0], [1]] },
  { what: 'a number or an integer, as a union of both is stored', fields: memory,
    func: `(param i32 i64 f64) (local $a f64)
      (if (local.get 0) (then (local.set $a (f64.reinterpret_i64 (i64.sub (local.get 1) (i64.const 6))))) (else (local.set $a (f64.sub (local.get 2) (f64.const 6)))))
      (f64.store (i32.const 32) (local.get $a))`,
    ir: '(if $0\n  (set $3 (i64.sub $1 6n))\n else\n  (set $3 (i64.reinterpret_f64 (f64.sub $2 6d))))\n(i64.store 32 $3)', calls: [[0, 5n, 5], [1, 5n, 5]] },
  { what: 'bits that come through another local', fields: memory,
    func: `(param i32 f64) (local $a f64) (local $b f64) (local.set $a (f64.load (i32.const 8))) (local.set $b (f64.sqrt (local.get 1)))
      (if (local.get 0) (then (local.set $b (local.get $a)))) (f64.store (i32.const 32) (local.get $b))`,
    ir: '(set $2 (i64.load 8))\n(set $3 (i64.reinterpret_f64 (f64.sqrt $1)))\n(if $0\n  (set $3 $2))\n(i64.store 32 $3)', calls: [[0, 2], [1, 2]] },
  { what: 'a number that is only stored, and one that a constant may take the place of, stay numbers', fields: memory,
    func: `(param i32 f64) (local $a f64) (local $b f64) (local.set $a (f64.sqrt (local.get 1))) (f64.store (i32.const 32) (local.get $a)) (local.set $b (local.get $a))
      (if (local.get 0) (then (local.set $b (f64.const 1)))) (f64.store (i32.const 40) (local.get $b))`,
    ir: '(set $2 (f64.sqrt $1))\n(f64.store 32 $2)\n(set $3 $2)\n(if $0\n  (set $3 1d))\n(f64.store 40 $3)', calls: [[0, 2], [1, 2]] },
  { what: 'a union, which is stored, and either an integer or a number', fields: memory,
    func: `(param i32) (result i32) (local $a f64) (f64.store (i32.const 32) (local.tee $a (f64.load (i32.const 8))))
      (if (result i32) (local.get 0) (then (i64.ne (i64.reinterpret_f64 (local.get $a)) (i64.const 0))) (else (f64.ne (local.get $a) (f64.const 0))))`,
    ir: '(i64.store 32 (tee $1 (i64.load 8)))\n(return (? $0 (i64.ne $1 0n) (f64.ne (f64.reinterpret_i64 $1) 0d)))', calls: [[0], [1]] },
  { what: 'a remainder of integers or of floats, which is stored, is in two locals', fields: memory,
    func: `(param i32 i64 f64) (local $a f64)
      (if (local.get 0) (then (local.set $a (f64.reinterpret_i64 (i64.sub (local.get 1) (i64.const 6)))))
        (else
          (local.set $a (f64.sub (local.get 2) (f64.const 6)))
          (if (f64.lt (local.get $a) (f64.const 0)) (then (local.set $a (f64.add (local.get $a) (local.get 2)))))))
      (f64.store (i32.const 32) (local.get $a))`,
    ir: '(if $0\n  (set $3 (i64.sub $1 6n))\n  (set $4 (f64.reinterpret_i64 $3))\n else\n  (set $4 (f64.sub $2 6d))\n  (set $3 (i64.reinterpret_f64 $4))\n  (if (f64.lt $4 0d)\n    (set $4 (f64.add $4 $2))\n    (set $3 (i64.reinterpret_f64 $4))))\n(i64.store 32 $3)', calls: [[0, 5n, 5], [1, 5n, 5], [0, 5n, 7], [0, 5n, -2]] },
  { what: 'the same where it is wanted as a number at once, and stored at once', fields: memory,
    func: `(param i32 i64 f64) (local $a f64)
      (if (local.get 0) (then (if (f64.lt (local.tee $a (f64.reinterpret_i64 (i64.sub (local.get 1) (i64.const 6)))) (f64.const 0)) (then (local.set $a (f64.neg (local.get $a))))))
        (else (f64.store (i32.const 40) (local.tee $a (f64.sub (local.get 2) (f64.const 6))))))
      (f64.store (i32.const 32) (local.get $a)) (f64.store (i32.const 48) (f64.mul (local.get $a) (local.get $a)))`,
    ir: '(if $0\n  (if (f64.lt (tee $4 (f64.reinterpret_i64 (tee $3 (i64.sub $1 6n)))) 0d)\n    (set $4 (f64.neg $4))\n    (set $3 (i64.reinterpret_f64 $4)))\n else\n  (i64.store 40 (tee $3 (i64.reinterpret_f64 (tee $4 (f64.sub $2 6d))))))\n(i64.store 32 $3)\n(f64.store 48 (f64.mul $4 $4))', calls: [[0, 5n, 5], [1, 5n, 5], [1, 0xc000000000000006n, 5], [1, 0x4000000000000006n, 5]] },
  { what: 'one that is read before it is assigned is zero', fields: memory,
    func: `(param i32 i64 f64) (local $a f64)
      (if (local.get 0) (then (local.set $a (f64.reinterpret_i64 (local.get 1)))) (else (if (f64.ne (local.get $a) (f64.const 0)) (then (local.set $a (f64.sub (local.get 2) (f64.const 6)))))))
      (f64.store (i32.const 32) (local.get $a)) (f64.store (i32.const 48) (f64.mul (local.get $a) (local.get $a)))`,
    ir: '(set $4 0d)\n(if $0\n  (set $3 $1)\n  (set $4 (f64.reinterpret_i64 $3))\n else\n  (if (f64.ne $4 0d)\n    (set $4 (f64.sub $2 6d))\n    (set $3 (i64.reinterpret_f64 $4))))\n(i64.store 32 $3)\n(f64.store 48 (f64.mul $4 $4))', calls: [[0, 5n, 5], [1, 5n, 5]] },
  { what: 'an integer that is stored at once and computed with stays a number', fields: memory,
    func: `(param i32 i64 f64) (local $a f64)
      (if (local.get 0) (then (f64.store (i32.const 40) (local.tee $a (f64.reinterpret_i64 (local.get 1))))) (else (local.set $a (f64.sub (local.get 2) (f64.const 6)))))
      (f64.store (i32.const 32) (local.get $a)) (f64.store (i32.const 48) (f64.mul (local.get $a) (local.get $a)))`,
    ir: '(if $0\n  (f64.store 40 (tee $3 (f64.reinterpret_i64 $1)))\n else\n  (set $3 (f64.sub $2 6d)))\n(f64.store 32 $3)\n(f64.store 48 (f64.mul $3 $3))', calls: [[0, 5n, 5], [1, 5n, 5]] },
  { what: 'what is an integer and a number, and stored nowhere, stays a number', fields: memory,
    func: `(result i32) (local $a f64) (local.set $a (f64.load (i32.const 8)))
      (i32.or (i64.ne (i64.reinterpret_f64 (local.get $a)) (i64.const 0)) (f64.ne (local.get $a) (f64.const 0)))`,
    ir: '(set $0 (f64.load 8))\n(return (i32.or (i64.ne (i64.reinterpret_f64 $0) 0n) (f64.ne $0 0d)))', calls: [[]] },
  { what: 'bits do not come through a local that is computed with', fields: memory,
    func: `(param i32) (local $a f64) (local $b f64) (local.set $a (f64.load (i32.const 8))) (local.set $b (f64.add (local.get $a) (local.get $a)))
      (if (local.get 0) (then (local.set $b (local.get $a)))) (f64.store (i32.const 32) (local.get $b))`,
    ir: '(set $1 (f64.load 8))\n(set $2 (f64.add $1 $1))\n(if $0\n  (set $2 $1))\n(f64.store 32 $2)', calls: [[0], [1]] },
]);

test.run();
