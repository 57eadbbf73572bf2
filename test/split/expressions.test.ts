/** Functions that are one long expression, which no region is part of until it is statements. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile, type Options } from '../../compiler/index.js';
import { native } from '../agree.js';
import { Random } from '../fuzz/random.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';
import { bytecodeLengths } from './v8.js';

/** --max-optimized-bytecode-size */
const V8_LIMIT = 61_440;
const BINARY = ['add', 'sub', 'mul', 'xor', 'and', 'or', 'shl', 'rotl', 'lt_s'] as const;

/** An i32 of so many operations, with effects anywhere in it: calls of an import, assigned locals, loads and stores that may trap. */
function tree(random: Random, size: number): string {
  if (size < 2) return random.chance(0.6) ? `(local.get ${random.below(4)})` : `(i32.const ${random.below(100_000)})`;
  const left = 1 + random.below(size - 1);
  const [a, b] = [left, size - left].map((part) => () => tree(random, part)) as [() => string, () => string];
  switch (random.below(15)) {
    case 0: return `(local.tee ${random.below(4)} ${tree(random, size - 1)})`;
    case 1: return `(call $log ${tree(random, size - 1)})`;
    case 2: return `(if (result i32) ${a()} (then ${b()}) (else ${tree(random, 2)}))`;
    case 3: return `(i32.load (i32.and ${tree(random, size - 1)} (i32.const 0xffff)))`;
    case 4: return `(block (result i32) (i32.store (i32.and ${a()} (i32.const 0xfff0)) ${b()}) (local.get ${random.below(4)}))`;
    case 5: return `(i32.wrap_i64 (i64.shr_u (i64.mul (i64.extend_i32_s ${a()}) (i64.extend_i32_u ${b()})) (i64.const 7)))`;
    case 6: return `(i32.trunc_sat_f64_s (f64.sub (f64.convert_i32_s ${a()}) (f64.convert_i32_u ${b()})))`;
    case 7: return `(select ${a()} ${b()} (local.get ${random.below(4)}))`;
    case 8: return `(call_indirect (param i32 i32) (result i32) ${a()} ${b()} (i32.const 0))`;
    case 9: return `(i32.atomic.rmw8.add_u (i32.and ${a()} (i32.const 0x1ffff)) ${b()})`;
    default: return `(i32.${random.pick(BINARY)} ${a()} ${b()})`;
  }
}

const moduleOf = (seed: number, size: number): Uint8Array<ArrayBuffer> => assemble(`(module (import "m" "log" (func $log (param i32) (result i32))) (memory 1) (table funcref (elem $g))
  (func $g (param i32 i32) (result i32) (i32.xor (call $log (local.get 0)) (local.get 1)))
  (func (export "f") (param i32 i32 i32 i32) (result i32) ${tree(new Random(seed), size)}))`);

/** What calls give, and what is logged meanwhile. */
function observed(instantiate: (imports: any) => { exports: Record<string, any> }): unknown[] {
  const log: number[] = [];
  const { f } = instantiate({ m: { log: (x: number) => (log.push(x), x ^ log.length) } }).exports;
  return [[1, 2, 3, 4], [-1, 65_533, 7, 0], [0x7fffffff, -0x80000000, 1, 12_345]].map((args) => {
    try {
      return [f(...args), log.splice(0)];
    } catch (error) {
      return [(error as Error).name, log.splice(0)];
    }
  });
}

for (const [seed, size, options] of [[6, 60, { functionLimit: 40 }], [1, 300, { functionLimit: 200 }], [2, 1000, { functionLimit: 400 }], [3, 3000, { functionLimit: 1000 }], [4, 14_000, {}], [5, 14_000, { optimize: 3 }]] as readonly [number, number, Partial<Options>][]) {
  test(`${size} operations, ${JSON.stringify(options)}`, () => {
    for (let more = 0; more < (size < 2000 ? 20 : 1); more++) {
      const bytes = moduleOf(seed + 100 * more, size);
      const expected = observed((imports) => ({ exports: native(bytes, imports) }));
      assert.equal(observed((imports) => loadCommonJs(bytes, options).instantiate(imports)), expected, `seed ${seed + 100 * more}`);
    }
  });
}

test("no part of one is beyond V8's limit", () => {
  const lengths = [...bytecodeLengths(compile(moduleOf(4, 20_000), { abi: 'none', format: 'cjs', pretty: true }).code, '$f').values()];
  assert.ok(lengths.length > 1 && Math.max(...lengths) <= V8_LIMIT, lengths.join(' '));
});

test.run();
