/** A choice between two integers by the lowest bit of a third, without a jump. */
import * as make from '../ir/make.js';
import { Fx, type Expr } from '../ir/nodes.js';
import { byName } from '../ops/lookup.js';

/** `a` where the bit of `x` is set, else `b`; nothing that `x` assigns may be read by them. Undefined where it would take too much. */
export function masked(type: 'i' | 'l', x: Expr, a: Expr, b: Expr, at: number): Expr | undefined {
  const op = (name: string, ...args: Expr[]): Expr => make.op(type, byName(`${type === 'i' ? 'i32' : 'i64'}.${name}`)!, args, at);
  const word = (name: string, ...args: Expr[]): Expr => make.op('i', byName(`i32.${name}`)!, args, at);
  const whole = (mask: Expr): Expr => (type === 'i' ? mask : make.op('l', byName('i64.extend_i32_s')!, [mask], at));
  const ifSet = (): Expr => whole(word('shr_s', word('shl', x, make.i32(31, at)), make.i32(31, at)));
  const ifClear = (): Expr => whole(word('sub', word('and', x, make.i32(1, at)), make.i32(1, at)));
  if (isZero(b)) return op('and', ifSet(), a);
  if (isZero(a)) return op('and', ifClear(), b);
  const added = changeOf(a, b);
  if (added) return op(added.name, b, op('and', ifSet(), added.by));
  const taken = changeOf(b, a);
  if (taken) return op(taken.name, a, op('and', ifClear(), taken.by));
  if (isLeaf(b)) return op('xor', op('and', ifSet(), difference(op, a, b)), b);
  if (isLeaf(a)) return op('xor', op('and', ifClear(), difference(op, a, b)), a);
  return (x.fx & ~Fx.ReadsLocal) === 0 && x.depth <= 3 ? op('or', op('and', ifSet(), a), op('and', ifClear(), b)) : undefined;
}

/** Whether it costs nothing to write it again. */
export const isLeaf = (e: Expr): boolean => e.k === 'get' || e.k === 'const';
const isZero = (e: Expr): boolean => e.k === 'const' && e.lo === 0 && (e.type === 'i' || e.hi === 0);

function difference(op: (name: string, ...args: Expr[]) => Expr, a: Expr, b: Expr): Expr {
  return a.k === 'const' && b.k === 'const' ? make.constant(a.type, a.lo ^ b.lo, a.hi ^ b.hi, a.at) : op('xor', a, b);
}

/** `e` is `base` with something added, subtracted or put in by bits. */
function changeOf(e: Expr, base: Expr): { readonly name: string; readonly by: Expr } | undefined {
  if (e.k !== 'op' || base.k !== 'get') return undefined;
  const name = /^i(?:32|64)\.(add|sub|xor|or)$/.exec(e.row.name)?.[1];
  const [from, by] = e.args as [Expr, Expr];
  return name !== undefined && from.k === 'get' && from.local === base.local ? { name, by } : undefined;
}
