/** Remainders of products of i64: see runtime-lite/i64-product-remainder.ts. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import { Fx, type Expr, type Op } from '../ir/nodes.js';
import type { Lowering, Pair } from './expression.js';
import { hasInverse, inverseOf, viaHigh } from './long-arithmetic.js';

const { call, int32, num, shift, ZERO } = js;
const PIECE = 'i64-product-remainder';

/** Whether a function makes the remainder from the factors. By most constants the product comes first. */
export function isRemainderOfProduct(e: Op): boolean {
  if (e.row.name !== 'i64.rem_u' && e.row.name !== 'i64.rem_s') return false;
  const [product, by] = e.args as [Expr, Expr];
  return product.k === 'op' && product.row.name === 'i64.mul' && (by.k !== 'const' || hasInverse(e.row.name.slice(4), by.lo, by.hi));
}

export function remainderOfProduct(cx: Lowering, e: Op, pre: Js[]): Pair {
  const isSigned = e.row.name === 'i64.rem_s';
  const [product, by] = e.args as [Op, Expr];
  const [a, b] = product.args as [Expr, Expr];
  let [x, y] = cx.pairs(a, b, pre);
  if ((by.fx & Fx.WritesLocal) !== 0) [x, y] = [cx.keep(x, pre), cx.keep(y, pre)];
  const m = cx.long(by, pre);
  cx.enter(e);
  const factors = [x.lo, x.hi, y.lo, y.hi].map(int32);
  const name = isSigned ? 'i64_mul_rem_s' : 'i64_mul_rem_u';
  if (by.k !== 'const') return viaHigh(cx, call(cx.env.runtime(PIECE, name), [...factors, int32(m.lo), int32(m.hi)], 'i', false, cx.at), pre);
  const inverse: Js = { k: 'num', v: inverseOf(by.lo), range: 'd' };
  const lo = cx.temp(call(cx.env.runtime(PIECE, `${name}_inverse`), [...factors, num(by.lo), inverse], 'i', !isSigned), pre);
  return { lo, hi: isSigned ? shift('>>', cx.atom(lo, pre), num(31)) : ZERO };
}
