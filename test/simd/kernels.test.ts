/** Vector code as clang makes it (kernels.c), half of it by hand and half by the vectoriser, against native. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { native } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { root } from '../support.js';

const bytes = Uint8Array.from(readFileSync(join(root, 'test/simd/kernels.wasm')));

const calls: readonly (readonly [name: string, ...args: number[]])[] = [
  ['saxpy', 1.5], ['dot'], ['norm'], ['maximum'], ['clamp', -20000, 30000], ['widen'], ['mix'], ['blend', 77], ['base64'], ['text', 65], ['chacha', 20], ['mandelbrot', -2, -1.2, 0.07],
  ['matrix'], ['convert'], ['saxpy', -0.75], ['dot'], ['norm'], ['maximum'], ['widen'], ['mix'], ['text', 255], ['mandelbrot', -0.75, 0.1, 0.001],
];

for (const optimize of [0, 1, 2, 3] as const) {
  test(`level ${optimize}`, () => {
    const expected = native(bytes);
    const { exports } = loadCommonJs(bytes, { abi: 'none', optimize }).instantiate();
    const memories = [expected, exports].map((side) => side['memory'] as { buffer: ArrayBuffer });
    for (const seed of [12345, 99]) {
      for (const [name, ...args] of [['fill', seed], ...calls] as typeof calls) {
        const [theirs, ours] = [expected, exports].map((side) => (side[name] as (...a: number[]) => unknown)(...args));
        assert.is(ours, theirs, `${name}(${args.join(', ')})`);
        assert.ok(Buffer.from(memories[0]!.buffer).equals(Buffer.from(memories[1]!.buffer)), `memory after ${name}`);
      }
    }
  });
}

test('the output stays small', () => {
  const { code } = compile(bytes, { abi: 'none' });
  assert.ok(code.length < 7 * bytes.length, `${code.length} bytes of JavaScript for ${bytes.length} of WebAssembly`);
});

test.run();
