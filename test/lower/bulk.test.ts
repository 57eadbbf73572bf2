/** Short copies and fills, which outputs make word by word, against native WebAssembly: every length, alignment and overlap, and the memory's end. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Options } from '../../compiler/options.js';
import { memoryMove, memorySet } from '../../runtime-lite/bulk-short.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const PAGE = 65536;
const bytes = assemble(`(module (memory (export "memory") 1 2)
  (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
  (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
  (func (export "copy36") (param i32 i32) (memory.copy (local.get 0) (local.get 1) (i32.const 36))))`);
type Exports = Record<string, (...args: number[]) => unknown> & { memory: { buffer: ArrayBuffer } };

const lengths = Array.from({ length: 72 }, (_, n) => n);
const distances = [-71, -70, -65, -64, -36, -5, -4, -3, -1, 0, 1, 2, 4, 5, 12, 16, 35, 63, 64, 70, 71];

for (const target of ['portable', 'v8', 'hermes'] as Options['target'][]) {
  test(`copies and fills, ${target}`, () => {
    const native = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Exports;
    const ours = loadCommonJs(bytes, { target }).instantiate().exports as Exports;
    const both = [native, ours];
    for (const { memory } of both) new Uint8Array(memory.buffer).forEach((_, i, all) => { all[i] = i * 7 ^ i >> 8; });
    const inBoth = (name: string, ...args: number[]): void => {
      const [a, b] = both.map((exports) => {
        try {
          return exports[name]!(...args);
        } catch (error) {
          return (error as Error).name;
        }
      });
      assert.is(b, a, `${name}(${args.join()})`);
    };
    const compare = (what: string, from = 0, length = 512): void => {
      const [a, b] = both.map(({ memory }) => Buffer.from(memory.buffer, from, length)) as [Buffer, Buffer];
      if (!a.equals(b)) assert.unreachable(`${what}: the memories differ`);
    };
    for (const length of lengths) {
      for (let to = 200; to < 204; to++) {
        for (const distance of distances) inBoth('copy', to, to - distance, length);
        inBoth('fill', to + length, 0x3a5 + length, length);
        compare(`${length} bytes at ${to}`);
      }
      for (const past of [-5, -4, 0, 1, 3, 4]) {
        inBoth('copy', PAGE - length + past, 300, length);
        inBoth('copy', 300, PAGE - length + past, length);
        inBoth('fill', PAGE - length + past, length, length);
      }
      compare(`${length} bytes at the end`, PAGE - 512);
    }
    for (const [to, from] of [[-1, 0], [0, -1], [-36, 8], [PAGE - 35, 0], [PAGE - 36, 1], [8, 4], [4, 8]] as const) inBoth('copy36', to, from);
    compare('36 bytes');
  });
}

test('memories whose size is no multiple of a word, and addresses beyond 32 bits', () => {
  const buffer = Uint8Array.from({ length: 23 }, (_, i) => i).buffer;
  const u8 = new Uint8Array(buffer), i32 = new Int32Array(buffer, 0, 5);
  memoryMove(u8, i32, 4, 8, 15);
  assert.equal([...u8], [0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 19, 20, 21, 22]);
  memorySet(u8, i32, 16, 9, 7);
  assert.equal([...u8.subarray(14)], [18, 19, 9, 9, 9, 9, 9, 9, 9]);
  const done: number[][] = [];
  const far = { length: 2 ** 34, copyWithin: (...args: number[]) => done.push(args), fill: (...args: number[]) => done.push(args) } as unknown as Uint8Array;
  memoryMove(far, i32, 2 ** 32 + 8, 16, 32);
  memoryMove(far, i32, 16, 2 ** 33, 32);
  memorySet(far, i32, 2 ** 32, 1, 4);
  assert.equal(done, [[2 ** 32 + 8, 16, 48], [16, 2 ** 33, 2 ** 33 + 32], [1, 2 ** 32, 2 ** 32 + 4]]);
});

test.run();
