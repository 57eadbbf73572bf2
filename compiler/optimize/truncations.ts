/**
 * Truncations of floats that a comparison has shown to be in range, which need no check. C compilers without saturating instructions
 * write every conversion to an integer so, because out of range it must not trap: `fabs(x) < 2147483648.0 ? trunc(x) : INT_MIN`.
 */
import { collectWrites } from '../ir/effects.js';
import { floatOf } from '../ir/js.js';
import * as make from '../ir/make.js';
import type { Expr, FunctionIR, Op, Stmt } from '../ir/nodes.js';
import { mapExpressions, mapOperands } from '../ir/rewrite.js';
import { assigned, expressionsOf, listsOf } from '../ir/walk.js';
import { lowWord, lowWordOfF32 } from '../ops/internal.js';

/** The local that is in the range of integers of 32 bits. */
interface Shown {
  readonly local: number;
  readonly isSigned: boolean;
}

export function truncations(f: FunctionIR): void {
  if (f.traits.truncations) list(f.body);
}

function list(statements: Stmt[]): void {
  for (let i = 0; i < statements.length; i++) {
    const s = (statements[i] = mapExpressions(statements[i]!, choice));
    if (s.k === 'if') {
      within(s.then, shownBy(s.cond, true));
      within(s.else, shownBy(s.cond, false));
    }
    for (const inner of listsOf(s)) list(inner);
  }
}

/** Conditional expressions inside of `e`. */
function choice(e: Expr): Expr {
  const next = mapOperands(e, choice);
  if (next.k !== 'cond') return next;
  const [a, b] = [unchecked(next.a, shownBy(next.cond, true)), unchecked(next.b, shownBy(next.cond, false))];
  return a === next.a && b === next.b ? next : make.cond(next.type, next.cond, a, b, next.at);
}

/** Statements from the first on, as long as they are sure to run with the local as it was compared. */
function within(statements: Stmt[], shown: Shown | undefined): void {
  for (let i = 0; shown && i < statements.length; i++) {
    const s = statements[i]!;
    if (expressionsOf(s).some((e) => writes(e, shown.local))) return;
    statements[i] = mapExpressions(s, (e) => unchecked(e, shown));
    if (listsOf(s).length > 0 || assigned(s).includes(shown.local)) return;
  }
}

function writes(e: Expr, local: number): boolean {
  const written = new Set<number>();
  collectWrites(e, written);
  return written.has(local);
}

/** `e` with the truncations of the local that cannot trap. */
function unchecked(e: Expr, shown: Shown | undefined): Expr {
  if (!shown || writes(e, shown.local)) return e;
  const rewrite = (inner: Expr): Expr => {
    const next = mapOperands(inner, rewrite);
    if (next.k !== 'op') return next;
    const [x] = next.args;
    const match = /^i32\.trunc_(f32|f64)_([su])$/.exec(next.row.name);
    if (!match || x!.k !== 'get' || x!.local !== shown.local || shown.isSigned !== (match[2] === 's')) return next;
    return make.op('i', match[1] === 'f32' ? lowWordOfF32 : lowWord, next.args, next.at);
  };
  return rewrite(e);
}

function shownBy(test: Expr, outcome: boolean): Shown | undefined {
  if (test.k !== 'op') return undefined;
  const [a, b] = test.args;
  switch (test.row.name) {
    case 'i32.eqz':
      return shownBy(a!, !outcome);
    case 'f32.lt':
    case 'f64.lt':
      return outcome && a!.k === 'op' && a!.row.name.endsWith('.abs') && isConstant(b!, 2147483648) ? compared(a!.args[0]!, true) : undefined;
    case 'i32.and':
      return outcome ? inUnsignedRange(a!, b!) : undefined;
    default:
      return undefined;
  }
}

/** Whether one is x < 4294967296 and the other x >= 0; only the first, which is evaluated first, may assign what both compare. */
function inUnsignedRange(first: Expr, second: Expr): Shown | undefined {
  if (first.k !== 'op' || second.k !== 'op' || second.args[0]!.k !== 'get') return undefined;
  const x = compared(first.args[0]!, false);
  if (x?.local !== second.args[0].local) return undefined;
  return (isBelow(first) && isAtLeast(second)) || (isAtLeast(first) && isBelow(second)) ? x : undefined;
}

const isBelow = (e: Op): boolean => /^f..\.lt$/.test(e.row.name) && isConstant(e.args[1]!, 4294967296);
const isAtLeast = (e: Op): boolean => /^f..\.ge$/.test(e.row.name) && isConstant(e.args[1]!, 0);

/** The local that holds what is compared once the comparison is made. */
function compared(e: Expr, isSigned: boolean): Shown | undefined {
  return e.k === 'get' || (e.k === 'tee' && !writes(e.value, e.local)) ? { local: e.local, isSigned } : undefined;
}

const isConstant = (e: Expr, value: number): boolean => e.k === 'const' && Object.is(floatOf(e.type as 'f' | 'd', e.lo, e.hi), value);
