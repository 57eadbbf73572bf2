/**
 * Cuts a long loop into pieces. V8 enters a loop that is hot on its first call in the middle, with locals of unknown kind, and may stay
 * with that code for all later calls, up to four times slower. A loop around pieces of the loop, which tells the kinds of its locals
 * before each, gets rid of them after the first piece. A loop with others inside tells them in each of its rounds: it may be an inner one
 * that V8 enters, and such code has a copy for each loop around it.
 */
import { readUnassigned } from '../ir/assignment.js';
import { operands } from '../ir/effects.js';
import * as js from '../ir/js.js';
import type { JsStmt } from '../ir/js.js';
import { freshLabel, repeatTest } from '../ir/labels.js';
import { isReference, type Expr, type Loop, type Stmt } from '../ir/nodes.js';
import { expressionsOf, listsOf, summarize } from '../ir/walk.js';
import { Effects } from '../ops/row.js';
import type { Lowering } from './expression.js';

/** Rounds of a piece. */
const ROUNDS = 1024;
/** Operations of JavaScript in a loop that is worth it; an operation on i64 becomes several. */
const LEAST = 48;
const LONG = 4;

/** What is done with a loop that is in no other: cut it, or tell kinds in each of its rounds, as in those of the loop around pieces. */
export function treatment(s: Loop): 'cut' | 'told' | undefined {
  if (s.role === 'pieces') return 'told';
  if (s.role !== undefined || !isLong(s)) return undefined;
  return hasLoop(s.body) ? 'told' : 'cut';
}

/** Whether a loop is long, without calls and repeated by its end only. */
const isLong = (s: Loop): boolean => repeatTest(s) !== undefined && operationsIn(s.body) >= LEAST;

const hasLoop = (list: readonly Stmt[]): boolean => list.some((s) => s.k === 'loop' || listsOf(s).some(hasLoop));

/** Minus infinity if there is a call or a handler. */
function operationsIn(list: readonly Stmt[]): number {
  let count = 0;
  const visit = (e: Expr): void => {
    if ((e.fx & Effects.Calls) !== 0) count = -Infinity;
    else if (e.k === 'op' || e.k === 'load') count += e.type === 'l' ? LONG : 1;
    operands(e, visit);
  };
  for (const s of list) {
    if (s.k === 'try' || s.k === 'dispatch') return -Infinity;
    for (const e of expressionsOf(s)) visit(e);
    for (const inner of listsOf(s)) count += operationsIn(inner);
  }
  return count;
}

/** The loop whose lowered body is `body`, in pieces. */
export function stripMined(cx: Lowering, s: Loop, body: readonly JsStmt[]): JsStmt {
  const { at } = s;
  const out = freshLabel(1), again = freshLabel(1);
  const last = body[body.length - 1] as JsStmt & { k: 'if' };
  const leave: JsStmt[] = [{ k: 'br', at, label: out }];
  const left = cx.variable('i');
  const next = js.assign(left(), js.int32(js.sum('-', left(), js.num(1))));
  const piece: JsStmt = {
    k: 'loop', at, label: s.label,
    body: [
      ...body.slice(0, -1),
      { ...last, then: last.then.length > 0 ? [] : leave, else: last.then.length > 0 ? leave : [] },
      { k: 'if', at, test: next, then: [{ k: 'br', at, label: s.label }], else: [] },
    ],
  };
  const pieces: JsStmt = {
    k: 'loop', at, label: again,
    body: [...kinds(cx, s), { k: 'expr', at, e: js.assign(left(), js.num(ROUNDS)) }, piece, { k: 'br', at, label: again }],
  };
  return { k: 'block', at, label: out, body: [pieces] };
}

/** Tells the kinds of what one round of the loop leaves to the next. */
export function kinds(cx: Lowering, s: Loop): JsStmt[] {
  return [...carried(cx, s).map((local) => js.assign(local(), js.coerced(local()))), ...cx.globals.kinds()].map((e) => ({ k: 'expr', at: s.at, e }));
}

/** The variables of the numbers that one round of the loop leaves to the next; of doubles in pieces also those that it only reads. */
function carried(cx: Lowering, s: Loop): (() => js.JsLocal)[] {
  const { writes } = summarize([s.body]);
  const read = readUnassigned(s.body, cx.ir.locals.length, 0) ?? writes;
  return [...read].filter((local) => writes.has(local) || (s.role === 'pieces' && cx.typeOf(local) === 'd')).flatMap((local) => {
    const type = cx.typeOf(local);
    if (isReference(type) || type === 'v') return [];
    const words = type === 'l' && cx.intervals.local(local) === undefined ? [0, 1] : [0];
    return words.map((word) => () => cx.localWord(local, word));
  });
}
