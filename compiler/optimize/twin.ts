/** Integer twins of the floating point types: same bits, same width. */
import { byName } from '../ops/lookup.js';
import type { OpRow } from '../ops/row.js';
import * as make from '../ir/make.js';
import type { Expr } from '../ir/nodes.js';

const row = (name: string): OpRow => byName(name)!;

export const TWIN = {
  f: {
    type: 'i',
    load: row('i32.load'),
    store: row('i32.store'),
    floatLoad: row('f32.load'),
    from: 'f32.reinterpret_i32',
    to: 'i32.reinterpret_f32',
  },
  d: {
    type: 'l',
    load: row('i64.load'),
    store: row('i64.store'),
    floatLoad: row('f64.load'),
    from: 'f64.reinterpret_i64',
    to: 'i64.reinterpret_f64',
  },
} as const;

export type Float = keyof typeof TWIN;
export const isFloat = (type: string): type is Float => type === 'f' || type === 'd';

/** The value's bits as an integer of the same width, where they can be had without a conversion. */
export function bitsOf(e: Expr, type: Float): Expr | undefined {
  const twin = TWIN[type];
  if (e.k === 'const') return make.constant(twin.type, e.lo, e.hi, e.at);
  if (e.k === 'load') return make.load(twin.type, twin.load, e, e.addr);
  if (e.k === 'op' && e.row.name === twin.from) return e.args[0];
  if (e.k === 'cond') {
    const a = bitsOf(e.a, type);
    const b = bitsOf(e.b, type);
    return a && b && make.cond(twin.type, e.cond, a, b, e.at);
  }
  return undefined;
}
