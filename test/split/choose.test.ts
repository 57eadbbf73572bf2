/** What is chosen saves enough for the least time: a region, or regions inside of it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bits } from '../../compiler/split/bits.js';
import { choose } from '../../compiler/split/choose.js';
import type { Region } from '../../compiler/split/regions.js';

const region = (size: number, frequency: number, parent?: Region, from = 0): Region => ({
  list: [], from, to: from + 1, size, frequency, parent, names: Bits.of(0), writes: Bits.of(0), exits: [{ label: undefined, outs: [] }], returns: false, arms: 0, ins: [], derived: [], thrown: [],
});
/** A region, and those in it. */
const nest = (size: number, frequency: number, inner: readonly (readonly [size: number, frequency: number])[]): Region[] => {
  const outer = region(size, frequency);
  return [outer, ...inner.map(([s, f], i) => region(s, f, outer, i + 1))];
};
const sizes = (regions: readonly Region[], excess: number): number[] => choose(regions, excess).map(({ size }) => size).sort((a, b) => a - b);

test('the rare piece alone where it is enough', () => {
  assert.equal(sizes(nest(1000, 1, [[600, 0.5], [195, 0.5], [190, 0.5]]), 500), [600]);
});

test('all at once where every piece would have to go, although one of them saves more for its time', () => {
  assert.equal(sizes(nest(1000, 1, [[600, 0.5], [195, 0.5], [190, 0.5]]), 920), [1000]);
});

test('pieces that run seldom even where all of them have to go', () => {
  assert.equal(sizes(nest(1000, 1, [[600, 0.1], [195, 0.1], [190, 0.1]]), 900), [190, 195, 600]);
});

test('no more than is wanted', () => {
  assert.equal(sizes([region(500, 1), region(500, 1, undefined, 1), region(2000, 1, undefined, 2)], 600), [2000]);
});

test('as much as there is where that is not enough, and what never runs first', () => {
  assert.equal(sizes([...nest(1000, 1, [[900, 0]]), region(15, 0)], 1e6), [1000]);
  assert.equal(sizes([...nest(1000, 1, [[900, 0]])], 800), [900]);
  assert.equal(sizes([], 100), []);
});

test('those behind in a list come first', () => {
  assert.equal(choose([region(500, 1, undefined, 3), region(500, 1, undefined, 9), region(500, 1, undefined, 5)], 1400).map(({ from }) => from), [9, 5, 3]);
});

test.run();
