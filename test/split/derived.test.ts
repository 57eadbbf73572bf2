/** Addresses that are computed of others and constants are computed in the parts, too, and not handed to them. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { assemble } from '../wabt.js';

const FIELDS = Array.from({ length: 40 }, (_, n) => `$f${n}`);
const fields = FIELDS.map((name, n) => `(local.set ${name} (i32.add (local.get $frame) (i32.const ${8 * n + 8})))`).join(' ');
const step = (n: number): string =>
  Array.from({ length: 8 }, (_, k) => `(i32.store (local.get $f${(n * 7 + k * 5) % 40}) (i32.add (i32.load offset=4 (local.get $f${(n * 3 + k) % 40})) (i32.const ${n + k})))`).join(' ');
const steps = Array.from({ length: 60 }, (_, n) => `(if (i32.and (i32.shr_u (local.get $x) (i32.const ${n % 31})) (i32.const 1)) (then ${step(n)}))`).join(' ');
/** `f(frame, x, n)`: what it did is in memory. `anew`: what is assigned to the parameter behind the addresses. */
const module = (anew: string): Uint8Array<ArrayBuffer> => assemble(`(module (memory (export "memory") 1)
  (func (export "f") (param $frame i32) (param $x i32) (param $n i32) (result i32) ${FIELDS.map((name) => `(local ${name} i32)`).join(' ')}
    ${fields}
    (loop $again
      ${anew}
      ${steps}
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 69069)) (i32.const 1)))
      (br_if $again (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0))))
    (local.get $frame))
  (func (export "at") (param i32) (result i32) (i32.load (local.get 0))))`);

for (const [kind, anew] of [['a parameter', ''], ['a parameter that is assigned anew', '(local.set $frame (i32.add (local.get $frame) (local.get $x)))']] as const) {
  test(`fields of ${kind}`, () => {
    const bytes = module(anew);
    const addresses = FIELDS.map((_, n) => ['at', 1008 + 8 * n] as const);
    for (const functionLimit of [300, 1000, 4000]) {
      agree(bytes, [['f', 1000, 0x12345, 3], ...addresses, ['f', 1040, -77, 9], ...addresses], { levels: [2], options: { functionLimit } });
      const { code } = compile(bytes, { abi: 'none', functionLimit, pretty: true });
      const parts = [...code.matchAll(/function \S+_part\d+\((.*)\)/g)].map(([, params]) => params!.split(',').length);
      assert.ok(parts.length > 4, `${parts.length} parts`);
      assert.ok(Math.max(...parts) <= 6, `parameters: ${parts.join(' ')}`);
    }
  });
}

test('a long chain of locals that are made of each other', () => {
  const chain = Array.from({ length: 3000 }, (_, n) => `(local.set ${n + 2} (i32.add (local.get ${n + 1}) (i32.const ${n})))`).join(' ');
  const reads = Array.from({ length: 300 }, (_, n) => `(i32.store offset=${4 * n} (i32.const 0) (local.get ${n * 10 + 3}))`).join(' ');
  const bytes = assemble(`(module (memory 1)
    (func (export "f") (param $x i32) (result i32) ${'(local i32)'.repeat(3002)}
      (local.set 1 (i32.load (local.get $x)))
      ${chain}
      (loop $l (if (i32.lt_s (local.tee $x (i32.sub (local.get $x) (i32.const 1))) (i32.const 0)) (then ${reads} (return (i32.load offset=1000 (i32.const 0)))))
        ${reads} (br $l))
      (unreachable))
    (func (export "at") (param i32) (result i32) (i32.load (local.get 0))))`);
  for (const functionLimit of [500, 2000]) agree(bytes, [['f', 3], ...[0, 400, 1196].map((a) => ['at', a] as const)], { levels: [2], options: { functionLimit } });
});

test.run();
