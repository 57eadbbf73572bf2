/**
 * Every numeric operation on the result of every other: coercions that an operation leaves out are made up for by the one
 * that uses it, and values of i64 are taken apart and put together on the way.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ops, type OpRow, sigTypes, typeName } from '../../compiler/ops/index.js';
import { native, outcome } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';
import { bitsOf } from './values.js';

const numeric = ops.filter((row) => ['unary', 'binary', 'compare', 'test', 'convert'].includes(row.shape) && /^[ilfd]+$/.test(row.params + row.result));
const type = (letter: string): string => typeName(sigTypes(letter)[0]!);

const values: Readonly<Record<string, readonly (number | bigint)[]>> = {
  i: [0, 1, -1, 31, -2147483648, 2147483647, 0x12345678],
  l: [0n, 1n, -1n, 63n, -(1n << 63n), (1n << 63n) - 1n, 0x80000000n, -0x123456789abcdefn],
  f: [0, -0, 1.5, -2147483648, 3e38, NaN, 0.3].map(Math.fround),
  d: [0, -0, -1.5, 4294967295, 2 ** 63, NaN, 1e-310],
};

interface Composed { readonly name: string; readonly params: string; readonly func: string }

/** `outer(inner(...), ...)` and `outer(..., inner(...))`. */
function compose(outer: OpRow, inner: OpRow): Composed[] {
  const made: Composed[] = [];
  [...outer.params].forEach((letter, place) => {
    if (letter !== inner.result) return;
    const params = inner.params + (outer.params[1 - place] ?? '');
    const innerText = `(${inner.name} ${[...inner.params].map((_, i) => `(local.get ${i})`).join(' ')})`;
    const other = outer.params.length === 1 ? [] : [`(local.get ${inner.params.length})`];
    const operands = place === 0 ? [innerText, ...other] : [...other, innerText];
    const name = `${outer.name} ${inner.name} ${place}`;
    made.push({ name, params, func: `(func (export "${name}") (param ${[...params].map(type).join(' ')}) (result ${type(outer.result)}) (${outer.name} ${operands.join(' ')}))` });
  });
  return made;
}

/** Argument lists: some of all combinations, the same each time. */
function argumentsFor(params: string, seed: number): (number | bigint)[][] {
  return Array.from({ length: 9 }, (_, round) => [...params].map((letter, i) => { const list = values[letter]!; return list[(seed + round * (i * 2 + 1) + i * 3) % list.length]!; }));
}

for (const letter of 'ilfd') {
  test(`operations on results of type ${type(letter)}`, () => {
    const inner = numeric.filter((row) => row.result === letter);
    const all = numeric.filter((row) => row.params.includes(letter)).flatMap((outer) => inner.flatMap((row) => compose(outer, row)));
    assert.ok(all.length > 500, `${all.length} compositions`);
    const bytes = assemble(`(module ${all.map((c) => c.func).join('\n')})`, { names: false });
    const expected = native(bytes);
    const { exports } = loadCommonJs(bytes).instantiate();
    all.forEach(({ name, params }, seed) => {
      for (const args of argumentsFor(params, seed)) {
        const [theirs, ours] = [expected, exports].map((side) => {
          let value: unknown;
          const text = outcome(() => (value = side[name](...args)));
          return value === undefined ? text : bitsOf(value);
        });
        if (theirs !== ours) assert.is(ours, theirs, `${name} of ${args.map(String).join(', ')}`);
      }
    });
  });
}

test.run();
