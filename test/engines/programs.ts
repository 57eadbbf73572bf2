/** Instructions in combination: control, segments, start, growth, and a small program. */
import type { Group } from './group.js';

/** Prints "Hello World!" and a line feed. */
const HELLO = '++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.';

export const programGroups: readonly Group[] = [
  {
    name: 'control',
    wat: {
      m: `(module
        (func (export "br_table") (param i32) (result i32)
          (block $d (block $c (block $b (block $a (br_table $a $b $c $d (local.get 0))) (return (i32.const 10))) (return (i32.const 20))) (return (i32.const 30))) (i32.const 40))
        (func (export "gcd") (param i32 i32) (result i32) (local i32)
          (block $done (loop $again (br_if $done (i32.eqz (local.get 1)))
            (local.set 2 (i32.rem_u (local.get 0) (local.get 1))) (local.set 0 (local.get 1)) (local.set 1 (local.get 2)) (br $again)))
          (local.get 0))
        (func (export "nested") (param i32) (result i32) (local i32 i32)
          (loop $outer (local.set 2 (i32.const 0))
            (loop $inner (local.set 1 (i32.add (local.get 1) (i32.xor (local.get 2) (local.get 0))))
              (br_if $inner (i32.lt_s (local.tee 2 (i32.add (local.get 2) (i32.const 1))) (local.get 0))))
            (br_if $outer (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (local.get 1))
        (func (export "select") (param f64 f64 i32) (result f64) (select (local.get 0) (local.get 1) (local.get 2)))
        (func (export "multi") (param i32 i32) (result i32 i32) (local.get 0) (local.get 1)
          (if (param i32 i32) (result i32 i32) (i32.lt_s (local.get 0) (local.get 1)) (then (i32.add (i32.const 1))) (else (i32.sub) (local.get 0))))
        (func (export "deep") (param i32) (result i32) ${'(i32.const 1) '.repeat(300)} (local.get 0) ${'i32.add '.repeat(300)})
        (func (export "blocks") (param i32) (result i32) ${'block '.repeat(120)} (br_table ${Array.from({ length: 120 }, (_, i) => i).join(' ')} (local.get 0)) ${'end (local.set 0 (i32.add (local.get 0) (i32.const 1))) '.repeat(120)} (local.get 0)))`,
    },
    driver: (load, report) => {
      const exports = load.m!();
      report('br_table', () => [0, 1, 2, 3, 4, -1].map(exports.br_table));
      report('loops', () => [exports.gcd(1071, 462), exports.gcd(-5, 15), exports.nested(9)]);
      report('select', () => [exports.select(1, -0, 0), exports.select(NaN, 2, 5)]);
      report('blocks with several values', () => [exports.multi(1, 2), exports.multi(5, 2)].join(';'));
      report('a deep expression', () => exports.deep(7));
      report('deep blocks', () => [0, 1, 60, 118, 119, 500].map((i) => exports.blocks(i)));
    },
  },
  {
    name: 'segments, start and growth',
    wat: {
      m: `(module (memory (export "memory") 1 3) (global $started (mut i32) (i32.const 0)) (table (export "table") 3 funcref) (table $any 2 externref)
        (data (i32.const 4) "\\00\\01\\7f\\80\\ff") (data (i32.const 65533) "end") (data $passive "passive")
        (elem $functions func $one $two) (func $one (result i32) (i32.const 1)) (func $two (result i32) (i32.const 2))
        (func $start (global.set $started (i32.add (i32.load8_u (i32.const 8)) (global.get $started)))) (start $start)
        (func (export "started") (result i32) (global.get $started))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))) (func (export "size") (result i32) (memory.size))
        (func (export "last") (result i32) (i32.store8 (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 1)) (i32.const 9)) (i32.load8_u (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 1))))
        (func (export "init") (param i32 i32 i32) (memory.init $passive (local.get 0) (local.get 1) (local.get 2)))
        (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
        (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
        (func (export "functions") (param i32 i32 i32) (table.init 0 $functions (local.get 0) (local.get 1) (local.get 2)))
        (func (export "call") (param i32) (result i32) (call_indirect (result i32) (local.get 0)))
        (func (export "any") (param i32 externref) (result externref) (table.set $any (local.get 0) (local.get 1)) (table.get $any (i32.const 0)))
        (func (export "more") (param externref i32) (result i32) (table.grow $any (local.get 0) (local.get 1)))
        (func (export "null") (param i32) (result i32) (ref.is_null (table.get $any (local.get 0)))))`,
      fails: '(module (memory 1) (func $start unreachable) (start $start))',
      outside: '(module (memory 1) (data (i32.const 65534) "abc"))',
    },
    driver: (load, report) => {
      const m = load.m!();
      const bytes = (from: number, to: number): string => [...new Uint8Array(m.memory.buffer).subarray(from, to)].join();
      report('active segments and start', () => [bytes(3, 10), bytes(65533, 65536), m.started()].join(' '));
      report('growth', () => [m.grow(0), m.grow(1), m.size(), m.grow(2), m.grow(-1), m.last(), m.grow(1), m.grow(1), m.last(), bytes(3, 10)].join(' '));
      report('memory.init', () => { m.init(20, 2, 4); return bytes(18, 26); });
      report('memory.copy', () => { m.copy(21, 20, 4); m.copy(30, 21, 4); return bytes(18, 36); });
      report('memory.fill', () => { m.fill(40, 511, 3); return bytes(38, 46); });
      report('table.init', () => { m.functions(1, 0, 2); return [m.call(1), m.call(2), m.table.get(1) === m.table.get(1)]; });
      report('externref', () => [m.any(0, 'kept'), m.any(1, 5), m.more(undefined, 2), m.null(2), m.null(0), m.any(0, null), m.null(0)]);
      report('a start function that traps', () => load.fails!(), 'unreachable');
      report('a segment that does not fit', () => load.outside!(), 'out of bounds memory access');
    },
  },
  {
    name: 'a small program: an interpreter, a sieve, a hash and a sort',
    wat: {
      m: `(module (import "host" "put" (func $put (param i32))) (memory (export "memory") 2) (data (i32.const 0) "${HELLO}\\00")
        (func (export "interpret") (local $pc i32) (local $p i32) (local $depth i32) (local $c i32)
          (local.set $p (i32.const 1024))
          (loop $next
            (local.set $c (i32.load8_u (local.get $pc)))
            (if (i32.eqz (local.get $c)) (then (return)))
            (if (i32.eq (local.get $c) (i32.const 43)) (then (i32.store8 (local.get $p) (i32.add (i32.load8_u (local.get $p)) (i32.const 1)))))
            (if (i32.eq (local.get $c) (i32.const 45)) (then (i32.store8 (local.get $p) (i32.sub (i32.load8_u (local.get $p)) (i32.const 1)))))
            (if (i32.eq (local.get $c) (i32.const 62)) (then (local.set $p (i32.add (local.get $p) (i32.const 1)))))
            (if (i32.eq (local.get $c) (i32.const 60)) (then (local.set $p (i32.sub (local.get $p) (i32.const 1)))))
            (if (i32.eq (local.get $c) (i32.const 46)) (then (call $put (i32.load8_u (local.get $p)))))
            (if (i32.and (i32.eq (local.get $c) (i32.const 91)) (i32.eqz (i32.load8_u (local.get $p)))) (then
              (local.set $depth (i32.const 1))
              (loop $forward (local.set $pc (i32.add (local.get $pc) (i32.const 1)))
                (local.set $depth (i32.add (local.get $depth) (i32.sub (i32.eq (i32.load8_u (local.get $pc)) (i32.const 91)) (i32.eq (i32.load8_u (local.get $pc)) (i32.const 93)))))
                (br_if $forward (local.get $depth)))))
            (if (i32.and (i32.eq (local.get $c) (i32.const 93)) (i32.ne (i32.load8_u (local.get $p)) (i32.const 0))) (then
              (local.set $depth (i32.const 1))
              (loop $back (local.set $pc (i32.sub (local.get $pc) (i32.const 1)))
                (local.set $depth (i32.add (local.get $depth) (i32.sub (i32.eq (i32.load8_u (local.get $pc)) (i32.const 93)) (i32.eq (i32.load8_u (local.get $pc)) (i32.const 91)))))
                (br_if $back (local.get $depth)))))
            (local.set $pc (i32.add (local.get $pc) (i32.const 1)))
            (br $next)))
        (func (export "primes") (param $n i32) (result i32) (local $i i32) (local $j i32) (local $count i32)
          (memory.fill (i32.const 4096) (i32.const 0) (local.get $n))
          (local.set $i (i32.const 2))
          (loop $each
            (if (i32.eqz (i32.load8_u offset=4096 (local.get $i))) (then
              (local.set $count (i32.add (local.get $count) (i32.const 1)))
              (local.set $j (i32.mul (local.get $i) (local.get $i)))
              (block $out (loop $mark (br_if $out (i32.ge_u (local.get $j) (local.get $n)))
                (i32.store8 offset=4096 (local.get $j) (i32.const 1)) (local.set $j (i32.add (local.get $j) (local.get $i))) (br $mark)))))
            (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
          (local.get $count))
        (func (export "hash") (param $to i32) (result f64 i32) (local $i i32) (local $h i64)
          (local.set $h (i64.const 0xcbf29ce484222325))
          (loop $each
            (local.set $h (i64.mul (i64.xor (local.get $h) (i64.load8_u (local.get $i))) (i64.const 0x100000001b3)))
            (br_if $each (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $to))))
          (f64.convert_i64_u (local.get $h)) (i32.wrap_i64 (i64.rotl (local.get $h) (i64.const 17))))
        (func (export "sort") (param $count i32) (result f64) (local $i i32) (local $j i32) (local $x f64) (local $seed i64) (local $sum f64)
          (local.set $seed (i64.const 88172645463325252))
          (loop $fill
            (local.set $seed (i64.xor (local.get $seed) (i64.shl (local.get $seed) (i64.const 13))))
            (local.set $seed (i64.xor (local.get $seed) (i64.shr_u (local.get $seed) (i64.const 7))))
            (local.set $seed (i64.xor (local.get $seed) (i64.shl (local.get $seed) (i64.const 17))))
            (f64.store offset=65539 (i32.shl (local.get $i) (i32.const 3)) (f64.div (f64.convert_i64_s (local.get $seed)) (f64.const 3)))
            (br_if $fill (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
          (local.set $i (i32.const 1))
          (loop $insert
            (local.set $x (f64.load offset=65539 (i32.shl (local.get $i) (i32.const 3)))) (local.set $j (local.get $i))
            (block $placed (loop $shift
              (br_if $placed (i32.eqz (local.get $j)))
              (br_if $placed (f64.le (f64.load offset=65531 (i32.shl (local.get $j) (i32.const 3))) (local.get $x)))
              (f64.store offset=65539 (i32.shl (local.get $j) (i32.const 3)) (f64.load offset=65531 (i32.shl (local.get $j) (i32.const 3))))
              (local.set $j (i32.sub (local.get $j) (i32.const 1))) (br $shift)))
            (f64.store offset=65539 (i32.shl (local.get $j) (i32.const 3)) (local.get $x))
            (br_if $insert (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
          (local.set $i (i32.const 0))
          (loop $add (local.set $sum (f64.add (f64.div (local.get $sum) (f64.const 1.5)) (f64.load offset=65539 (i32.shl (local.get $i) (i32.const 3)))))
            (br_if $add (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
          (local.get $sum)))`,
    },
    driver: (load, report) => {
      let written = '';
      const m = load.m!({ host: { put: (byte: number) => { written += String.fromCharCode(byte); } } });
      report('interpreter', () => { m.interpret(); return written.trim(); });
      report('sieve', () => m.primes(20000));
      report('hash', () => m.hash(4096 + 20000));
      report('sort', () => m.sort(300));
    },
  },
];
