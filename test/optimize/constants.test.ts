/**
 * Where constants tell before a loop what it accesses, nothing is looked at, and the loop is there once. What is not sure is not taken for a constant:
 * each program gives what the engine's own WebAssembly gives.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree } from '../agree.js';
import { irOf, verifyAll } from '../ir/functions.js';
import { assemble } from '../wabt.js';

const PASSES = ['structure', 'likely', 'forward', 'moves', 'ranges'] as const;

/** A sum of words from `$p` to before `$end`. */
const sum = (end = '(i32.const 1184)'): string => `(loop $l (local.set $s (i32.xor (i32.rotl (local.get $s) (i32.const 3)) (i32.load (local.get $p))))
  (br_if $l (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 4))) ${end})))`;
const around = (body: string, memory = '1'): string => `(module (memory ${memory}) (data (i32.const 1024) "${Array.from({ length: 200 }, (_, i) => `\\${((i * 37) & 255).toString(16).padStart(2, '0')}`).join('')}")
  (func $id (param i32) (result i32) (local.get 0))
  (func (export "f") (param $n i32) (result i32) (local $p i32) (local $s i32) (local $k i32) ${body} (local.get $s)))`;
const P = '(local.set $p (i32.const 1024))', Q = '(local.set $p (i32.const 1028))';
const calls = [0, 1, 2, 3, 1024, -1].map((n) => ['f', n] as const);

/** How often the loop is there, and whether something is looked at before it. */
function shape(text: string): { readonly copies: number; readonly isLookedAt: boolean } {
  const ir = irOf(text, ...PASSES);
  return { copies: ir.split('i32.load').length - 1, isLookedAt: ir.includes('memory.length') };
}

test('an array at a constant address', () => {
  const text = around(`${P} ${sum()}`);
  assert.equal(shape(text), { copies: 1, isLookedAt: false });
  agree(text, calls);
});

test('a local starts as zero', () => {
  const text = around(sum('(i32.const 160)'));
  assert.equal(shape(text), { copies: 1, isLookedAt: false });
  agree(text, calls);
});

test('beyond the least memory it is looked at', () => {
  for (const [end, isLookedAt] of [[65536, false], [65540, true]] as const) {
    const text = around(`(local.set $p (i32.const 65436)) ${sum(`(i32.const ${end})`)}`, '1 2');
    assert.is(shape(text).isLookedAt, isLookedAt);
    agree(text, calls);
  }
  agree(around(`(local.set $p (i32.const 65437)) ${sum('(i32.const 65537)')}`, '1 1'), calls);
});

test('loops with loops around begin anew', () => {
  const text = around(`(loop $m ${P} ${sum()} (br_if $m (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 3))))`);
  assert.equal(shape(text), { copies: 1, isLookedAt: false });
  agree(text, calls);
});

const unsure: Readonly<Record<string, string>> = {
  'an arm that may be taken': `${P} (if (local.get $n) (then ${Q})) ${sum()}`,
  'one of two arms': `(if (local.get $n) (then ${P}) (else ${Q})) ${sum()}`,
  'an arm, and then the other': `${P} (if (i32.eq (local.get $n) (i32.const 1)) (then ${Q} (call $id (i32.const 1)) (local.set $s)) (else (local.set $k (local.get $p)) ${sum()})) ${P} ${sum('(i32.add (local.get $n) (i32.const 1184))')}`,
  'a block that may be left': `${P} (block $b (br_if $b (local.get $n)) ${Q} (drop (call $id (i32.const 1)))) ${sum()}`,
  'an assignment within an expression': `${P} (local.set $s (i32.xor (local.tee $p (i32.add (i32.const 1024) (i32.and (i32.shl (local.get $n) (i32.const 2)) (i32.const 4)))) (local.get $s))) ${sum()}`,
  'one within a condition': `${P} (if (i32.eq (local.tee $p (i32.sub (i32.const 1028) (i32.shl (i32.eqz (local.get $n)) (i32.const 2)))) (i32.const 7)) (then (local.set $s (i32.const 1)))) ${sum()}`,
  'a call\'s result': `${P} (local.set $p (call $id (i32.and (i32.add (i32.const 1024) (i32.shl (local.get $n) (i32.const 2))) (i32.const 0x404)))) ${sum()}`,
  'an arm of a table that falls into the next': `(block $c (block $b (block $a (br_table $a $b $c (local.get $n))) ${P} (drop (call $id (i32.const 1)))) (local.set $k (i32.const 1)) ${Q}
    (if (i32.eqz (local.get $n)) (then ${P}))) (if (i32.eqz (local.get $p)) (then (local.set $p (i32.const 1032)))) ${sum()}`,
  'the round before': `(local.set $p (i32.const 1024)) (loop $m ${sum()} (local.set $p (i32.const 1032)) (br_if $m (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 3))))`,
  'a parameter': `${sum('(i32.add (local.get $n) (i32.const 200))').replaceAll('$p', '$n').replace('(i32.add (local.get $n) (i32.const 200))', '(i32.const 1184)')}`,
  'what is nested deep': `${P} ${'(if (i32.ne (local.get $n) (local.get $k)) (then (local.set $k (i32.add (local.get $k) (i32.const 1))) '.repeat(70)} (drop (call $id (i32.const 1))) ${Q} ${'))'.repeat(70)} ${sum()}`,
};

for (const [what, body] of Object.entries(unsure)) {
  test(what, () => {
    agree(around(body), what === 'a parameter' ? [['f', 1024], ['f', 1180], ['f', 1028]] : calls);
  });
}

test('a handler begins anywhere in what it handles', () => {
  const text = around(`${P} (try (do (throw_if) ${Q} (throw $e (i32.const 3))) (catch $e (local.set $s))) ${sum()}`)
    .replace('(throw_if)', '(if (local.get $n) (then (throw $e (i32.const 4))))').replace('(memory 1)', '(memory 1) (tag $e (param i32))');
  agree(text, calls);
});

test('branches out of a loop that is there once are counted once', () => {
  for (const leaves of ['(i32.ge_u (local.get $k) (local.get $n))', '(i32.eq (i32.load (local.get $p)) (i32.const 0x11223344))']) {
    const text = around(`${P} (block $out ${sum().replace('(loop $l', `(loop $l (if ${leaves} (then (br $out))) (local.set $k (i32.add (local.get $k) (i32.const 1)))`)} (local.set $s (i32.const 1)))`);
    assert.is(shape(text).isLookedAt, false);
    verifyAll(assemble(text));
    agree(text, [0, 1, 3, 39, 40, 41, -1].map((n) => ['f', n] as const));
  }
});

test('loops of no round more, and of tests that fail at once', () => {
  for (const [begin, end] of [[1024, 1028], [1024, 1032], [1180, 1184], [65532, 65536]]) agree(around(`(local.set $p (i32.const ${begin})) ${sum(`(i32.const ${end})`)}`), calls);
  const ordered = (op: string, limit: number): string => around(`${P} (loop $l (local.set $s (i32.add (local.get $s) (i32.load (local.get $p)))) (br_if $l (i32.${op} (local.tee $p (i32.add (local.get $p) (i32.const 4))) (i32.const ${limit}))))`);
  for (const op of ['lt_s', 'lt_u', 'le_s', 'le_u']) for (const limit of [0, 1024, 1027, 1028, 1029, 1180, 65530]) agree(ordered(op, limit), [['f', 0]]);
});

test.run();
