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

/** Whether a float is made of bits that need not be a number's: those of memory, or of an integer. */
export const carriesBits = (e: Expr): boolean => e.k === 'load' || (isFloat(e.type) && e.k === 'op' && e.row.name === TWIN[e.type].from);

/** The bits of any float. */
export function converted(e: Expr, type: Float): Expr {
  const twin = TWIN[type];
  return make.op(twin.type, row(twin.to), [e], e.at);
}

/** The float of these bits. */
export const numberOf = (bits: Expr, type: Float): Expr => make.op(type, row(TWIN[type].from), [bits], bits.at);

/**
 * The value's bits as an integer of the same width, where they can be had without a conversion, or one of several values that it may be carries bits:
 * engines that canonicalise NaNs would lose them in a choice of floats.
 */
export function bitsOf(e: Expr, type: Float): Expr | undefined {
  const twin = TWIN[type];
  if (e.k === 'const') return make.constant(twin.type, e.lo, e.hi, e.at);
  if (e.k === 'load') return make.load(twin.type, twin.load, e, e.addr);
  if (e.k === 'op' && e.row.name === twin.from) return e.args[0];
  if (e.k !== 'cond') return undefined;
  const a = bitsOf(e.a, type);
  const b = bitsOf(e.b, type);
  if (!(a && b) && !(a && mayCarry(e.a)) && !(b && mayCarry(e.b))) return undefined;
  return make.cond(twin.type, e.cond, a ?? converted(e.a, type), b ?? converted(e.b, type), e.at);
}

const mayCarry = (e: Expr): boolean => carriesBits(e) || (e.k === 'cond' && (mayCarry(e.a) || mayCarry(e.b)));
