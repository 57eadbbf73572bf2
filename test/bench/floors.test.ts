/** What was written by hand does what its kernel does. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { floors } from '../../bench/floors/index.js';
import { kernelBytes, kernels } from '../../bench/kernels/kernels.js';

for (const [name, make] of Object.entries(floors)) {
  test(name, () => {
    const kernel = kernels.find((one) => one.name === name);
    assert.ok(kernel, 'a kernel of this name');
    const run = new WebAssembly.Instance(new WebAssembly.Module(kernelBytes(kernel!))).exports.run as (n: number) => number;
    const byHand = make();
    for (const n of [1, 2, 3, 7]) assert.is(byHand(n), run(n), `${n} rounds`);
    assert.type((0, eval)(`(${make.toString()})`)(), 'function', 'its text stands alone');
  });
}

test.run();
