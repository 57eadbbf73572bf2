/** Short random bodies over the whole operation table, in a module that has one of everything, against native WebAssembly. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ImmKind, type OpRow, ops } from '../../compiler/ops/index.js';
import { binary, body, empty, end, externref, f32, f64, funcref, funcType, i32, i64, leb } from '../decode/binary.js';
import { describe, outcomeOf, randomFrom, seedFor } from './outcome.js';

const types = [
  funcType([], []), funcType([i32], [i32]), funcType([], [i32, i64]), funcType([i32, i64], [i32]),
  funcType([i32], []), funcType([f32], [f64]), funcType([], [funcref]), funcType([i32, i64], [i32, i64]),
];
const blockTypes = [empty, empty, i32, i64, f32, funcref, externref, 0, 1, 2, 3, 4, 5, 6, 7];
const valueTypes = [i32, i64, f32, f64, funcref, externref];

function immediates(random: (below: number) => number): Record<ImmKind, () => number[]> {
  const index = (below: number) => () => [random(below)];
  const two = (below: number) => () => [random(below), random(below)];
  const pick = (list: readonly number[]): number => list[random(list.length)]!;
  return {
    'none': () => [], 'block': () => [pick(blockTypes)], 'label': index(4),
    'labels': () => {
      const count = random(4);
      return [count, ...Array.from({ length: count + 1 }, () => random(4))];
    },
    'func': index(9), 'type': index(9), 'type table': two(3), 'local': index(8), 'global': index(7), 'table': index(2), 'table table': two(2),
    'elem': index(2), 'elem table': two(2), 'memory': () => [0], 'memory memory': () => [0, 0],
    'data': () => [random(10) ? 0 : 1], 'data memory': () => [0, 0], 'memarg': () => [random(3), random(5)],
    'i32': index(64), 'i64': index(64), 'f32': () => [1, 2, 3, 4], 'f64': () => [1, 2, 3, 4, 5, 6, 7, 8],
    'types': () => [1, pick(valueTypes)], 'heap': () => [pick([funcref, externref])],
  };
}

function moduleWith(type: number, code: readonly number[]): Uint8Array<ArrayBuffer> {
  const unreachable = [0x00, end];
  return binary({
    type: types,
    func: [[type], ...types.slice(1).map((_, k) => [k])],
    table: [[funcref, 0, 3], [externref, 0, 3]],
    memory: [[0, 1]],
    global: [
      [i32, 1, 0x41, 0, end], [i64, 0, 0x42, 0, end], [f32, 1, 0x43, 0, 0, 0, 0, end], [f64, 1, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, end],
      [funcref, 1, 0xd0, funcref, end], [externref, 1, 0xd0, externref, end],
    ],
    elem: [[0x01, 0, 1, 0], [0x05, externref, 1, 0xd0, externref, end]],
    dataCount: [[1]],
    code: [body(code, [[1, i32], [1, f32], [1, funcref], [1, externref]]), ...types.slice(1).map(() => body(unreachable))],
    data: [[1, 1, 7]],
  });
}

const opens = (row: OpRow): boolean => row.imm === 'block';
const plentiful = new Set(['unary', 'binary', 'compare', 'convert', 'load', 'store']);

test('random bodies are judged as native WebAssembly judges them', () => {
  const random = randomFrom(seedFor(7));
  const bytesOf = immediates(random);
  const rare = ops.filter((row) => !plentiful.has(row.shape));
  const values = ops.filter((row) => row.shape === 'const' || row.shape === 'local.get' || row.shape === 'ref.null');
  const unreachable = ops.find((row) => row.shape === 'unreachable')!;
  const choose = (list: readonly OpRow[]): OpRow => list[random(list.length)]!;
  const chooseRow = (): OpRow => {
    const kind = random(15);
    return kind < 3 ? unreachable : kind < 7 ? choose(values) : kind < 12 ? choose(rare) : choose(ops);
  };
  let accepted = 0;
  const total = 20_000;
  for (let count = 0; count < total; count++) {
    const code: number[] = [];
    let depth = 0;
    for (let left = 1 + random(9); left > 0; left--) {
      const row = chooseRow();
      if (row.shape === 'end' && depth === 0) continue;
      depth += opens(row) ? 1 : row.shape === 'end' ? -1 : 0;
      code.push(...(row.prefix === 0 ? [row.code] : [row.prefix, ...leb(row.code)]), ...bytesOf[row.imm]());
    }
    for (; depth >= 0; depth--) code.push(end);
    const bytes = moduleWith(random(types.length), code);
    const native = WebAssembly.validate(bytes);
    assert.is(outcomeOf(bytes).kind === 'accepted', native, `${describe(bytes)}: body ${Buffer.from(code).toString('hex')}`);
    if (native) accepted++;
  }
  console.log(`${accepted} of ${total} bodies are valid`);
  assert.ok(accepted > total / 20);
});

test.run();
