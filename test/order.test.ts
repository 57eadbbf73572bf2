/** Functions that are like each other are written near each other; all others stay in order. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Body } from '../compiler/decode/index.js';
import { similarOrder } from '../compiler/order.js';

/** Bytes that no other seed gives. */
function noise(seed: number, count: number): number[] {
  let state = seed * 0x9e3779b1 + 1;
  return Array.from({ length: count }, () => {
    state = Math.imul(state ^ (state >>> 13), 0x5bd1e995) + 0x1234567;
    return (state >>> 11) & 0xff;
  });
}

function orderOf(functions: readonly (readonly number[])[]): readonly number[] {
  const bodies: Body[] = [];
  let at = 0;
  for (const { length } of functions) bodies.push({ at, start: at, end: (at += length), locals: [] });
  return similarOrder(Uint8Array.from(functions.flat()), bodies);
}

const sorted = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);
const different = Array.from({ length: 60 }, (_, i) => noise(i + 1, 300));

test('functions that have nothing in common stay in order', () => {
  assert.equal(orderOf(different), [...different.keys()]);
});

test('copies that differ in a few places come together', () => {
  const copy = (edit: number): number[] => different[3]!.map((byte, i) => (i % 97 === edit ? byte ^ 0x80 : byte));
  const functions = different.map((f, i) => (i === 25 ? copy(5) : i === 50 ? copy(60) : f));
  const order = orderOf(functions);
  assert.equal(sorted(order), [...functions.keys()]);
  const at = order.indexOf(3);
  assert.equal(sorted(order.slice(at, at + 3)), [3, 25, 50]);
  assert.is(order[at + 3], 4);
});

test('which local is meant does not matter', () => {
  const code = (local: number): number[] => Array.from({ length: 60 }, (_, i) => [0x20 + (i % 3), local + (i % 2), 0x41, (i * 7) & 63, 0x6a]).flat();
  const functions = different.map((f, i) => (i === 10 ? code(0) : i === 40 ? code(9) : f));
  const order = orderOf(functions);
  assert.is(order.indexOf(40), order.indexOf(10) + 1);
});

test('functions of a few bytes do not move, and neither do those of small modules', () => {
  const small = different.map((f, i) => (i % 20 === 7 ? noise(1000, 20) : f));
  assert.equal(orderOf(small), [...small.keys()]);
  const few = [noise(1, 400), noise(2, 400), noise(3, 400), noise(1, 400)];
  assert.equal(orderOf(few), [0, 1, 2, 3]);
  assert.equal(orderOf([]), []);
});

test('every function is written once, where all are the same', () => {
  const same = Array.from({ length: 500 }, () => noise(5, 100));
  assert.equal(orderOf(same), [...same.keys()]);
});

test.run();
