/** v128 locals that are one constant wherever they are read: where an operation on signs asks for it, the constant stands itself. */
import { definitionsOf } from '../ir/definitions.js';
import type { Const, Expr, FunctionIR, Stmt } from '../ir/nodes.js';
import * as make from '../ir/make.js';
import { mapExpressions, mapOperands } from '../ir/rewrite.js';
import { listsOf } from '../ir/walk.js';
import { isOfSigns, signOperands } from './vector-signs.js';

export function placeConstants(f: FunctionIR): void {
  if (!f.locals.includes('v')) return;
  const constants = new Map<number, Const>();
  for (const [local, values] of definitionsOf(f, 'v')) {
    const value = theOnly(values);
    if (value && isOfSigns(value) && (isZero(value) || local >= f.declared || f.zeroed?.has(local) === false)) constants.set(local, value);
  }
  if (constants.size > 0) list(f.body, (e) => placed(e, constants));
}

const isZero = ({ lo, hi, lo2, hi2 }: Const): boolean => (lo | hi | lo2 | hi2) === 0;

/** The constant that all of these are. */
function theOnly(values: readonly Expr[]): Const | undefined {
  const [first] = values;
  if (first?.k !== 'const') return undefined;
  const isSame = (e: Expr): boolean => e.k === 'const' && e.lo === first.lo && e.hi === first.hi && e.lo2 === first.lo2 && e.hi2 === first.hi2;
  return values.every(isSame) ? first : undefined;
}

function list(statements: Stmt[], f: (e: Expr) => Expr): void {
  for (let i = 0; i < statements.length; i++) {
    const s = (statements[i] = mapExpressions(statements[i]!, f));
    for (const inner of listsOf(s)) list(inner, f);
  }
}

function placed(e: Expr, constants: ReadonlyMap<number, Const>): Expr {
  const next = mapOperands(e, (operand) => placed(operand, constants));
  if (next.k !== 'op') return next;
  const operands = signOperands(next);
  const stands = (a: Expr, k: number): Const | undefined => (a.k === 'get' && operands.includes(k) ? constants.get(a.local) : undefined);
  if (!next.args.some(stands)) return next;
  return make.op(next.type, next.row, next.args.map((a, k) => stands(a, k) ?? a), next.at, next.lanes);
}
