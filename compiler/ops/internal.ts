/** Operations that no opcode has: the builder and passes make them. */
import { byName } from './lookup.js';
import { Effects, type OpRow } from './row.js';

/** The i32 that is congruent to an f64, truncated to a whole number below 2^53 in magnitude, modulo 2^32. */
export const lowWord: OpRow = { ...byName('i32.trunc_sat_f64_s')!, name: 'i32.wrap_f64' };
/** The same of an f32 that is in the range of i32 or of u32 once it is truncated. */
export const lowWordOfF32: OpRow = { ...byName('i32.trunc_sat_f32_s')!, name: 'i32.wrap_f32', lower: lowWord.name };

/** The truncations of floats to i64, by their names, of floats that are in range. */
export const inRange: ReadonlyMap<string, OpRow> = new Map(['f32', 'f64'].flatMap((from) => ['s', 'u'].map((sign) =>
  [`i64.trunc_${from}_${sign}`, { ...byName(`i64.trunc_sat_${from}_${sign}`)!, name: `i64.trunc_in_range_${from}_${sign}`, lower: `i64.trunc_in_range_${sign}` }])));

/** The smaller and the larger of two signed i32. */
export const smaller: OpRow = { ...byName('i32.and')!, name: 'i32.min_s' };
export const larger: OpRow = { ...byName('i32.and')!, name: 'i32.max_s' };

/** A float that is computed with, or a quiet NaN: itself. */
export const told: Readonly<Record<'f' | 'd', OpRow>> = { f: { ...byName('f32.abs')!, name: 'f32.told', lower: 'f64.told' }, d: { ...byName('f64.abs')!, name: 'f64.told' } };

/** What an operation makes of a number, and some NaN for a NaN: for those whose bits nobody sees. */
export const someNaN: ReadonlyMap<string, OpRow> = new Map(['neg', 'abs', 'ceil', 'floor', 'trunc'].flatMap((name) => ['f32', 'f64'].map((type) => {
  const row = byName(`${type}.${name}`)!;
  const lower = row.lower && `${row.lower}_or_some_nan`;
  return [row.name, { ...row, name: `${row.name}_or_some_nan`, ...(lower !== undefined && { lower }) }];
})));

const stored = (name: string): OpRow => ({
  ...byName('i64.mul_wide_u')!, name, shape: 'wide.store', params: 'ill', result: '', effects: Effects.WritesMemory | Effects.Traps,
});
/** The unsigned product of two i64 goes to an address, the lower or the upper half first. */
export const storeProduct: OpRow = stored('storeProduct');
export const storeProductDown: OpRow = stored('storeProductDown');

/** The bytes that a memory has, as an f64. */
export const memoryLength: OpRow = { ...byName('memory.size')!, name: 'memory.length', result: 'd' };
