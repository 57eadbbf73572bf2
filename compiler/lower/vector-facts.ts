/** What can be told of an expression of type v128 without lowering it. */
import type { Const, Expr, Op } from '../ir/nodes.js';
import type { LaneKind } from './lanes.js';
import type { MaskBits, Period, VectorLocals } from './vector-locals.js';
import { operation } from './vector-operations.js';

/**
 * Whether the value is there as numbers of this kind. Without marks (f, d) that means that none is a signalling NaN: it was computed,
 * or moved from what was.
 */
export function isThere(e: Expr, kind: LaneKind, locals: VectorLocals): boolean {
  const unmarked = kind === 's' ? 'f' : kind;
  switch (e.k) {
    case 'const':
      return e.type === 'v' && (kind === 's' || !holdsNaN(e, kind));
    case 'get':
    case 'tee': {
      const found = e.type === 'v' ? locals.kindOf(e.local) : 'i';
      return found === kind || found === unmarked;
    }
    case 'cond':
      return isThere(e.a, kind, locals) && isThere(e.b, kind, locals);
    case 'op': {
      if (e.type !== 'v') return isArithmetic(e, unmarked);
      const { gives, alternatives } = operation(e);
      if (gives === unmarked) return true;
      return (alternatives ?? []).some(({ gives: numbers, words }) =>
        numbers === unmarked && e.args.every((a, k) => (words?.operand === k ? !words.mask || isMask(a, words.mask, locals.isMask) : isThere(a, kind, locals))));
    }
    default:
      return false;
  }
}

/** The bits of a number that was computed. */
function isArithmetic(e: Op, kind: LaneKind): boolean {
  if (e.row.name !== (kind === 'f' ? 'i32.reinterpret_f32' : 'i64.reinterpret_f64')) return false;
  const [number] = e.args as [Expr];
  return number.k === 'op' && /^[fd]+$/.test(number.row.params) && !/abs|neg|copysign|promote/.test(number.row.name);
}

function holdsNaN({ lo, hi, lo2, hi2 }: Const, kind: LaneKind): boolean {
  const isNaN = (top: number): boolean => (top & 0x7f800000) === 0x7f800000;
  return kind === 'f' ? [lo, hi, lo2, hi2].some(isNaN) : [hi, hi2].some((top) => (top & 0x7ff00000) === 0x7ff00000);
}

const ON_BITS: ReadonlySet<string> = new Set(['v128.and', 'v128.or', 'v128.xor', 'v128.andnot', 'v128.not', 'v128.bitselect']);

/** Whether each lane is all ones or all zeros. */
export function isMask(e: Expr, bits: MaskBits, isMaskLocal: (local: number, bits: MaskBits) => boolean): boolean {
  switch (e.k) {
    case 'const': {
      const words = [e.lo, e.hi, e.lo2, e.hi2];
      return words.every((word, k) => (word === 0 || word === -1) && (bits < 64 || word === words[k | 1]));
    }
    case 'get':
      return isMaskLocal(e.local, bits);
    case 'tee':
      return isMask(e.value, bits, isMaskLocal);
    case 'cond':
      return isMask(e.a, bits, isMaskLocal) && isMask(e.b, bits, isMaskLocal);
    case 'op':
      if (e.row.shape === 'compare') return Number(/^[if](\d+)x/.exec(e.row.name)?.[1] ?? 0) >= bits;
      return ON_BITS.has(e.row.name) && e.args.every((a) => isMask(a, bits, isMaskLocal));
    default:
      return false;
  }
}

/** After how many words the value repeats itself. */
export function periodOf(e: Expr, ofLocal: (local: number) => Period): Period {
  switch (e.k) {
    case 'const':
      return e.lo !== e.lo2 || e.hi !== e.hi2 ? 4 : e.lo !== e.hi ? 2 : 1;
    case 'get':
    case 'tee':
      return ofLocal(e.local);
    case 'cond':
      return Math.max(periodOf(e.a, ofLocal), periodOf(e.b, ofLocal)) as Period;
    case 'op':
      if (e.row.shape === 'shuffle') return repeats(e.lanes, 4) ? 1 : repeats(e.lanes, 8) ? 2 : 4;
      return e.row.params.includes('v') ? 4 : e.row.name === 'i64x2.splat' ? 2 : 1;
    default:
      return 4;
  }
}

const repeats = (bytes: readonly number[], after: number): boolean => bytes.every((byte, k) => byte === bytes[k % after]);
