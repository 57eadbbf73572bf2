/**
 * Operations that keep or quiet the bits of a NaN, where nobody sees them: they may give any NaN. Arithmetic and comparisons take one for the other, and
 * so does a local of which nothing is stored, passed, returned, taken for an integer, or given to a local that is.
 */
import { append } from '../ir/append.js';
import { operands } from '../ir/effects.js';
import * as make from '../ir/make.js';
import type { Expr, FunctionIR, Op } from '../ir/nodes.js';
import { mapAssigned } from '../ir/rewrite.js';
import { eachExpression, eachStatement, expressionsOf } from '../ir/walk.js';
import { someNaN } from '../ops/internal.js';
import type { OpRow } from '../ops/row.js';
import { isFloat } from './twin.js';

const QUIETING: ReadonlySet<string> = new Set(['unary', 'binary', 'compare', 'convert']);
const SIGN = /\.(neg|abs|copysign)/;

/** Whether the result says nothing of the bits of NaNs among the operands. */
export const quiets = ({ name, shape, params }: OpRow): boolean => /^[fd]+$/.test(params) && QUIETING.has(shape) && !SIGN.test(name) && !name.includes('reinterpret');

/** What takes a value: something that sees its bits, something that does not, or a local. */
type Taker = 'seen' | 'unseen' | number;

/** A value that may be any NaN for a NaN; itself if it is that already. */
export function anyNaN(e: Expr): Expr {
  if (e.k === 'cond') {
    const [a, b] = [anyNaN(e.a), anyNaN(e.b)];
    return a === e.a && b === e.b ? e : make.cond(e.type, e.cond, a, b, e.at);
  }
  if (e.k !== 'op') return e;
  const [a, b] = e.args;
  const row = someNaN.get(e.row.name);
  if (row) return make.op(e.type, row, [anyNaN(a!)], e.at);
  if (!e.row.name.endsWith('.copysign')) return e;
  const next = anyNaN(a!);
  return next === a ? e : make.op(e.type, e.row, [next, b!], e.at);
}

/** Rewrites what is given to locals of which no NaN's bits are seen. */
export function nans(f: FunctionIR): void {
  if (!f.locals.some((type) => isFloat(type)) || !givesAny(f)) return;
  const seen = seenNaNs(f);
  mapAssigned(f.body, (local, value) => (isFloat(value.type) && !seen.has(local) ? anyNaN(value) : value));
}

/** Whether a local is given something that could be any NaN. */
function givesAny(f: FunctionIR): boolean {
  let found = false;
  eachStatement(f.body, (s) => { if (s.k === 'set' && isFloat(s.value.type)) found ||= anyNaN(s.value) !== s.value; });
  eachExpression(f.body, (e) => { if (e.k === 'tee' && isFloat(e.type)) found ||= anyNaN(e.value) !== e.value; });
  return found;
}

/** The locals of which the bits of a NaN are seen. */
export const seenNaNs = (f: FunctionIR): ReadonlySet<number> => new Analysis().run(f);

class Analysis {
  private readonly seen = new Set<number>();
  /** The locals whose values a local takes. */
  private readonly sources = new Map<number, number[]>();

  run(f: FunctionIR): ReadonlySet<number> {
    eachStatement(f.body, (s) => {
      if (s.k === 'set') this.expression(s.value, s.local);
      else for (const e of expressionsOf(s)) this.expression(e, 'seen');
    });
    const queue = [...this.seen];
    for (let local = queue.pop(); local !== undefined; local = queue.pop()) {
      for (const from of this.sources.get(local) ?? []) {
        if (this.seen.has(from)) continue;
        this.seen.add(from);
        queue.push(from);
      }
    }
    return this.seen;
  }

  private expression(e: Expr, taker: Taker): void {
    switch (e.k) {
      case 'get':
        this.taken(e.local, e.type, taker);
        return;
      case 'tee':
        this.taken(e.local, e.type, taker);
        this.expression(e.value, e.local);
        return;
      case 'cond':
        this.expression(e.cond, 'unseen');
        this.expression(e.a, taker);
        this.expression(e.b, taker);
        return;
      case 'op':
        e.args.forEach((arg, i) => this.expression(arg, takerOf(e, i, taker)));
        return;
      default:
        operands(e, (operand) => this.expression(operand, 'seen'));
    }
  }

  private taken(local: number, type: Expr['type'], taker: Taker): void {
    if (taker === 'unseen' || !isFloat(type)) return;
    if (taker === 'seen') this.seen.add(local);
    else append(this.sources, taker, local);
  }
}

/** Who takes operand `i` of an operation whose own value goes to `taker`. */
function takerOf({ row, type }: Op, i: number, taker: Taker): Taker {
  if (quiets(row)) return 'unseen';
  return i === 0 && isFloat(type) && SIGN.test(row.name) ? taker : 'seen';
}
