/** The time of a compilation is proportional to the size of what is compiled, whatever is large in it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { skip } from '../support.js';
import { giants } from './giants.js';

/** Processor time of one compilation, as a mean: what other processes do is not counted. */
function milliseconds(bytes: Uint8Array, compilations: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < compilations; i++) compile(bytes, { abi: 'none' });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / compilations;
}

const FACTOR = 8;
/** Quadratic time would be 64 times as long; what is next to it, and busy caches, are allowed for. */
const BOUND = 22;
const ATTEMPTS = 6;

for (const { what, usual, make } of giants) {
  test(`${what}: eight times as many take about eight times as long`, () => {
    const [small, large] = [make(Math.round(usual / FACTOR)), make(usual)];
    compile(small, { abi: 'none' });
    const best: [number, number] = [Infinity, Infinity];
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // As much work on both sides: one small compilation alone may be lucky with its share of garbage collection.
      best[0] = Math.min(best[0], milliseconds(small, FACTOR));
      best[1] = Math.min(best[1], milliseconds(large, 1));
      if (best[1] < BOUND * best[0] + 10) return;
    }
    assert.unreachable(`${best.map((time) => time.toFixed(0)).join(' and ')} ms`);
  });
}

if (process.env['LONG']) {
  for (const { what, largest, make } of giants.filter((giant) => giant.what !== 'imports')) {
    test(`${largest} ${what}`, () => {
      // A loop that starts at 0 counts down from there.
      const calls = what === 'nested loops' ? [1, 1000] : [0, 1, largest >> 1, -1];
      agree(make(largest), calls.map((p) => ['f', p] as const), { levels: [2] });
    });
  }
} else skip('the largest modules', 'they take a minute; LONG=1');

test.run();
