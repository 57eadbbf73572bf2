/** Functions that are split into parts mean what they meant, and the parts are as small as asked for. */
import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { compare } from '../fuzz/compare.js';
import { encode } from '../fuzz/encode.js';
import { generate } from '../fuzz/generate.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';
import { interpreter, program, type Shape } from './giant.js';

const parts = (code: string): number => new Set(code.match(/function \S+_part\d+/g)).size;
const split = (bytes: Uint8Array, functionLimit: number): string => compile(bytes, { abi: 'none', pretty: true, functionLimit }).code;

test('generated modules behave natively with all of their functions split', () => {
  const deadline = Date.now() + 8_000;
  let executed = 0, made = 0;
  for (let seed = 1; seed <= 60 && Date.now() < deadline; seed++) {
    const bytes = encode(generate(seed, { size: 250 }));
    const functionLimit = [60, 150, 400][seed % 3]!;
    const result = compare(bytes, seed, { optimize: 2, functionLimit });
    assert.is(result.difference?.text, undefined, `seed ${seed}, limit ${functionLimit}`);
    executed += result.executed;
    made += parts(split(bytes, functionLimit));
  }
  console.log(`${made} parts made, ${executed} functions executed`);
  assert.ok(made >= 100 && executed >= 100, `${made} parts, ${executed} functions`);
});

const shapes: readonly Shape[] = [
  { arms: 40, length: 12, seed: 3, types: ['i32', 'i64', 'f32', 'f64'], traps: 0.05 },
  { arms: 3, length: 400, seed: 4, types: ['i32', 'i64', 'f32', 'f64'] },
];

for (const shape of shapes) test(`an interpreter of ${shape.arms} arms agrees with native however it is split`, () => {
  const bytes = interpreter(shape);
  const code = program(shape.arms, 5);
  const run = (exports: Record<string, any>): unknown[] => {
    new Uint8Array(exports['memory'].buffer).set(code);
    const results = [0, 1, 100, 3000].map((steps) => exports['run'](3, steps) as unknown);
    return [...results, createHash('sha256').update(new Uint8Array(exports['memory'].buffer)).digest('hex')];
  };
  const expected = run(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports);
  for (const functionLimit of [200, 300, 500, 1000, 3000]) {
    assert.ok(parts(split(bytes, functionLimit)) > 0, `nothing was split at ${functionLimit}`);
    assert.equal(run(loadCommonJs(bytes, { abi: 'none', functionLimit }).instantiate().exports), expected, `limit ${functionLimit}`);
  }
});

test('the switch in the middle of an interpreter stays in its function', () => {
  const arms = Array.from({ length: 60 }, (_, n) => n);
  const work = (n: number, k: number): string => Array.from({ length: 12 }, (_, i) =>
    `(i32.store offset=${4 * ((n * 7 + k * 5 + i) % 100)} (i32.const 1024) (i32.add (local.get $x) (i32.mul (i32.load offset=${4 * i} (i32.const 1024)) (i32.const ${n + k + i + 3}))))`).join(' ');
  const arm = (n: number): string => [1, 2, 3].map((k) => `(if (i32.and (local.get $x) (i32.const ${k * 16})) (then ${work(n, k)})) (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 31)) (i32.const ${n + k})))`).join(' ');
  const body = arms.reduce((inner, n) => `(block $b${n} ${inner}) ${arm(n)} (br $next)`, `(br_table ${arms.map((n) => `$b${n}`).join(' ')} $out (i32.and (local.get $x) (i32.const 63)))`);
  const bytes = assemble(`(module (memory (export "memory") 1) (func (export "f") (param $x i32) (param $n i32) (result i32)
    (block $out (loop $next (local.set $n (i32.sub (local.get $n) (i32.const 1))) (br_if $out (i32.eqz (local.get $n))) ${body})) (local.get $x)))`);
  const functionLimit = 12_000;
  const code = split(bytes, functionLimit);
  assert.ok(parts(code) > 5, `${parts(code)} parts`);
  const whole = code.slice(code.search(/function \$f0\(/), code.indexOf('M0 = '));
  const switches = whole.split(/\n *switch \(/).slice(1).filter((text) => text.split(/\n *case \d+:/).length > 50);
  assert.is(switches.length, 1);
  agree(bytes, [1, 5, 77, 1000].flatMap((x) => [['f', x, 2000] as const, ['f', x * 131, 50] as const]), { options: { functionLimit } });
});

/** A state machine whose states each branch to a dozen others. */
function tangle(states: number): Uint8Array<ArrayBuffer> {
  const labels = Array.from({ length: states }, (_, k) => `$b${k}`);
  const table = (from: number): string => `${Array.from({ length: 12 }, (_, i) => labels[from + 1 + (i * i + 5 * i) % (states - from)] ?? '$again').join(' ')} $again`;
  const body = labels.reduce((inner, label, k) => `(block ${label} ${inner})
    ${`(local.set $x (i32.add (i32.mul (local.get $x) (i32.const ${2 * k + 1})) (i32.shr_u (local.get $x) (i32.const ${1 + k % 13}))))`.repeat(6)}
    (br_if $out (i32.eqz (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (br_table ${table(k)} (i32.and (i32.shr_u (local.get $x) (i32.const 7)) (i32.const 15)))`, `(br_table ${labels.join(' ')} (i32.rem_u (local.get $x) (i32.const ${states})))`);
  return assemble(`(module (func (export "f") (param $n i32) (result i32) (local $x i32)
    (local.set $x (i32.const 12345)) (block $out (loop $again ${body})) (local.get $x)))`);
}

test('a state machine is split though every part of it has many ways out', () => {
  const bytes = tangle(40);
  const largest = (code: string): number => Math.max(...code.split(/\n {2,4}function /).map((text) => text.replace(/\n */g, '').length));
  const functionLimit = 3000;
  const [whole, cut] = [1e6, functionLimit].map((limit) => largest(split(bytes, limit)));
  assert.ok(cut! < whole! / 2, `the largest of its functions has ${cut} characters of ${whole}`);
  agree(bytes, [1, 2, 10, 1000, 20000].map((n) => ['f', n] as const), { options: { functionLimit } });
});

test('what goes into parts with loops and comes out of parts is told to be numbers', () => {
  const code = split(interpreter({ arms: 40, length: 12, seed: 3, types: ['i32', 'i64', 'f32', 'f64'] }), 300);
  const taken = [...code.matchAll(/ = (\+?)B[id]_\d+( \| 0)?[,;)]/g)];
  assert.ok(taken.length > 20, `${taken.length} values come out of parts`);
  for (const [text, sign, mask] of taken) assert.ok(sign === '+' || mask !== undefined, text);
  const withLoop = /function \S+_part\d+\((\w+)[^)]*\) \{\n(?: *var [^;]*;\n)? *(?:\1 = \+\1|\1 = \1 \| 0);\n/;
  const sums = Array.from({ length: 8 }, (_, i) => `(loop $l${i} (local.set 1 (i32.add (local.get 1) (i32.mul (local.get 0) (i32.xor (local.get 1) (i32.const ${i}))))) (br_if $l${i} (i32.lt_s (local.get 1) (local.get 0))))`);
  assert.match(split(assemble(`(module (func (export "f") (param i32) (result i32) (local i32) ${sums.join(' ')} (local.get 1)))`), 300), withLoop);
});

test('what handlers read is not left behind in a part', () => {
  const steps = Array.from({ length: 30 }, (_, k) => `
    (local.set ${k % 2 ? '$a' : '$b'} (i32.add (i32.mul (local.get $a) (i32.const ${2 * k + 3})) (i32.xor (local.get $b) (i32.const ${k * k}))))
    (if (i32.gt_u (local.get $a) (i32.const ${k << 24})) (then (local.set $x (i32.add (local.get $x) (i32.const ${k + 1})))))
    (call $maybe (i32.shr_u (local.get $x) (i32.const ${k % 5})))`).join('');
  const bytes = assemble(`(module (tag $t (param i32))
    (func $maybe (param i32) (if (i32.eqz (i32.and (local.get 0) (i32.const 15))) (then (throw $t (local.get 0)))))
    (func (export "f") (param $x i32) (result i32) (local $a i32) (local $b i32)
      (local.set $a (local.get $x))
      (try (do ${steps}) (catch $t (i32.add (local.get $x)) (local.set $x)))
      (i32.add (i32.mul (local.get $x) (i32.const 31)) (i32.xor (local.get $a) (local.get $b)))))`);
  const handed = /catch \((\w+)\) \{\s*Bi_0 = \w+(, Bi_\d = \w+)*;\s*throw \1;/;
  const taken = /catch \((\w+)\) \{\s*\w+ = Bi_0 \| 0(, \w+ = Bi_\d \| 0)*;\s*throw \1;/;
  for (const functionLimit of [300, 500, 900]) {
    const code = split(bytes, functionLimit);
    for (const pattern of [handed, taken]) assert.match(code, pattern);
    agree(bytes, Array.from({ length: 64 }, (_, x) => ['f', x * 2654435761 | 0] as const), { options: { functionLimit } });
  }
});

test('what is written back at the end of a loop is not left behind in a part that leaves the loop', () => {
  // The loop keeps the global in a variable; it ends by a return, a branch and a trap.
  const steps = [3, 5, 7, 11, 13].map((k) => `(global.set $g (i32.add (i32.mul (global.get $g) (i32.const ${k})) (local.get $x)))
    (if (i32.eq (i32.rem_u (global.get $g) (i32.const ${k + 20})) (i32.const ${k})) (then (return (i32.const ${k}))))
    (if (i32.and (local.get $x) (i32.const ${k})) (then ${`(local.set $y (i32.add (i32.mul (local.get $y) (local.get $x)) (i32.const ${k})))`.repeat(8)}))`).join('\n');
  const bytes = assemble(`(module (global $g (export "g") (mut i32) (i32.const 1))
    (func (export "f") (param $x i32) (param $n i32) (result i32) (local $y i32)
      (block $out (loop $l
        ${steps}
        (br_if $out (i32.eqz (local.get $n)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (local.set $x (i32.div_u (i32.const 1000003) (i32.sub (local.get $x) (i32.const 1))))
        (br $l)))
      (local.get $y))
    (func (export "read") (result i32) (global.get $g)))`);
  const calls = Array.from({ length: 40 }, (_, k) => [['f', k * k, k % 5], ['read']] as const).flat();
  assert.match(split(bytes, Infinity), /finally/);
  const limits = [40, 60, 100, 200, 400];
  assert.ok(limits.some((functionLimit) => parts(split(bytes, functionLimit)) > 0));
  for (const functionLimit of limits) agree(bytes, calls, { options: { functionLimit } });
});

test('arms that are one large statement are taken out', () => {
  const load = (k: number): string => `(i32.load offset=${4 * k} (local.get 1))`;
  const arms = Array.from({ length: 30 }, (_, n) => n);
  const list = (n: number, each: (k: number) => string): string => Array.from({ length: n }, (_, k) => each(k)).join(' ');
  const body = arms.reduce((inner, n) => `(block $b${n} ${inner}) (local.set 0 (call_indirect (param ${list(n, () => 'i32')}) (result i32) ${list(n, load)} (local.get 0))) (br $out)`,
    `(br_table ${arms.map((n) => `$b${n}`).join(' ')} (local.get 2))`);
  const bytes = assemble(`(module (memory 1) (table funcref (elem ${arms.map((n) => `$f${n}`).join(' ')})) (data (i32.const 0) "${list(120, (k) => `\\${(k * 37 % 256).toString(16).padStart(2, '0')}`).replaceAll(' ', '')}")
    ${arms.map((n) => `(func $f${n} (param ${list(n, () => 'i32')}) (result i32) (i32.const ${n}) ${list(n, (k) => `(local.get ${k}) (i32.rotl (i32.const ${k + 1})) (i32.xor)`)})`).join('\n')}
    (func (export "f") (param i32 i32 i32) (result i32) (block $out ${body}) (local.get 0)))`);
  const functionLimit = 6000;
  assert.ok(parts(split(bytes, functionLimit)) > 5);
  agree(bytes, arms.flatMap((n) => [['f', n, 0, n] as const, ['f', n, 1, (n + 1) % 30] as const]), { options: { functionLimit } });
});

test('a function of a million bytes is split in several rounds, in time', () => {
  const bytes = interpreter({ arms: 3, length: 40_000, seed: 6, types: ['i32', 'i64', 'f64'] });
  assert.ok(bytes.length > 1_000_000);
  const time = (functionLimit?: number): number => {
    const { user } = process.cpuUsage();
    assert.ok(parts(compile(bytes, { abi: 'none', pretty: true, functionLimit }).code) > (functionLimit ? -1 : 100));
    return process.cpuUsage().user - user;
  };
  const whole = time(Infinity);
  const split = time();
  assert.ok(split < 5 * whole, `${split} us, whole ${whole} us`);
});

test('more numbers than the array has go to a part and come from it', () => {
  const many = Array.from({ length: 1100 }, (_, i) => i);
  const each = (of: (i: number) => string): string => many.map(of).join('\n');
  const bytes = assemble(`(module (func (export "f") (param $n i32) (param $x f64) (result f64) ${each((i) => `(local $d${i} f64)`)} (local $s f64)
    ${each((i) => `(local.set $d${i} (f64.mul (local.get $x) (f64.const ${i + 1})))`)}
    (loop $l ${each((i) => `(local.set $d${i} (f64.sub (f64.mul (local.get $d${i}) (f64.const 0.5)) (local.get $d${(i + 1) % many.length})))`)}
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    ${each((i) => `(local.set $s (f64.add (f64.mul (local.get $s) (f64.const 0.9)) (local.get $d${i})))`)} (local.get $s)))`);
  assert.match(split(bytes, 40_000), /\bNUMBERS\[1023\][^]*\n  var \S+ = 0;/);
  const expected = (new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports['f'] as (n: number, x: number) => number)(7, 1.37);
  for (const functionLimit of [2000, 40_000]) assert.is(loadCommonJs(bytes, { functionLimit }).instantiate().exports['f'](7, 1.37), expected);
});

test.run();
