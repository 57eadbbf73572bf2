/** i64 that loops count, sum and divide by, as doubles: random loops, from the smallest values to the largest, give what the engine's own WebAssembly gives. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree } from '../agree.js';
import { Random } from '../fuzz/random.js';
import { irOf, verifyAll } from '../ir/functions.js';
import { assemble } from '../wabt.js';

/** Nothing reads $e after the loop, nor some others. */
const LOCALS = ['$a', '$b', '$c', '$d', '$e'];
const CONSTANTS = [1n, 2n, 3n, 7n, 10n, 255n, 1000n, -1n, -5n, 0n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, -(2n ** 31n), 2n ** 40n, 2n ** 53n, -(2n ** 63n)];
const TESTS = ['lt_s', 'gt_u', 'le_u', 'ge_s', 'eq', 'ne'];
/** The second operand is a constant. */
const BY_CONSTANT = ['mul', 'div_s', 'div_u', 'rem_s', 'rem_u', 'and', 'shl', 'shr_s', 'shr_u'];

function value(r: Random, depth: number): string {
  const leaf = (): string => `(local.get ${r.pick(LOCALS)})`;
  if (depth === 0) return r.chance(0.6) ? leaf() : `(i64.const ${r.pick(CONSTANTS)})`;
  const inner = (): string => value(r, depth - 1);
  switch (r.below(9)) {
    case 0: return `(i64.extend_i32_${r.pick(['s', 'u'])} (i32.wrap_i64 ${inner()}))`;
    case 1: return `(i64.extend_i32_u (i64.${r.pick(TESTS)} ${inner()} ${inner()}))`;
    case 2: return `(i64.load${r.pick(['8_s', '16_u', '32_s', '32_u'])} (i32.and (i32.wrap_i64 ${inner()}) (i32.const 1023)))`;
    case 3: return `(select ${inner()} ${inner()} (i64.${r.pick(TESTS)} ${inner()} ${leaf()}))`;
    case 4: return `(i64.${r.pick(['div_s', 'rem_u', 'rem_s', 'mul', 'or', 'xor'])} ${inner()} ${inner()})`;
    case 5: return `(local.tee ${r.pick(LOCALS)} ${inner()})`;
    case 6: return `(i64.extend${r.pick([8, 16, 32])}_s ${inner()})`;
    case 7: return `(i64.${r.pick(BY_CONSTANT)} ${inner()} (i64.const ${r.pick(CONSTANTS)}))`;
    default: return `(i64.${r.pick(['add', 'add', 'sub'])} ${inner()} ${r.chance(0.5) ? leaf() : inner()})`;
  }
}

function statement(r: Random): string {
  const local = r.pick(LOCALS);
  switch (r.below(8)) {
    case 0: return `(if (i64.${r.pick(TESTS)} ${value(r, 1)} ${value(r, 1)}) (then ${statement(r)}) (else ${statement(r)}))`;
    case 1: return `(i64.store${r.pick(['', '8', '32'])} (i32.and (local.get $n) (i32.const 1016)) ${value(r, 1)})`;
    case 2: return `(br_if $out (i64.eq ${value(r, 1)} (i64.const ${r.pick(CONSTANTS)})))`;
    case 3: return `(global.set $float (f64.add (global.get $float) (f64.convert_i64_${r.pick(['s', 'u'])} ${value(r, 1)})))`;
    case 4: return `(local.set ${local} ${value(r, 2)})`;
    default: return `(local.set ${local} (i64.add (local.get ${local}) ${r.chance(0.5) ? `(i64.const ${r.pick(CONSTANTS)})` : value(r, r.below(2))}))`;
  }
}

function loop(r: Random): string {
  const body = Array.from({ length: 1 + r.below(4) }, () => statement(r)).join('\n');
  const again = '(br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))';
  const ends = [again, `(if (i64.ne ${value(r, 1)} (i64.const 77)) (then ${again}))`, `(br_if $out (i64.eqz ${value(r, 1)})) ${again}`];
  const once = `(block $out (loop $again\n${body}\n${r.pick(ends)}))`;
  const around = (): string => LOCALS.filter(() => r.chance(0.2)).map((local) => `(local.set ${local} ${value(r, 1)})`).join(' ');
  const times = r.chance(0.5) ? once : `(loop $around (local.set $n (local.get $m)) ${around()} ${once} ${around()} (br_if $around (i32.lt_u (local.tee $o (i32.add (local.get $o) (i32.const 1))) (i32.const 4))))`;
  const sum = LOCALS.filter((local) => local !== '$e' && r.chance(0.7)).reduce((rest, local) => `(i64.add (local.get ${local}) (i64.rotl ${rest} (i64.const 13)))`, '(i64.const 0)');
  return `(module (memory (export "memory") 1) (global $float (export "float") (mut f64) (f64.const 0))
    (func (export "seen") (result f64) (global.get $float))
    (func (export "f") (param $n i32) (param $a i64) (param $b i64) (param $c i64) (result i64) (local $d i64) (local $e i64) (local $m i32) (local $o i32)
      (local.set $m (local.get $n)) ${times} ${sum}))`;
}

const STARTS = [0n, 1n, 5n, -1n, 100n, 2n ** 24n, 2n ** 25n, 2n ** 31n, 2n ** 40n, 2n ** 50n - 1n, 2n ** 50n, -(2n ** 50n), 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)];

function calls(r: Random): (readonly [string, ...unknown[]])[] {
  return [1, 2, 3, 17, 40, 700, 2500].flatMap((n) => [['f', n, r.pick(STARTS), r.pick(STARTS), r.pick(STARTS)], ['seen']] as const);
}

const again = '(br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))';
const add = (local: string, what: string): string => `(local.set ${local} (i64.add (local.get ${local}) ${what}))`;
const remainder = add('$b', '(i64.rem_s (local.get $a) (i64.const 1000))');
/** Bodies of loops of $n rounds; $a begins with each of the values, all other locals with zero. */
const directed: Readonly<Record<string, readonly [body: string, ...starts: bigint[]]>> = {
  'values that leave the range of exact doubles in a piece': [`${add('$a', '(i64.const 0x10000000001)')} ${remainder}`, 0n, 2n ** 50n - 5n, 2n ** 50n - 2n ** 43n, -(2n ** 50n), 2n ** 53n - 9n, 2n ** 62n],
  'values that fall below zero in a piece': [`(if (i64.lt_u (local.get $a) (i64.const 1000)) (then ${add('$b', '(i64.const 1)')})) ${add('$a', '(i64.const -1)')} ${add('$c', '(i64.const 3)')} ${add('$b', '(i64.rem_s (local.get $c) (i64.const 1000))')}`, 600n, 3n, 0n, 100000n],
  'products that no double has': [`${add('$a', '(i64.const 1)')} ${add('$b', '(i64.rem_s (i64.mul (local.get $a) (i64.const 9)) (i64.const 1000))')} ${remainder}`, 2n ** 50n - 1000n, 2n ** 49n + 1n, 7n],
  'squares': [`${add('$a', '(i64.const 3)')} ${add('$b', '(i64.rem_u (i64.const 99999999) (i64.mul (local.get $a) (local.get $a)))')}`, 1n, 2n ** 25n - 100n, 2n ** 26n, -5n, -3000n],
  'a counter that nothing reads afterwards': [`${add('$a', '(i64.const 0x20000000000)')} ${add('$c', '(i64.const 1)')} (if (i64.eqz (i64.rem_u (local.get $c) (i64.const 100))) (then ${add('$b', '(local.get $a)')}))`, 2n ** 49n, 2n ** 50n - 2n ** 48n],
  'zeros that doubles have a sign of': [`${add('$a', '(i64.const 1)')} (local.set $f (f64.add (local.get $f) (f64.copysign (f64.const 1) (f64.convert_i64_s (i64.mul (local.get $a) (i64.const -3)))))) ${remainder}`, -5n, -40n, 7n],
  'a division by zero': [`${add('$a', '(i64.const -1)')} ${add('$b', '(i64.rem_s (i64.const 123456789) (local.get $a))')}`, 5n, 30n, 3000n],
  'an early end, at which other values are known': [`${add('$a', '(i64.const 7)')} ${remainder} (br_if $out (i64.gt_s (local.get $b) (i64.const 200000)))`, 0n, -3000n, 2n ** 40n],
  'a return of what it counts': [`${add('$a', '(i64.const 7)')} ${remainder} (if (i64.gt_s (local.get $b) (i64.const 200000)) (then (return (local.get $a))))`, 0n, 2n ** 40n],
};

const textOf = (body: string): string => `(module (func (export "f") (param $n i32) (param $a i64) (result i64) (local $b i64) (local $c i64) (local $f f64)
  (block $out (loop $again ${body} ${again}))
  (i64.xor (i64.add (local.get $a) (i64.trunc_sat_f64_s (local.get $f))) (i64.rotl (local.get $b) (i64.const 13)))))`;
const rounds = [1, 2, 3, 4, 5, 16, 17, 18, 600, 3000];

for (const [what, [body, ...starts]] of Object.entries(directed)) {
  test(what, () => {
    const text = textOf(body);
    agree(text, starts.flatMap((p) => rounds.map((n) => ['f', n, p] as const)), { levels: [1, 2] });
    assert.ok(irOf(text, 'structure', 'forward', 'moves', 'doubles').split('trunc_sat').length > 2);
  });
}

test('a counter that nothing reads but the loop, when it is entered again', () => {
  const body = (set: string): string => `${set} (local.set $m (local.get $n)) (block $out (loop $again ${add('$a', '(i64.const 7)')} ${remainder} (br_if $again (local.tee $m (i32.sub (local.get $m) (i32.const 1))))))`;
  const nest = (set: string): string => `(module (func (export "f") (param $n i32) (param $a i64) (result i64) (local $b i64) (local $m i32) (local $o i32)
    (loop $around ${body(set)} (br_if $around (i32.lt_u (local.tee $o (i32.add (local.get $o) (i32.const 1))) (i32.const 3)))) (local.get $b)))`;
  const given = (text: string): number => irOf(text, 'structure', 'forward', 'moves', 'doubles').split('set $1 (i64.trunc_sat').length - 1;
  const [carried, anew] = [nest(''), nest('(local.set $a (i64.extend_i32_s (local.get $o)))')];
  for (const text of [carried, anew]) agree(text, [0n, -3000n, 2n ** 40n].flatMap((p) => rounds.map((n) => ['f', n, p] as const)));
  assert.is(given(carried), given(anew) + 1);
});

test('values that grow too fast, pass what is exact, or are needed as words, stay two words', () => {
  const past = `(local.set $c (i64.const 0x20000000000000)) (local.set $c (i64.add (local.get $c) (i64.const 1))) ${add('$b', '(i64.rem_s (local.get $c) (i64.const 1000))')}`;
  for (const body of [past, add('$a', '(i64.const 0x200000000001)'), add('$a', '(local.get $a)'), add('$a', '(i64.rotl (local.get $a) (i64.const 9))'), '(local.set $a (i64.mul (local.get $a) (i64.const 3)))']) {
    const text = textOf(`${body} ${remainder}`);
    agree(text, [0n, 1n, 2n ** 50n - 1n, 2n ** 63n - 5n].flatMap((p) => rounds.map((n) => ['f', n, p] as const)));
    assert.not.match(irOf(text, 'structure', 'forward', 'moves', 'doubles'), 'set $1 (i64.trunc_sat');
  }
});

const [from, count] = (process.env['DOUBLES'] ?? '1,150').split(',').map(Number) as [number, number];

test(`${count} random loops`, () => {
  let pieces = 0;
  for (let seed = from; seed < from + count; seed++) {
    const r = new Random(seed);
    const text = loop(r);
    try {
      agree(text, calls(r), { levels: [2] });
      verifyAll(assemble(text));
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}\n${text}`, { cause: error });
    }
    if (irOf(text, 'structure', 'forward', 'moves', 'doubles').includes('trunc_sat')) pieces++;
  }
  assert.ok(pieces > count / 10, `only ${pieces} of ${count} were cut in pieces`);
});

test.run();
