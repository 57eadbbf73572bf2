/** What V8 says of the sizes of functions, and that it optimises what was split because it would not have otherwise. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { LIMITS } from '../../compiler/split/index.js';
import { interpreter, program, type Shape } from './giant.js';
import { bytecodeLengths, inProcess, optimised } from './v8.js';

/** --max-optimized-bytecode-size */
const V8_LIMIT = 61_440;

const output = (shape: Shape, functionLimit?: number): string =>
  compile(interpreter(shape), { abi: 'none', format: 'cjs', pretty: true, functionLimit }).code;
/** A script that makes `f` run hot and prints the time of a call once it is. */
const hot = (arms: number, seconds: number): string =>
  `const { run, memory } = instantiate().exports;
  new Uint8Array(memory.buffer).set([${program(arms, 1)}]);
  let fastest = Infinity;
  for (const end = performance.now() + ${seconds * 1000}; performance.now() < end; ) {
    const start = performance.now();
    run(0, 2000);
    fastest = Math.min(fastest, performance.now() - start);
  }
  console.log('fastest', fastest);`;
/** The interpreter's; its parts' begin so. */
const NAME = '$f0';

const shapes: readonly Shape[] = [
  { arms: 110, length: 40, seed: 1, types: ['i32'] },
  { arms: 60, length: 24, seed: 2, types: ['i64'] },
  { arms: 100, length: 50, seed: 3, types: ['f64', 'f32', 'i32'] },
  { arms: 3, length: 1000, seed: 4, types: ['i32', 'i64'] },
];

for (const shape of shapes) {
  test(`V8's bytecode for ${shape.arms} arms of ${shape.types.join(', ')} is within its limit, and not far within`, () => {
    const lengths = [...bytecodeLengths(output(shape, LIMITS.v8.most), NAME).values()];
    assert.ok(lengths.length > 1, 'nothing was split');
    const largest = Math.max(...lengths);
    assert.ok(largest <= V8_LIMIT && largest > V8_LIMIT * 0.6, `the largest function has ${largest} bytes`);
  });
}

test('small arms are taken out together, so that they become hot together', () => {
  const lengths = [...bytecodeLengths(output({ arms: 600, length: 5, seed: 5, types: ['i32'] }), NAME).values()];
  assert.ok(lengths.length > 1 && lengths.length < 12, `${lengths.length} functions`);
  assert.ok(Math.max(...lengths) <= V8_LIMIT, lengths.join(' '));
});

test('V8 optimises a giant interpreter once it is split, which makes it many times faster', () => {
  const shape = shapes[0]!;
  const whole = inProcess(output(shape, Infinity), hot(shape.arms, 1), ['--trace-opt']);
  const split = inProcess(output(shape), hot(shape.arms, 5), ['--trace-opt']);
  assert.not.ok(optimised(whole).has(NAME), 'V8 optimises it whole');
  assert.ok(optimised(split).has(NAME), `V8 optimises only ${[...optimised(split)].join(' ')}`);
  const fastest = (text: string): number => Number(/fastest (\S+)/.exec(text)![1]);
  console.log(`${fastest(split).toFixed(3)} ms split, ${fastest(whole).toFixed(3)} ms whole`);
  assert.ok(fastest(split) * 2 < fastest(whole), `${fastest(split)} ms split, ${fastest(whole)} ms whole`);
});

test.run();
