/** Operations that no opcode has: the builder and passes make them. */
import { byName } from './lookup.js';
import { Effects, type OpRow } from './row.js';

/** The i32 that is congruent to an f64, truncated to a whole number below 2^53 in magnitude, modulo 2^32. */
export const lowWord: OpRow = { ...byName('i32.trunc_sat_f64_s')!, name: 'i32.wrap_f64' };
/** The same of an f32 that is in the range of i32 or of u32 once it is truncated. */
export const lowWordOfF32: OpRow = { ...byName('i32.trunc_sat_f32_s')!, name: 'i32.wrap_f32', lower: lowWord.name };

/** The smaller and the larger of two signed i32. */
export const smaller: OpRow = { ...byName('i32.and')!, name: 'i32.min_s' };
export const larger: OpRow = { ...byName('i32.and')!, name: 'i32.max_s' };

/** The negated or absolute value of a number, and some NaN for a NaN: for those whose sign nobody sees. */
export const someNaN: ReadonlyMap<string, OpRow> = new Map(
  ['f32.neg', 'f64.neg', 'f32.abs', 'f64.abs'].map((name) => [name, { ...byName(name)!, name: `${name}_or_some_nan` }]),
);

const stored = (name: string): OpRow => ({
  ...byName('i64.mul_wide_u')!, name, shape: 'wide.store', params: 'ill', result: '', effects: Effects.WritesMemory | Effects.Traps,
});
/** The unsigned product of two i64 goes to an address, the lower or the upper half first. */
export const storeProduct: OpRow = stored('storeProduct');
export const storeProductDown: OpRow = stored('storeProductDown');

/** The bytes that a memory has, as an f64. */
export const memoryLength: OpRow = { ...byName('memory.size')!, name: 'memory.length', result: 'd' };
