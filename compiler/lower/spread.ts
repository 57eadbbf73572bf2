/** Addresses as a local and a constant, and how many bytes are known to follow an address. */
import type { Expr } from '../ir/nodes.js';

/** No bytes are known, nor that the address is below 2 GiB. */
export const UNKNOWN = -1;

const isNatural = (e: Expr | undefined): e is Expr & { k: 'const' } => e?.k === 'const' && e.lo >= 0;

/** The local that an address is, and a constant that is added to it; for a constant, that. */
export function splitAddress(e: Expr): { readonly local: number | undefined; readonly plus: number } {
  if (e.k === 'get' || e.k === 'tee') return { local: e.local, plus: 0 };
  if (e.k === 'const') return { local: undefined, plus: e.lo >>> 0 };
  if (e.k === 'op' && e.row.name === 'i32.add' && isNatural(e.args[1])) {
    const { local, plus } = splitAddress(e.args[0]!);
    if (local !== undefined && plus === 0) return { local, plus: e.args[1].lo };
  }
  return { local: undefined, plus: 0 };
}

/** How many bytes follow an i32 that has just been evaluated: at least 0 if it is not negative. `extents` says it of the locals. */
export function spread(e: Expr, extents: Float64Array, bytes: number): number {
  switch (e.k) {
    case 'get':
    case 'tee':
      return extents[e.local]!;
    case 'const':
      return e.type === 'i' && e.lo >= 0 ? Math.max(0, bytes - e.lo) : UNKNOWN;
    case 'load':
      return e.type === 'i' && e.row.width! < 4 && !e.row.signed ? 0 : UNKNOWN;
    case 'op': {
      const [a, b] = e.args;
      if (e.type !== 'i') return UNKNOWN;
      if (e.row.shape === 'compare' || e.row.shape === 'test' || (e.row.name === 'i32.and' && isNatural(b))) return 0;
      if (e.row.name === 'i32.shr_u' && isNatural(b) && (b.lo & 31) !== 0) return 0;
      if (e.row.name !== 'i32.add' || !isNatural(b)) return UNKNOWN;
      // A sum that were 2 GiB would be negative.
      const extent = spread(a!, extents, bytes);
      return extent > b.lo ? extent - b.lo : UNKNOWN;
    }
    default:
      return UNKNOWN;
  }
}
