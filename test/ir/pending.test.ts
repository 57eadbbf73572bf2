/**
 * Values that wait on the stack while statements run: every kind of value before every kind of statement, and two of each, chosen by chance. Each
 * function tells the values and what state it leaves.
 */
import { test } from 'uvu';
import { agree } from '../agree.js';
import { Random } from '../fuzz/random.js';

const VALUES: readonly string[] = [
  '(local.get $l)', '(local.tee $l (i32.const 2))', '(local.tee $l (i32.add (local.get $l) (i32.const 3)))', '(i32.mul (local.get $l) (i32.const 5))', '(global.get $g)', '(i32.load (i32.const 16))',
  '(i32.load8_u (i32.const 17))', '(i32.load (local.tee $l (i32.const 16)))', '(call $next)', '(memory.size)', '(i32.div_u (i32.const 70) (local.get $l))',
  '(select (local.get $l) (global.get $g) (local.get $k))', '(if (result i32) (local.get $k) (then (local.tee $l (i32.const 9))) (else (local.get $l)))', '(if (result i32) (local.get $k) (then (local.get $l)) (else (call $next)))',
  '(block (result i32) (br_if 0 (local.get $l) (local.get $k)) (drop) (local.tee $l (i32.const 77)))', '(call_indirect (type $value) (i32.const 0))', '(i32.wrap_i64 (i64.load (i32.const 16)))', '(i32.wrap_i64 (local.get $w))',
  '(i32.wrap_i64 (local.tee $w (i64.shl (local.get $w) (i64.const 1))))', '(i32.trunc_f64_s (local.tee $d (f64.add (local.get $d) (f64.const 1))))', '(i32.wrap_i64 (i64.shr_u (local.get $w) (i64.extend_i32_u (local.get $l))))',
];
const STATEMENTS: readonly string[] = [
  '', '(local.set $l (i32.const 5))', '(drop (local.tee $l (i32.const 6)))', '(local.set $l (i32.add (local.get $l) (i32.const 1)))', '(global.set $g (i32.const 12))', '(global.set $g (local.tee $l (i32.const 13)))',
  '(i32.store (i32.const 16) (i32.const 14))', '(i32.store8 (i32.const 17) (local.get $l))', '(i32.store (local.tee $l (i32.const 16)) (i32.const 3))', '(i32.store (i32.const 16) (local.tee $l (i32.const 4)))', '(call $change)',
  '(drop (call $next))', '(drop (memory.grow (i32.const 1)))', '(block (br_if 0 (local.get $k)) (local.set $l (i32.const 7)))', '(if (local.get $k) (then (local.set $l (i32.const 8))))',
  '(if (local.get $k) (then (drop (local.tee $l (i32.const 21)))) (else (global.set $g (i32.const 22))))', '(loop (local.set $l (i32.add (local.get $l) (i32.const 1))) (br_if 0 (i32.lt_u (local.get $l) (i32.const 10))))',
  '(if (i32.eq (local.get $l) (local.get $k)) (then (return (i64.const -1))))', '(drop (i32.load (i32.sub (i32.const 0) (local.get $k))))', '(drop (i32.div_u (i32.const 1) (local.get $k)))', '(i64.store (i32.const 16) (local.tee $w (i64.const 0x700000009)))',
  '(local.set $w (i64.sub (local.get $w) (i64.const 3)))', '(drop (local.tee $w (i64.const 99)))', '(local.set $d (f64.const 30))', '(drop (local.tee $d (f64.const 31)))', '(memory.fill (i32.const 16) (local.tee $l (i32.const 1)) (i32.const 5))',
  '(block (loop (br_if 1 (local.tee $k (i32.eqz (local.get $k)))) (br 0)))', '(br_table 0 0 (local.tee $l (i32.const 1)))',
];

/** Locals and state begin alike; the values that waited are summed up last, the later first, with what is found then. */
const functionOf = (name: string, parts: readonly (readonly [value: string, statement: string])[]): string => {
  const sum = (x: string): string => `(local.set $s (i64.add (i64.mul (local.get $s) (i64.const 31)) (i64.extend_i32_u ${x})))`;
  return `(func (export "${name}") (param $k i32) (result i64) (local $l i32) (local $w i64) (local $d f64) (local $s i64) (local $v i32)
    (local.set $l (i32.const 1)) (local.set $w (i64.const 0x500000006)) (local.set $d (f64.const 2.5)) (global.set $g (i32.const 40)) (i64.store (i32.const 16) (i64.const 0x1234567890abcdef))
    ${parts.map(([value, statement]) => (statement.startsWith('(br_table') ? `(block (result i32) ${value} ${statement.slice(0, -1)})) ` : `${value} ${statement}`)).join('\n    ')}
    ${parts.map(() => `(local.set $v) ${sum('(local.get $v)')}`).join(' ')}
    ${['(local.get $l)', '(global.get $g)', '(i32.load (i32.const 16))', '(i32.wrap_i64 (local.get $w))', '(i32.trunc_f64_s (local.get $d))', '(local.get $k)'].map(sum).join(' ')} (local.get $s))`;
};

function check(chosen: readonly (readonly (readonly [string, string])[])[]): void {
  const text = `(module (type $value (func (result i32))) (memory (export "memory") 1 6) (table funcref (elem $next)) (global $g (mut i32) (i32.const 0))
    (func $change (global.set $g (i32.add (global.get $g) (i32.const 100))) (i32.store (i32.const 16) (global.get $g)))
    (func $next (type $value) (call $change) (global.get $g))
    ${chosen.map((parts, n) => functionOf(`f${n}`, parts)).join('\n')})`;
  const calls = chosen.flatMap((_, n) => [[`f${n}`, 0], [`f${n}`, 1]] as const);
  agree(text, calls, { levels: [0, 1, 2, 3] });
  agree(text, calls, { levels: [2], options: { target: 'hermes' } });
  agree(text, calls, { levels: [2], options: { inlineSize: 1000 } });
}

test('each value before each statement', () => check(VALUES.flatMap((value) => STATEMENTS.map((statement) => [[value, statement] as const]))));

test('two values that wait, and three, by chance', () => {
  const random = new Random(7);
  const part = (): readonly [string, string] => [random.pick(VALUES), random.pick(STATEMENTS)];
  check(Array.from({ length: 600 }, (_, n) => Array.from({ length: 2 + (n & 1) }, part)));
});

test.run();
