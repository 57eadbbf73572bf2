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
  agree(
    `(module (tag $t (param i32))
      (func $maybe (param i32) (if (i32.and (local.get 0) (i32.const 1)) (then (throw $t (local.get 0)))))
      (func (export "f") (param $x i32) (result i32) (local $a i32) (local $b i32)
        (try
          (do
            (local.set $a (i32.mul (local.get $x) (i32.const 3)))
            (local.set $b (i32.xor (local.get $a) (i32.const 1234)))
            (call $maybe (local.get $x))
            (local.set $a (i32.add (local.get $a) (i32.mul (local.get $b) (i32.const 7))))
            (call $maybe (i32.shr_u (local.get $x) (i32.const 1)))
            (local.set $b (i32.add (local.get $a) (i32.mul (local.get $b) (i32.const 11))))
            (call $maybe (i32.shr_u (local.get $x) (i32.const 2))))
          (catch $t (local.set $x)))
        (i32.add (local.get $x) (i32.mul (local.get $a) (local.get $b)))))`,
    [0, 1, 2, 3, 4, 5, 6, 7, 8].map((x) => ['f', x] as const),
    { options: { functionLimit: 40 } },
  );
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

test.run();
