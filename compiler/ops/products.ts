/** Operations that no module has: what the compiler makes of calls of a function that multiplies. */
import { byName } from './lookup.js';
import { Effects, type OpRow } from './row.js';

const row = (name: string): OpRow => ({
  ...byName('i64.mul_wide_u')!, id: -1, name, shape: 'wide.store', params: 'ill', result: '', effects: Effects.WritesMemory | Effects.Traps,
});

/** The unsigned product of two i64 goes to an address, the lower half first. */
export const STORE_PRODUCT = row('storeProduct');
/** The same, the upper half first. */
export const STORE_PRODUCT_DOWN = row('storeProductDown');
