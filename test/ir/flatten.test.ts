/** Nesting beyond what engines parse becomes a dispatch, and runs the same. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Stmt } from '../../compiler/ir/nodes.js';
import { eachStatement } from '../../compiler/ir/walk.js';
import { agree } from '../agree.js';
import { i32, leb, oneFunction } from '../cases.js';
import { buildAll, heightOf, verifyAll } from './functions.js';

// Bytes, not text: wabt takes for ever over deep nesting.
const [GET, SET, TEE, CONST, ADD, SUB, MUL, XOR, AND, EQ, GT_S] = [0x20, 0x21, 0x22, 0x41, 0x6a, 0x6b, 0x6c, 0x73, 0x71, 0x46, 0x4a] as const;
const [BLOCK, LOOP, IF, ELSE, END, BR_IF, BR_TABLE, EMPTY] = [0x02, 0x03, 0x04, 0x05, 0x0b, 0x0d, 0x0e, 0x40] as const;
/** Signed LEB128 of a number that is not negative: the sign bit is kept clear. */
const constant = (n: number): number[] => { const bytes = [CONST, ...leb(n)]; if ((bytes[bytes.length - 1]! & 0x40) !== 0) { bytes[bytes.length - 1]! |= 0x80; bytes.push(0); } return bytes; };
const func = (code: readonly number[]): Uint8Array<ArrayBuffer> => oneFunction([i32], [i32], [[2, i32]], [...constant(100), SET, 2, ...code, GET, 1]);

/** Blocks around a br_table, each adding to a sum after its end. */
function blocks(depth: number): Uint8Array<ArrayBuffer> {
  const labels = Array.from({ length: depth }, (_, i) => leb(i)).flat();
  const ends = Array.from({ length: depth }, (_, i) => [END, GET, 1, ...constant(i * 7 + 1), ADD, SET, 1]).flat();
  return func([...Array.from({ length: depth }, () => [BLOCK, EMPTY]).flat(), GET, 0, BR_TABLE, ...leb(depth - 1), ...labels, ...ends]);
}

/** Blocks, ifs and loops in turn; all loops together run a hundred times. */
function mixed(depth: number): Uint8Array<ArrayBuffer> {
  const before: number[][] = [];
  const after: number[][] = [];
  for (let i = depth - 1; i >= 0; i--) {
    before.push(i % 3 === 0 ? [BLOCK, EMPTY, GET, 0, ...constant(i), EQ, BR_IF, 0] : i % 3 === 1 ? [GET, 0, ...constant(1 << (i % 20)), AND, IF, EMPTY] : [LOOP, EMPTY]);
    after.unshift(i % 3 === 0 ? [END] : i % 3 === 1 ? [ELSE, GET, 1, ...constant(i), XOR, SET, 1, END] : [GET, 2, ...constant(1), SUB, TEE, 2, ...constant(0), GT_S, BR_IF, 0, END]);
  }
  return func([...before.flat(), GET, 1, ...constant(3), MUL, ...constant(1), ADD, SET, 1, ...after.flat()]);
}

const has = (bytes: Uint8Array, kind: Stmt['k']): boolean => {
  let found = false;
  for (const { ir } of buildAll(bytes)) eachStatement(ir.body, (s) => { found ||= s.k === kind; assert.ok(heightOf(s) < 200); });
  return found;
};

for (const [name, make] of [['blocks', blocks], ['loops and ifs', mixed]] as const) {
  for (const depth of [20, 127, 128, 129, 140, 300, 900]) {
    test(`${depth} nested ${name}`, () => {
      const bytes = make(depth);
      const isFlat = has(bytes, 'dispatch');
      if (depth < 120 || depth > 130) assert.is(isFlat, depth > 130, 'only deep code is flattened');
      verifyAll(bytes);
      agree(bytes, [0, 1, 2, 5, 100, 119, 128, 129, 299, 898, 5000, -1, 0x55555, 0xfffff].map((p) => ['f', p] as const), { levels: [0, 2] });
    });
  }
}

test.run();
