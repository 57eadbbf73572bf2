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
import { inRange, lowWord, lowWordOfF32 } from '../ops/internal.js';

/** The local that is in the range of integers of a type. */
interface Shown {
  readonly local: number;
  readonly isSigned: boolean;
  readonly type: 'i32' | 'i64';
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
    const match = /^(i32|i64)\.trunc_(f32|f64)_([su])$/.exec(next.row.name);
    if (!match || x!.k !== 'get' || x!.local !== shown.local || shown.type !== match[1] || shown.isSigned !== (match[3] === 's')) return next;
    if (shown.type === 'i64') return make.op('l', inRange.get(next.row.name)!, next.args, next.at);
    return make.op('i', match[2] === 'f32' ? lowWordOfF32 : lowWord, next.args, next.at);
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
      return outcome && a!.k === 'op' && a!.row.name.endsWith('.abs') ? compared(a!.args[0]!, true, typeOf(b!, SIGNED)) : undefined;
    case 'i32.and':
      return outcome ? inUnsignedRange(a!, b!) : undefined;
    default:
      return undefined;
  }
}

/** Whether one is x < 4294967296 and the other x >= 0; only the first, which is evaluated first, may assign what both compare. */
function inUnsignedRange(first: Expr, second: Expr): Shown | undefined {
  if (first.k !== 'op' || second.k !== 'op' || second.args[0]!.k !== 'get') return undefined;
  const x = compared(first.args[0]!, false, isAtLeast(second) ? below(first) : isAtLeast(first) ? below(second) : undefined);
  return x?.local === second.args[0].local ? x : undefined;
}

const SIGNED = { i32: 2 ** 31, i64: 2 ** 63 }, UNSIGNED = { i32: 2 ** 32, i64: 2 ** 64 };
/** The type of which the constant is the limit. */
const typeOf = (e: Expr, limits: typeof SIGNED): Shown['type'] | undefined => (['i32', 'i64'] as const).find((type) => isConstant(e, limits[type]));
const below = (e: Op): Shown['type'] | undefined => (/^f..\.lt$/.test(e.row.name) ? typeOf(e.args[1]!, UNSIGNED) : undefined);
const isAtLeast = (e: Op): boolean => /^f..\.ge$/.test(e.row.name) && isConstant(e.args[1]!, 0);

/** The local that holds what is compared once the comparison is made. */
function compared(e: Expr, isSigned: boolean, type: Shown['type'] | undefined): Shown | undefined {
  return type && (e.k === 'get' || (e.k === 'tee' && !writes(e.value, e.local))) ? { local: e.local, isSigned, type } : undefined;
}

const isConstant = (e: Expr, value: number): boolean => e.k === 'const' && Object.is(floatOf(e.type as 'f' | 'd', e.lo, e.hi), value);
