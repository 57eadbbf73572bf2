/** Generated code is not slower or larger than what is recorded, within the tolerances of bench/gate.ts. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gated, measureGated, recorded, SIZE_TOLERANCE, TIME_TOLERANCE } from '../../bench/gate.js';

for (const kernel of gated) {
  test(kernel.name, () => {
    const before = recorded()[kernel.name]!;
    const now = measureGated(kernel, 5, before.ratio * TIME_TOLERANCE);
    assert.ok(now.ratio <= before.ratio * TIME_TOLERANCE, `${now.ratio} times native's time, recorded is ${before.ratio}`);
    assert.ok(now.bytes <= before.bytes * SIZE_TOLERANCE, `${now.bytes} bytes, recorded are ${before.bytes}`);
  });
}

test('every gated kernel is recorded, and has one of the kinds that are compared', () => {
  assert.equal(Object.keys(recorded()).sort(), gated.map(({ name }) => name).sort());
  assert.is(gated.length, 11);
});

test.run();
