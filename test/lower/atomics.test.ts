/** Every operation on shared memory against native, on memories that are shared and on one that is not. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isAtomic, ops, type OpRow, sigTypes, typeName } from '../../compiler/ops/index.js';
import { compile } from '../../compiler/index.js';
import { agree, outcome } from '../agree.js';
import { binary, body, end, funcType, i32 } from '../decode/binary.js';
import { loadCommonJs, loadScript } from '../load.js';
import { assemble } from '../wabt.js';

const rows = ops.filter((row) => isAtomic(row.shape));
const accesses = rows.filter((row) => row.width !== undefined && row.shape !== 'atomic.wait');
const type = (letter: string): string => typeName(sigTypes(letter)[0]!);

/** The operation with its address as a parameter, with an offset, and with a constant address. */
function functionsOf(row: OpRow): string[] {
  const [, ...values] = row.params;
  const params = values.map((letter, i) => `(param $v${i} ${type(letter)})`).join(' ');
  const operands = values.map((_, i) => `(local.get $v${i})`).join(' ');
  const result = row.result && `(result ${type(row.result)})`;
  return [
    `(func (export "${row.name}") (param $p i32) ${params} ${result} (${row.name} (local.get $p) ${operands}))`,
    `(func (export "${row.name} offset") (param $p i32) ${params} ${result} (${row.name} offset=65528 (local.get $p) ${operands}))`,
    `(func (export "${row.name} at 8") ${params} ${result} (${row.name} offset=8 (i32.const 8) ${operands}))`,
    `(func (export "${row.name} dropped") (param $p i32) ${params} (${row.name} (local.get $p) ${operands}) ${row.result && 'drop'})`,
  ];
}

const addresses = [0, 1, 2, 3, 4, 6, 8, 16, 65520, 65528, 65531, 65532, 65534, 65535, 65536, 65544, -1, -4, -8];
const numbers: Readonly<Record<string, readonly (number | bigint)[]>> = {
  i: [0, 1, -1, 0x12, 0x1234, 0x12345678, -0x80000000, 0xff, 0xffff, 0x112],
  l: [0n, 1n, -1n, 0x12n, 0x12345678n, 0xffffffffn, 0x123456789abcdef0n, -(1n << 63n), 0x100000012n],
};
const bytes = Array.from({ length: 24 }, (_, i) => `\\${['12', '34', '56', '78', '9a', 'bc', 'de', 'f0', 'ff', '00'][(i * 7) % 10]}`).join('');

/** Two values of an operation at a time; what is found is often what is expected. */
function callsOf(row: OpRow): [string, ...unknown[]][] {
  const letters = [...row.params].slice(1);
  const lists = letters.map((letter) => numbers[letter]!);
  const count = Math.max(1, ...lists.map((list) => list.length));
  const args = Array.from({ length: count }, (_, k) => lists.map((list, i) => list[(k + i * 3) % list.length]!));
  return [
    ...addresses.flatMap((p, k): [string, ...unknown[]][] => {
      const some = args[k % args.length]!;
      const calls: [string, number][] = [[row.name, p], [`${row.name} offset`, (p >>> 0) + 65528], [`${row.name} dropped`, p]];
      // V8 looks at the bounds first.
      return calls.filter(([, at]) => at % row.width! === 0 || at >= 0 && at < 65536 - row.width!).map(([name]) => [name, p, ...some]);
    }),
    ...args.flatMap((some): [string, ...unknown[]][] => [[row.name, 8, ...some], [`${row.name} at 8`, ...some]]),
    // What a load gives is expected by the next.
    ...(row.shape === 'atomic.cmpxchg' ? args.flatMap(([first, second]): [string, ...unknown[]][] => [[row.name.replace(/rmw(\d*)\.cmpxchg/, 'store$1').replace('_u', ''), 24, first], [row.name, 24, first, second], [row.name, 24, second, first]]) : []),
  ];
}

for (const limits of ['1 1 shared', '1 3 shared', '1', '1 1']) {
  test(`every operation, memory ${limits}`, () => {
    const text = `(module (memory (export "memory") ${limits}) (data (i32.const 0) "${bytes}") (data (i32.const 65512) "${bytes}")
      ${accesses.flatMap(functionsOf).join('\n')} (func (export "fence") (atomic.fence)) (func (export "grow") (result i32) (memory.grow (i32.const 1))))`;
    agree(text, [['fence'], ...accesses.flatMap(callsOf), ['grow'], ...accesses.slice(0, 9).flatMap(callsOf)]);
  });
}

test('waiting that ends at once, and on memory that is not shared', () => {
  const functions = `(func (export "wait32") (param i32 i32 i64) (result i32) (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
    (func (export "wait64") (param i32 i64 i64) (result i32) (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
    (func (export "notify") (param i32 i32) (result i32) (memory.atomic.notify (local.get 0) (local.get 1)))`;
  const calls: [string, ...unknown[]][] = [
    ['wait32', 0, 1, -1n], ['wait32', 0, 0, 0n], ['wait32', 0, 0, 1_500_000n], ['wait64', 0, 1n, -1n], ['wait64', 0, 1n << 32n, -1n], ['wait64', 8, 0n, 1000n],
    ['notify', 0, 1], ['notify', 0, -1], ['notify', 65532, 0], ['notify', 65536, 1], ['wait32', 65536, 0, 0n], ['wait64', 65536, 0n, 0n],
  ];
  agree(`(module (memory 1 1 shared) ${functions})`, calls);
  const { wait32, wait64, notify } = loadCommonJs(assemble(`(module (memory 1 1) ${functions})`), { abi: 'none' }).instantiate().exports;
  const trap = 'RuntimeError: expected shared memory';
  assert.equal([outcome(() => wait32(0, 1, -1n)), outcome(() => wait64(8, 0n, 0n)), outcome(() => wait32(2, 0, 0n)), outcome(() => notify(0, 5)), outcome(() => notify(65536, 5)), outcome(() => notify(2, 5))],
    [trap, trap, 'RuntimeError: unaligned atomic', '0', 'RuntimeError: out of bounds memory access', 'RuntimeError: unaligned atomic']);
});

test('an address is checked for alignment before it is checked for bounds', () => {
  for (const limits of ['1 1 shared', '1 1']) {
    const { f } = loadCommonJs(assemble(`(module (memory ${limits}) (func (export "f") (param i32) (result i32) (i32.atomic.load (local.get 0))))`), { abi: 'none' }).instantiate().exports;
    assert.is(outcome(() => f(65537)), 'RuntimeError: unaligned atomic');
    assert.is(outcome(() => f(65536)), 'RuntimeError: out of bounds memory access');
  }
});

test('what came before an operation stays before it, and what came after stays after', () => {
  agree(
    `(module (import "m" "log" (func $log (param i32))) (memory (export "memory") 1 2 shared)
      (func (export "f") (param $p i32) (param $v i32) (result i32)
        (i32.load (local.get $p))
        (i32.atomic.rmw.add (local.tee $p (i32.add (local.get $p) (i32.const 4))) (local.tee $v (i32.add (local.get $v) (i32.const 1))))
        (i32.atomic.rmw.xchg (local.get $p) (block (result i32) (call $log (i32.load (local.get $p))) (local.get $v)))
        (i32.load (local.get $p)) i32.add i32.add i32.add)
      (func (export "grow") (result i32)
        (i32.atomic.store (i32.const 8) (i32.add (memory.grow (i32.const 1)) (i32.const 41)))
        (i32.atomic.store offset=65536 (i32.const 8) (i32.const 7))
        (i32.atomic.load offset=65536 (i32.const 8))))`,
    [['f', 0, 5], ['f', 0, 6], ['grow'], ['f', 65536, 3]],
    { imports: (log) => ({ m: { log: (value: number) => log.push(`log ${value}`) } }) },
  );
});

test('without SharedArrayBuffer and Atomics, one thread has it all', () => {
  const text = `(module (memory (export "memory") 1 3 shared)
    (func (export "add") (param i32 i32) (result i32) (i32.atomic.rmw.add (local.get 0) (local.get 1)))
    (func (export "xchg") (param i32 i64) (result i64) (i64.atomic.rmw.xchg (local.get 0) (local.get 1)))
    (func (export "cmpxchg") (param i32 i32 i32) (result i32) (i32.atomic.rmw16.cmpxchg_u (local.get 0) (local.get 1) (local.get 2)))
    (func (export "wait") (param i32 i64) (result i32) (memory.atomic.wait32 (i32.const 0) (local.get 0) (local.get 1)))
    (func (export "grow") (result i32) (atomic.fence) (memory.grow (i32.const 1)))
    (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))`;
  const { add, xchg, cmpxchg, wait, grow, load, memory } = loadScript(assemble(text), { abi: 'none' }, ['SharedArrayBuffer', 'Atomics']).instantiate().exports;
  assert.is(Object.prototype.toString.call(memory.buffer), '[object ArrayBuffer]');
  assert.equal([add(0, 5), add(0, 6), add(0, 0), xchg(8, 1n << 40n), xchg(8, 0n), cmpxchg(0, 11, 7), cmpxchg(0, 0x10007, 9), cmpxchg(0, 7, 8), load(0)], [0, 5, 11, 0n, 1n << 40n, 11, 7, 9, 9]);
  assert.equal([wait(8, -1n), wait(9, 5n), grow(), load(65536)], [1, 2, 1, 0]);
  assert.match(outcome(() => wait(9, -1n)), /^RuntimeError: this thread cannot wait/);
});

test('alignment must be the natural one, a shared memory must have a maximum', () => {
  const module = (align: number, limits: readonly number[]): Uint8Array =>
    binary({ type: [funcType([i32], [i32])], func: [[0]], memory: [limits], code: [body([0x20, 0, 0xfe, 0x10, align, 0, end])] });
  const error = (bytes: Uint8Array): string => outcome(() => void compile(bytes, { abi: 'none' }).code);
  assert.is(error(module(2, [3, 1, 1])), 'undefined');
  assert.match(error(module(1, [3, 1, 1])), /alignment must be equal to natural/);
  assert.match(error(module(3, [3, 1, 1])), /alignment must be equal to natural/);
  assert.match(error(module(2, [2, 1])), /shared memory must have maximum/);
  assert.match(error(binary({ type: [funcType([], [])], func: [[0]], code: [body([0xfe, 0x03, 1, end])] })), /zero byte expected/);
});

test('no operation is left out', () => assert.is(rows.length, 67));

test.run();
