/**
 * Small rewrites of expressions. Values that are only moved or reinterpreted become integer moves: they keep every bit of a
 * NaN, which JavaScript numbers may not, and cost less.
 */
import * as make from '../ir/make.js';
import { Fx, type Cond, type Expr, type FunctionIR, type Op, type Stmt } from '../ir/nodes.js';
import { mapExpressions, mapOperands, withOperands } from '../ir/rewrite.js';
import { listsOf } from '../ir/walk.js';
import { someNaN } from '../ops/internal.js';
import { anyNaN, quiets } from './nans.js';
import { bitsOf, isFloat, TWIN } from './twin.js';

export function peephole(f: FunctionIR): void {
  rewriteList(f.body);
}

function rewriteList(list: Stmt[]): void {
  for (let i = 0; i < list.length; i++) {
    list[i] = rewriteStmt(list[i]!);
    for (const l of listsOf(list[i]!)) rewriteList(l);
  }
}

function rewriteStmt(s: Stmt): Stmt {
  const next = mapExpressions(s, rewrite);
  return next.k === 'store' ? storeOf(next) : next;
}

function rewrite(e: Expr): Expr {
  const mapped = mapOperands(e, rewrite);
  if (mapped.k === 'cond') return withNumber(mapped);
  if (mapped.k !== 'op') return mapped;
  const next = quiets(mapped.row) ? (mapOperands(mapped, anyNaN) as Op) : mapped;
  const [a] = next.args;
  for (const type of ['f', 'd'] as const) {
    const twin = TWIN[type];
    if (next.row.name === twin.to) return bitsOf(a!, type) ?? next;
    if (next.row.name !== twin.from) continue;
    if (a!.k === 'const') return make.constant(type, a!.lo, a!.hi, next.at);
    if (a!.k === 'load' && a!.row === twin.load) return make.load(type, twin.floatLoad, a!, a!.addr);
  }
  return withoutExtension(next) ?? next;
}

const ORDERED = /^f..\.(eq|lt|gt|le|ge)$/;

/** A sign operation on what the condition has shown to be a number: `x < 0 ? -x : x`. */
function withNumber(e: Cond): Expr {
  const { cond: test, a } = e;
  if (test.k !== 'op' || !ORDERED.test(test.row.name) || (test.fx & Fx.WritesLocal) !== 0 || a.k !== 'op') return e;
  const row = someNaN.get(a.row.name);
  const [x] = a.args;
  if (!row || x!.k !== 'get' || !test.args.some((y) => y.k === 'get' && y.local === x!.local)) return e;
  return make.cond(e.type, test, make.op(a.type, row, a.args, a.at), e.b, e.at);
}

function storeOf(s: Stmt & { k: 'store' }): Stmt {
  const type = s.row.type!;
  if (!isFloat(type) || (s.value.k === 'const' && !isNaN(s.value))) return s;
  const value = bitsOf(s.value, type);
  return value ? withOperands(s, TWIN[type].store, s.addr, value) : s;
}

function isNaN(e: Expr & { k: 'const' }): boolean {
  return e.type === 'f'
    ? (e.lo & 0x7fffffff) > 0x7f800000
    : (e.hi & 0x7fffffff) > 0x7ff00000 || ((e.hi & 0x7fffffff) === 0x7ff00000 && e.lo !== 0);
}

/** A sign extension (`x << n >> n`) of what is extended already. */
function withoutExtension(e: Expr & { k: 'op' }): Expr | undefined {
  const bits = e.row.name === 'i32.extend8_s' ? 8 : e.row.name === 'i32.extend16_s' ? 16 : shiftedBy(e);
  const inner = e.row.name === 'i32.shr_s' ? (e.args[0] as Expr & { k: 'op' }).args?.[0] : e.args[0];
  return bits !== undefined && inner?.k === 'load' && inner.row.signed === true && inner.row.width! * 8 <= bits ? inner : undefined;
}

function shiftedBy(e: Expr & { k: 'op' }): number | undefined {
  const [up, n] = e.args;
  if (e.row.name !== 'i32.shr_s' || n?.k !== 'const' || up?.k !== 'op' || up.row.name !== 'i32.shl') return undefined;
  const by = up.args[1]!;
  return by.k === 'const' && (by.lo & 31) === (n.lo & 31) && (n.lo & 31) > 0 ? 32 - (n.lo & 31) : undefined;
}
