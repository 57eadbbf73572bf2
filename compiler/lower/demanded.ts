/**
 * Bitwise expressions of which only some bits are looked at. Vector code is full of them: compilers extend lanes by a shuffle that leaves
 * half of each lane to chance, and two shifts.
 */
import * as js from '../ir/js.js';
import type { Js, JsBinary } from '../ir/js.js';

const { bitwise, num, shift, ZERO } = js;
const ALL = -1;
const SIGN = -0x80000000;

/** A pure expression that agrees with `e` in the bits of `mask`. */
export function demanded(e: Js, mask: number): Js {
  if (mask === 0) return ZERO;
  if (e.k === 'num') return num(e.v & mask);
  if (e.k !== 'bin' || mask === ALL) return e;
  switch (e.op) {
    case '|':
    case '^':
      return either(e, e.op, mask);
    case '&':
      return both(e, mask);
    case '<<':
    case '>>':
    case '>>>':
      return shifted(e, e.op, mask);
    default:
      return e;
  }
}

function either(e: JsBinary, op: '|' | '^', mask: number): Js {
  if ((possible(e.l) & mask) === 0) return demanded(e.r, mask);
  if ((possible(e.r) & mask) === 0) return demanded(e.l, mask);
  const [l, r] = [demanded(e.l, mask), demanded(e.r, mask)];
  return l === e.l && r === e.r ? e : bitwise(op, l, r);
}

function both(e: JsBinary, mask: number): Js {
  const kept = e.r.k === 'num' ? e.r.v : ALL;
  if ((kept & mask) === mask) return e.r.k === 'num' ? demanded(e.l, mask) : e;
  const l = demanded(e.l, mask & kept);
  return l === e.l ? e : bitwise('&', l, e.r);
}

function shifted(e: JsBinary, op: '<<' | '>>' | '>>>', mask: number): Js {
  if (e.r.k !== 'num') return e;
  const n = e.r.v & 31;
  const own = op === '<<' ? mask >>> n : mask << n;
  // The sign fills what a signed shift leaves free.
  const l = demanded(e.l, op === '>>' && n > 0 && (mask & (ALL << (31 - n))) !== 0 ? own | SIGN : own | 0);
  return l === e.l ? e : shift(op, l, e.r);
}

/** The bits that may be set. */
function possible(e: Js): number {
  if (e.k === 'num') return e.v | 0;
  if (e.k !== 'bin') return ALL;
  const n = e.r.k === 'num' ? e.r.v & 31 : undefined;
  switch (e.op) {
    case '&':
      return possible(e.l) & possible(e.r);
    case '|':
    case '^':
      return possible(e.l) | possible(e.r);
    case '<<':
      return n === undefined ? ALL : possible(e.l) << n;
    case '>>':
      return n === undefined ? ALL : possible(e.l) >> n;
    case '>>>':
      return n === undefined ? ALL : possible(e.l) >>> n | 0;
    default:
      return ALL;
  }
}
