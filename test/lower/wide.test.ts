/** Arithmetic on 128 bits against BigInt. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ops, type OpRow } from '../../compiler/ops/index.js';
import { decode } from '../../compiler/decode/index.js';
import { disassemble } from '../../compiler/wat/index.js';
import { binary, body, end, funcType, i64, leb } from '../decode/binary.js';
import { verifyAll } from '../ir/functions.js';
import { loadCommonJs, type Output } from '../load.js';
import { edges } from './values.js';

const rows = ops.filter((row) => row.shape === 'wide');
const longs = edges['l'] as readonly bigint[];

/** Each operation with its operands as parameters, and twice: its results are operands again, and go into the locals of the operands. */
function moduleOf(): Uint8Array<ArrayBuffer> {
  const operation = (row: OpRow): number[] => [row.prefix, ...leb(row.code)];
  const gets = (row: OpRow): number[] => [...row.params].flatMap((_, k) => [0x20, k]);
  const rest = (row: OpRow): number[] => [...row.params].slice(2).flatMap((_, k) => [0x20, k + 2]);
  return binary({
    type: [funcType([i64, i64], [i64, i64]), funcType([i64, i64, i64, i64], [i64, i64])],
    func: rows.flatMap((row) => { const type = row.params.length === 2 ? [0] : [1]; return [type, type]; }),
    export: rows.flatMap((row, k) => [[...name(row.name), 0, 2 * k], [...name(`${row.name} twice`), 0, 2 * k + 1]]),
    code: rows.flatMap((row) => [
      body([...gets(row), ...operation(row), end]),
      body([...gets(row), ...operation(row), 0x21, 0, 0x21, 1, 0x20, 0, 0x20, 1, ...rest(row), ...operation(row), end]),
    ]),
  });
}
const name = (text: string): number[] => [text.length, ...Buffer.from(text)];

const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);
const halves = (value: bigint): bigint[] => [BigInt.asIntN(64, value), BigInt.asIntN(64, value >> 64n)];
const whole = (low: bigint, high: bigint): bigint => unsigned(low) | (high << 64n);
const model: Readonly<Record<string, (...args: bigint[]) => bigint>> = {
  'i64.add128': (a, ah, b, bh) => whole(a!, ah!) + whole(b!, bh!),
  'i64.sub128': (a, ah, b, bh) => whole(a!, ah!) - whole(b!, bh!),
  'i64.mul_wide_s': (a, b) => a! * b!,
  'i64.mul_wide_u': (a, b) => unsigned(a!) * unsigned(b!),
};

const bytes = moduleOf();
for (const optimize of [0, 2] as const) {
  const { exports } = (loadCommonJs(bytes, { abi: 'none', optimize }) satisfies Output).instantiate();
  for (const row of rows) {
    test(`${row.name}, level ${optimize}`, () => {
      const once = (...args: bigint[]): bigint[] => halves(model[row.name]!(...args));
      const others = longs.filter((_, k) => k % 3 === 0);
      for (const a of longs) {
        for (const b of longs) {
          for (const [c, d] of row.params.length === 2 ? [[0n, 0n]] : others.map((x, k) => [x, others[(k * 5 + 1) % others.length]!])) {
            const args = row.params.length === 2 ? [a, b] : [a, c!, b, d!];
            const expected = once(...args);
            assert.equal(exports[row.name](...args), expected, `${row.name} of ${args.join(', ')}`);
            const [low, high] = expected as [bigint, bigint];
            assert.equal(exports[`${row.name} twice`](...args), once(high, low, ...args.slice(2)), `${row.name} twice of ${args.join(', ')}`);
          }
        }
      }
    });
  }
}

test('the IR of operations with two results is in order after each pass', () => assert.ok(verifyAll(bytes) > 0));

test('they have their names in the text format', () => {
  const text = disassemble(decode(bytes)).chunks.join('');
  for (const row of rows) assert.ok(text.includes(row.name), row.name);
});

test.run();
