/** NaNs keep their bits wherever values are only moved, signalling ones included, before and after the engine optimises; native is the oracle. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { native } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { skip } from '../support.js';
import { assemble } from '../wabt.js';

const patterns = [0x7f800001, 0x7fa00000, 0x7fbfffff, -0x7fffff, -0x400001, -0x5fedcb, 0x7fc00000, 0x7fc00001, 0x7fffffff, -0x400000, -1, 0x7f800000, -0x800000, 0, -0x80000000, 0x3f800000, 1];

/** Ways of an f32: from `$x` (a parameter of type f32, or the same value in memory at 0) to an f32 result. */
const ways: Readonly<Record<string, string>> = {
  'the parameter': '(local.get $x)',
  'a load': '(f32.load (i32.const 0))',
  'an unaligned load': '(f32.load offset=61 (i32.const 0))',
  'a local': '(local.set $a (f32.load (i32.const 0))) (local.get $a)',
  'a local read twice': '(local.set $a (f32.load (i32.const 0))) (f32.store (i32.const 16) (local.get $a)) (local.get $a)',
  'a tee': '(f32.store (i32.const 16) (local.tee $a (local.get $x))) (f32.load (i32.const 16))',
  'a chain of locals': '(local.set $a (local.get $x)) (local.set $b (local.get $a)) (local.set $a (local.get $b)) (local.get $a)',
  'a global': '(global.set $g (local.get $x)) (global.get $g)',
  'a call': '(call $id (local.get $x))',
  'an indirect call': '(call_indirect (param f32) (result f32) (f32.load (i32.const 0)) (i32.const 0))',
  'a call with several results': '(call $two (local.get $x)) (drop)',
  'the second of several results': '(call $two (local.get $x)) (local.set $a) (drop) (local.get $a)',
  'a block': '(block (result f32) (br_if 0 (local.get $x) (i32.const 1)) (drop) (f32.const 0))',
  'a select': '(select (local.get $x) (f32.const 1) (global.get $one))',
  'a select of loads': '(select (f32.load (i32.const 0)) (f32.load (i32.const 4)) (global.get $one))',
  'an if': '(if (result f32) (global.get $one) (then (f32.load (i32.const 0))) (else (f32.const 2)))',
  'a loop': '(local.set $a (f32.load (i32.const 0))) (local.set $i (i32.const 5)) (loop $l (local.set $b (local.get $a)) (local.set $a (local.get $b)) (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1))))) (local.get $a)',
  'neg': '(f32.neg (local.get $x))',
  'abs of a load': '(f32.abs (f32.load (i32.const 0)))',
  'neg of neg in a local': '(local.set $a (f32.neg (f32.load (i32.const 0)))) (f32.neg (local.get $a))',
  'copysign': '(f32.copysign (local.get $x) (f32.const -1))',
  'the sign taken from it': '(f32.copysign (f32.const 2) (local.get $x))',
  'a reinterpretation there and back': '(f32.reinterpret_i32 (i32.reinterpret_f32 (local.get $x)))',
  'a reinterpretation of what was computed': '(f32.reinterpret_i32 (i32.xor (i32.reinterpret_f32 (local.get $x)) (i32.const 0x80000000)))',
  'kept although compared': '(local.set $a (f32.load (i32.const 0))) (if (f32.lt (local.get $a) (f32.const 3)) (then (f32.store (i32.const 16) (local.get $a)))) (local.get $a)',
  'kept where the comparison failed': '(local.set $a (f32.load (i32.const 0))) (if (result f32) (f32.lt (local.get $a) (f32.const 3)) (then (f32.const 0)) (else (local.get $a)))',
  'kept where no comparison was': '(local.set $a (f32.load (i32.const 0))) (block (br_if 0 (f32.lt (local.get $a) (f32.const 3))) (return (local.get $a))) (f32.const 1)',
  'loaded again after the comparison': '(local.set $a (f32.const 1)) (block (br_if 0 (i32.eqz (f32.lt (local.get $a) (f32.const 3)))) (local.set $a (f32.load (i32.const 0)))) (local.get $a)',
  'loaded within the comparison': '(local.set $a (f32.const 1)) (if (result f32) (f32.lt (local.get $a) (block (result f32) (local.set $a (f32.load (i32.const 0))) (f32.const 3))) (then (local.get $a)) (else (f32.const 1)))',
  'loaded in the branch that goes on': '(local.set $a (f32.const 5)) (if (f32.lt (local.get $a) (f32.const 3)) (then (return (f32.const 1))) (else (local.set $a (f32.load (i32.const 0))))) (local.get $a)',
  'loaded in a later round': '(local.set $a (f32.const 1)) (local.set $i (i32.const 2)) (if (f32.lt (local.get $a) (f32.const 3)) (then (loop $l (local.set $b (local.get $a)) (local.set $a (f32.load (i32.const 0))) (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1))))))) (local.get $b)',
};

/** Arithmetic: a quiet NaN comes out, whichever. */
const quieted: readonly string[] = [
  '(f32.add (local.get $x) (f32.const 1))', '(f32.mul (f32.load (i32.const 0)) (f32.const 1))', '(f32.min (local.get $x) (f32.const 1))', '(f32.max (f32.const 1) (local.get $x))',
  '(f32.min (local.get $x) (local.get $x))', '(f32.ceil (local.get $x))', '(f32.floor (f32.load (i32.const 0)))', '(f32.trunc (local.get $x))', '(f32.nearest (local.get $x))', '(f32.sqrt (local.get $x))',
  '(f32.demote_f64 (f64.promote_f32 (local.get $x)))', '(f32.neg (f32.div (local.get $x) (f32.const 3)))',
];

/** The same for f64: offsets of the second word aside, the text differs in the names of types only. */
const asDouble = (way: string): string => way.replaceAll('i32.reinterpret_f32', 'i64.reinterpret_f64').replaceAll('f32.reinterpret_i32', 'f64.reinterpret_i64')
  .replaceAll('f32', 'f64').replaceAll('i32.xor', 'i64.xor').replaceAll('(i32.const 0x80000000)', '(i64.const 0x8000000000000000)').replaceAll('f64.demote_f64 (f64.promote_f64', 'f64.neg (f64.sqrt');
const doubles = [0x7ff0000000000001n, 0x7ff4000000000000n, 0x7ff7ffffffffffffn, -0xfffffffffffffn, -0x8000000000001n, 0x7ff8000000000000n, 0x7ff8000000000001n, 0x7fffffffffffffffn, -1n, 0x7ff0000000000000n, 0n, 0x3ff0000000000000n];

const moduleOf = (f: 'f32' | 'f64', list: readonly string[]): Uint8Array<ArrayBuffer> => {
  const i = f === 'f32' ? 'i32' : 'i64';
  const functions = list.map((way, n) => `(func $w${n} (param $x ${f}) (result ${f}) (local $a ${f}) (local $b ${f}) (local $i i32) ${way})
    (func (export "${n}") (param $bits ${i}) (result ${i})
      (${i}.store (i32.const 0) (local.get $bits)) (${i}.store offset=61 (i32.const 0) (local.get $bits))
      (${i}.reinterpret_${f} (call $w${n} (${f}.reinterpret_${i} (local.get $bits)))))`);
  return assemble(`(module (memory 1) (table funcref (elem $id)) (global $g (mut ${f}) (${f}.const 0)) (global $one (mut i32) (i32.const 1))
    (func $id (param ${f}) (result ${f}) (local.get 0)) (func $two (param ${f}) (result ${f} ${f}) (local.get 0) (local.get 0)) ${functions.join('\n')})`);
};

const isQuiet = (bits: number | bigint): boolean => (typeof bits === 'bigint' ? (bits & 0x7ff8000000000000n) === 0x7ff8000000000000n : (bits & 0x7fc00000) === 0x7fc00000);
const hex = (bits: number | bigint): string => `0x${(typeof bits === 'bigint' ? BigInt.asUintN(64, bits) : bits >>> 0).toString(16)}`;

/** The compiler between V8's baseline and its last one, which newer versions have, makes a signalling f64 quiet at each load or store. Nothing that JavaScript can do holds it. */
const isQuietedWhenWarm = Number.parseInt(process.versions.v8) >= 12;
if (isQuietedWhenWarm) skip('signalling NaNs of f64 in warm functions', `V8 ${process.versions.v8} makes those quiet that are only moved, too`);
const quieted64 = (bits: number | bigint): number | bigint => (typeof bits === 'bigint' && (bits & 0x7ff0000000000000n) === 0x7ff0000000000000n && (bits & 0xfffffffffffffn) !== 0n ? BigInt.asIntN(64, bits | 0x8000000000000n) : bits);

type Bits = (bits: number | bigint) => number | bigint;
const singles = [...Object.values(ways), ...quieted];
for (const [f, list, inputs] of [['f32', singles, patterns], ['f64', singles.map(asDouble), doubles]] as const)
  for (const optimize of [0, 1, 2, 3] as const)
    test(`${f} at level ${optimize}`, () => {
      const module = moduleOf(f, list);
      const expected = native(module) as Record<string, Bits>, ours = loadCommonJs(module, { abi: 'none', optimize }).instantiate({}).exports as Record<string, Bits>;
      const compare = (isWarm: boolean): void => {
        list.forEach((way, i) => {
          for (const bits of inputs) {
            const [want, got] = [expected[i]!(bits), ours[i]!(bits)];
            const agrees = i >= list.length - quieted.length && isQuiet(want) ? isQuiet(got) : want === got || (isWarm && isQuietedWhenWarm && got === quieted64(want));
            assert.ok(agrees, `${way} of ${hex(bits)}: native ${hex(want)}, ours ${hex(got)}`);
          }
        });
      };
      compare(false);
      for (let round = 0; round < 20000; round++) for (let i = 0; i < list.length; i++) ours[i]!(inputs[round % inputs.length]!);
      compare(true);
    });

test('a constant signalling NaN', () => {
  const bytes = assemble(`(module (global $g (export "g") f32 (f32.const nan:0x200001)) (func (export "local") (result i32) (local $a f32) (local.set $a (f32.const nan:0x200000)) (i32.reinterpret_f32 (select (local.get $a) (f32.const 1) (i32.const 1))))
    (func (export "global") (result i32) (i32.reinterpret_f32 (global.get $g))))`);
  const [want, got] = [native(bytes), loadCommonJs(bytes, { abi: 'none' }).instantiate({}).exports as any];
  for (const name of ['local', 'global']) assert.is(got[name](), want[name](), name);
});

test('a signalling NaN passes between instances', () => {
  const from = assemble('(module (global (export "g") (mut f32) (f32.const 0)) (func (export "f") (param i32) (result f32) (f32.reinterpret_i32 (local.get 0))))');
  const to = assemble('(module (import "m" "f" (func $f (param i32) (result f32))) (import "m" "g" (global $g (mut f32))) (func (export "r") (param i32) (result i32) (global.set $g (call $f (local.get 0))) (i32.reinterpret_f32 (global.get $g))))');
  const m = loadCommonJs(from, { abi: 'none' }).instantiate({}).exports;
  const { r } = loadCommonJs(to, { abi: 'none' }).instantiate({ m }).exports as any;
  for (const bits of patterns) assert.is(r(bits), bits, hex(bits));
});

test.run();
