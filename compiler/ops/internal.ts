/** Operations that no opcode has: passes make them. */
import { byName } from './lookup.js';
import type { OpRow } from './row.js';

/** The i32 that is congruent to an f64, a whole number below 2^53 in magnitude, modulo 2^32. */
export const lowWord: OpRow = { ...byName('i32.trunc_sat_f64_s')!, name: 'i32.wrap_f64' };
