/** Memories and tables with 64-bit addresses against native: accesses at their edges and far outside, bulk instructions, sizes. */
import { setFlagsFromString } from 'node:v8';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ops, type OpRow, sigTypes, typeName } from '../../compiler/ops/index.js';
import { agree } from '../agree.js';
import { nativeHas } from '../native-features.js';
import { edges } from './values.js';

// The engine of node 20 knows 64-bit memories behind a flag.
setFlagsFromString('--experimental-wasm-memory64');

const PAGE = 65536n;
const accesses = ops.filter((row) => (row.shape === 'load' || row.shape === 'store') && /^[ilfd]$/.test(row.type!));
const near = (n: bigint): bigint[] => [n - 8n, n - 7n, n - 1n, n];
const signed = (n: bigint): bigint => BigInt.asIntN(64, n);
const addresses = [0n, 5n, 8n, PAGE - 4n, PAGE - 2n, 1n << 31n, (1n << 32n) + 8n, 1n << 53n, 1n << 63n, ...[PAGE, 1n << 32n, 1n << 64n].flatMap(near)].map(signed);
const offsets = [0n, 1n, PAGE - 8n, 1n << 32n, (1n << 64n) - PAGE, (1n << 64n) - 1n];
const values: Readonly<Record<string, number | bigint>> = { i: 0x89abcdef | 0, l: -0x7654321089abcdefn, f: Math.fround(-1.1e-7), d: -Math.PI };
const type = (letter: string): string => typeName(sigTypes(letter)[0]!);

/** An access with each offset, with an address that is extended, and with constant ones. */
function functionsOf(row: OpRow): string[] {
  const letter = row.type!;
  const value = row.shape === 'store' ? '(local.get $v)' : '';
  const sig = row.shape === 'store' ? `(param $v ${type(letter)})` : `(result ${type(letter)})`;
  return [
    ...offsets.map((offset) => `(func (export "${row.name} ${offset}") (param $p i64) ${sig} (${row.name} offset=${offset} (local.get $p) ${value}))`),
    ...addresses.map((p, i) => `(func (export "${row.name} at ${i}") ${sig} (${row.name} offset=${i % 5} (i64.const ${p}) ${value}))`),
    `(func (export "${row.name} sum") (param $p i64) ${sig} (${row.name} offset=8 (i64.add (local.get $p) (i64.const -4)) ${value}))`,
    `(func (export "${row.name} extended") (param $p i32) ${sig} (${row.name} offset=8 (i64.extend_i32_u (local.get $p)) ${value}))`,
  ];
}

if (nativeHas('memory64')) {
  for (const limits of ['i64 1 1', 'i64 1']) {
    test(`every access, memory ${limits}`, () => {
      for (const shape of ['store', 'load'] as const) {
        const rows = accesses.filter((row) => row.shape === shape);
        const bytes = Array.from({ length: 24 }, (_, i) => `\\${(i * 37 + 100) % 90 + 10}`).join('');
        const text = `(module (memory (export "memory") ${limits}) (data (i64.const ${PAGE - 24n}) "${bytes}") (data (i64.const 0) "${bytes}") ${rows.flatMap(functionsOf).join('\n')})`;
        const calls = rows.flatMap((row): [string, ...unknown[]][] => {
          const value = shape === 'store' ? [values[row.type!]] : [];
          return [
            ...offsets.flatMap((offset) => addresses.map((p): [string, ...unknown[]] => [`${row.name} ${offset}`, p, ...value])),
            ...addresses.flatMap((p, i): [string, ...unknown[]][] => [[`${row.name} at ${i}`, ...value], [`${row.name} sum`, p, ...value]]),
            ...[0, 4, 8, 65528, 65535, -1, -8, -4, -65536].map((p): [string, ...unknown[]] => [`${row.name} extended`, p, ...value]),
            ...(shape === 'store' ? edges[row.type!]!.map((v): [string, ...unknown[]] => [`${row.name} 0`, 13n, v]) : []),
          ];
        });
        agree(text, calls);
      }
    });
  }

  test('bulk instructions, sizes and growth', () => {
    const far = [0n, 1n, 65530n, PAGE, 1n << 32n, (1n << 32n) + 1n, 1n << 53n, -1n, -8n];
    agree(
      `(module (memory (export "memory") i64 1 3) (data $d "0123456789")
        (func (export "fill") (param i64 i32 i64) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
        (func (export "copy") (param i64 i64 i64) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
        (func (export "init") (param i64 i32 i32) (memory.init $d (local.get 0) (local.get 1) (local.get 2)))
        (func (export "size") (result i64) (memory.size))
        (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0))))`,
      [
        ...far.flatMap((to): [string, ...unknown[]][] => [['init', to, 2, 5], ...far.flatMap((n): [string, ...unknown[]][] => [['fill', to, 0x1aa, n], ['copy', to, 2n, n], ['copy', 1n, to, n]])]),
        ['init', 3n, 8, 3], ['init', 3n, -1, 1], ['init', 3n, 0, -1],
        ['size'], ['grow', 0n], ['grow', 1n], ['size'], ['grow', 1n << 32n], ['grow', -1n], ['grow', 2n], ['grow', 1n], ['size'],
      ],
    );
  });
}

test('no access is left out', () => assert.is(accesses.length, 23));

if (nativeHas('memory64')) test('an offset of 64 bits does not come round to the beginning, for doubles found by an index', () => {
  for (const offset of [2n ** 32n, 2n ** 35n, 2n ** 62n, 2n ** 63n - 8n, 2n ** 63n]) {
    const wat = `(module (memory i64 1 3) (func (export "load") (param $p i32) (result f64) (f64.load offset=${offset} (i64.extend_i32_u (local.get $p))))
      (func (export "store") (param $p i32) (f64.store offset=${offset} (i64.extend_i32_u (local.get $p)) (f64.const 1))) (func (export "first") (result f64) (f64.load (i64.const 0))))`;
    agree(wat, [['load', 0], ['load', 8], ['load', 3], ['store', 0], ['store', 16], ['first']]);
  }
});

test.run();
