/** Every load and store against native, at the edges of memories that are fixed or can grow, aligned or not, with and without offsets. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { isAtomic, ops, type OpRow, sigTypes, typeName } from '../../compiler/ops/index.js';
import { native, outcome, shown } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';
import { bitsOf, edges } from './values.js';

const accesses = ops.filter((row) => row.width !== undefined && !isAtomic(row.shape));
const offsets = [0, 1, 3, 4, 7, 8, 16, 65528, 65535, 65536, 2147483640, 4294967288, 4294967295];
const PAGE = 65536;
const addresses = [0, 1, 2, 3, 4, 5, 7, 8, 100, PAGE - 17, PAGE - 16, PAGE - 9, PAGE - 8, PAGE - 7, PAGE - 5, PAGE - 4, PAGE - 3, PAGE - 2, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE - 8, 2 * PAGE,
  0x7ffffff8, 0x7fffffff, -0x80000000, -0x7ffffff8, -PAGE, -8, -7, -4, -1];
const type = (letter: string): string => typeName(sigTypes(letter)[0]!);

const values: Readonly<Record<string, number | bigint>> = { i: 0x89abcdef | 0, l: -0x7654321089abcdefn, f: Math.fround(-1.1e-7), d: -Math.PI };

const isVector = (row: OpRow): boolean => row.params.includes('v') || row.result === 'v';
/** What the operation takes after the address; a v128 as two i64. */
const argumentsOf = (row: OpRow): readonly (number | bigint)[] => row.params.endsWith('v') ? [values['l']!, 0x0123456789abcdefn] : row.shape === 'store' ? [values[row.type!]!] : [];

/** An access with its address as a parameter, and with each address as a constant. */
function functionsOf(row: OpRow): string[] {
  const takesVector = row.params.endsWith('v');
  const value = takesVector ? '(i64x2.replace_lane 1 (i64x2.splat (local.get $v)) (local.get $w))' : row.shape === 'store' ? '(local.get $v)' : '';
  const params = takesVector ? '(param $v i64) (param $w i64)' : row.shape === 'store' ? `(param $v ${type(row.type!)})` : '';
  const results = row.result === 'v' ? '(result i64 i64) (local $r v128)' : row.result ? `(result ${type(row.result)})` : '';
  const align = [1, 2, 4, 8, 16].filter((a) => a <= row.width!);
  const func = (name: string, param: string, immediates: string, address: string): string => {
    const access = `(${row.name} ${immediates} ${row.imm.includes('lane') ? row.lanes! - 1 : ''} ${address} ${value})`;
    const body = row.result === 'v' ? `(local.set $r ${access}) (i64x2.extract_lane 0 (local.get $r)) (i64x2.extract_lane 1 (local.get $r))` : access;
    return `(func (export "${row.name} ${name}") ${param} ${params} ${results} ${body})`;
  };
  return [
    ...offsets.map((offset, i) => func(`${offset}`, '(param $p i32)', `offset=${offset} align=${align[i % align.length]}`, '(local.get $p)')),
    ...addresses.map((p, i) => func(`at ${i}`, '', `offset=${i % 5}`, `(i32.const ${p})`)),
    func('sum', '(param $p i32)', 'offset=8', '(i32.add (local.get $p) (i32.const -4))'),
    ...(row.shape === 'store' && !takesVector ? offsets.map((offset) => `(func (export "${row.name} loop ${offset}") (param $p i32) ${params} (local $i i32) ${twice(`(${row.name} offset=${offset} (local.get $p) ${value})`)})`) : []),
  ];
}

/** In a loop of two rounds, which goes on to the next address. */
const twice = (store: string): string =>
  `(loop $again ${store} (local.set $p (i32.add (local.get $p) (i32.const 1))) (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2))))`;

const bytes = Array.from({ length: 97 }, (_, i) => `\\${((i * 37 + 200) % 256).toString(16).padStart(2, '0')}`).join('');
const moduleText = (memory: string, rows: readonly OpRow[]): string =>
  `(module (memory (export "memory") ${memory}) ${memory.startsWith('0') ? '' : `(data (i32.const 0) "${bytes}") (data (i32.const ${PAGE - 97}) "${bytes}")`} (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))) ${rows.flatMap(functionsOf).join('\n')})`;

/** Limits, and how much the memory grows before the accesses. The second and the last may come to end beyond 2 GiB. */
const memories: readonly (readonly [text: string, grow: number])[] = [['1 1', 0], ['1', 0], ['1 2', 1], ['0 40000', 1]];

const view = (memory: { buffer: ArrayBuffer }, at: number): string => Buffer.from(memory.buffer, at, Math.min(32, memory.buffer.byteLength - at)).toString('hex');

for (const [limits, grow] of memories) {
  for (const shape of ['store', 'load'] as const) {
    test(`every ${shape}, memory ${limits}${grow ? `, grown by ${grow}` : ''}`, () => {
      const rows = accesses.filter((row) => row.shape.startsWith(shape));
      const binary = assemble(moduleText(limits, rows), { names: false });
      const sides = [native(binary), loadCommonJs(binary).instantiate().exports];
      if (grow) assert.equal(sides.map((side) => side['grow'](grow)), limits.startsWith('0') ? [0, 0] : [1, 1]);
      let trapped = 0;
      const both = (name: string, args: readonly unknown[], near: number): void => {
        const [theirs, ours] = sides.map((side) => {
          let value: unknown;
          const answer = outcome(() => (value = (side[name] as (...a: unknown[]) => unknown)(...args)));
          const size = (side['memory'] as { buffer: ArrayBuffer }).buffer.byteLength;
          return `${value === undefined ? answer : [value].flat().map(bitsOf).join(' ')} ${near >= 0 && near < size ? view(side['memory'] as { buffer: ArrayBuffer }, near) : ''}`;
        });
        if (theirs !== ours) assert.is(ours, theirs, `${name} of ${args.map(shown).join(', ')}`);
        if (theirs!.includes('out of bounds')) trapped++;
      };
      for (const row of rows) {
        const value = argumentsOf(row);
        for (const offset of offsets) for (const p of addresses) both(`${row.name} ${offset}`, [p, ...value], (p >>> 0) + offset - 8);
        for (const p of addresses) both(`${row.name} sum`, [p, ...value], (p >>> 0) - 8);
        addresses.forEach((p, i) => both(`${row.name} at ${i}`, value, (p >>> 0) - 8));
        if (row.shape === 'store' && !isVector(row)) for (const offset of offsets) for (const p of addresses) both(`${row.name} loop ${offset}`, [p, ...value], (p >>> 0) + offset - 8);
        if (row.shape === 'store' && !isVector(row)) for (const v of edges[row.type!]!) both(`${row.name} 0`, [13, v], 8);
      }
      assert.ok(trapped > rows.length * 100, `${trapped} traps`);
      const [theirs, ours] = sides.map((side) => Buffer.from((side['memory'] as { buffer: ArrayBuffer }).buffer));
      assert.ok(theirs!.equals(ours!), 'the memories are the same');
    });
  }
}

test("the engine's own memory of fixed size is followed when its host grows it by nothing, which makes a new buffer", () => {
  const bytes = assemble(`(module (import "host" "memory" (memory 1 1))
    (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
    (func (export "sum") (param i32) (result i32) (local i32)
      (loop $again (local.set 1 (i32.add (local.get 1) (i32.load8_u (local.get 0)))) (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1)))`);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { load, sum } = loadCommonJs(bytes).instantiate({ host: { memory } }).exports as Record<string, (n: number) => number>;
  const fill = (byte: number): Uint8Array => new Uint8Array(memory.buffer).fill(byte);
  fill(1);
  assert.equal([load!(0), sum!(10)], [0x01010101, 10]);
  memory.grow(0);
  fill(2);
  assert.equal([load!(0), sum!(10)], [0x02020202, 20]);
});

/** In a loop, where bytes are stored as elements: `$p` and `$v` are evaluated, in this order, before the access can trap. */
const ordered = {
  'a value that traps': '(i32.store8 (local.get $p) (i32.div_s (i32.const 1) (local.get $v)))',
  'a value that changes the address': '(i32.store8 (local.get $p) (local.tee $p (local.get $v)))',
  'an address that changes the value': '(i32.store8 offset=1 (local.tee $v (local.get $p)) (local.get $v))',
  'a value that is what is overwritten': '(i32.store8 (local.get $p) (i32.add (i32.load8_u (local.get $p)) (local.get $v)))',
  'a long value': '(i64.store8 offset=7 (local.get $p) (i64.mul (i64.extend_i32_s (local.get $v)) (i64.load (local.get $p))))',
};

test('a byte is stored in a loop after its operands are evaluated, or they trap', () => {
  const functions = Object.entries(ordered).map(([name, store]) => `(func (export "${name}") (param $p i32) (param $v i32) (result i32) (local $i i32) ${twice(store)} (i32.add (local.get $p) (local.get $v)))`);
  const binary = assemble(`(module (memory (export "memory") 1) (data (i32.const 0) "${bytes}") ${functions.join('\n')})`);
  assert.not.match(compile(binary, { format: 'cjs' }).code, 'setInt8');
  const sides = [native(binary), loadCommonJs(binary).instantiate().exports];
  for (const name of Object.keys(ordered)) {
    for (const p of addresses) for (const v of [0, 1, -1, PAGE - 1, 300]) {
      const [theirs, ours] = sides.map((side) => `${outcome(() => (side[name] as (...a: unknown[]) => unknown)(p, v))} ${view(side['memory'] as { buffer: ArrayBuffer }, Math.min(p >>> 0, PAGE - 32))}`);
      assert.is(ours, theirs, `${name} at ${p}, ${v}`);
    }
  }
});

test('no access is left out', () => assert.is(accesses.length, 23 + 22));

test.run();
