/** Walks over the lowered form: operands of expressions, expressions and nested lists of statements. */
import type { Js, JsFunction, JsStmt } from './js.js';

/** Calls `visit` for each direct operand, in evaluation order. */
export function operandsOf(e: Js, visit: (operand: Js) => void): void {
  switch (e.k) {
    case 'bin':
      visit(e.l);
      visit(e.r);
      return;
    case 'un':
      visit(e.e);
      return;
    case 'cond':
      visit(e.test);
      visit(e.a);
      visit(e.b);
      return;
    case 'call':
    case 'new':
      visit(e.callee);
      for (const a of e.args) visit(a);
      return;
    case 'member':
      visit(e.object);
      return;
    case 'index':
      visit(e.object);
      visit(e.index);
      return;
    case 'assign':
      visit(e.target);
      visit(e.value);
      return;
    case 'seq':
      for (const x of e.list) visit(x);
      return;
    default:
  }
}

/** The expression that a statement itself evaluates; those of nested statements are not its own. */
export function expressionOf(s: JsStmt): Js | undefined {
  switch (s.k) {
    case 'expr':
      return s.e;
    case 'if':
      return s.test;
    case 'switch':
      return s.index;
    case 'return':
    case 'throw':
      return s.value;
    default:
      return undefined;
  }
}

/** The statement lists inside a statement. */
export function listsOf(s: JsStmt): readonly JsStmt[][] {
  switch (s.k) {
    case 'block':
    case 'loop':
      return [s.body];
    case 'if':
      return [s.then, s.else];
    case 'switch':
      return s.arms.map((a) => a.body);
    case 'try':
      return [s.body, s.handler];
    case 'finally':
      return [s.body, s.finalizer];
    case 'dispatch':
      return s.handled ? [...s.cases, s.handled.handler] : s.cases;
    default:
      return [];
  }
}

/** Whether engines repeat what is in the statement. */
export const isLoop = (s: JsStmt): boolean => s.k === 'loop' || s.k === 'dispatch';

export const hasLoop = (list: readonly JsStmt[]): boolean => list.some((s) => isLoop(s) || listsOf(s).some(hasLoop));

/** Calls `visit` for each variable that a statement names besides those of its expressions. */
export function ownSlots(s: JsStmt, visit: (slot: number) => void): void {
  if (s.k === 'try') visit(s.thrown.slot);
  else if (s.k === 'dispatch') {
    visit(s.state.slot);
    if (s.handled) visit(s.handled.thrown.slot);
  }
}

/** Calls `visit` for each variable that the statements name, as often as they do. */
export function eachSlot(list: readonly JsStmt[], visit: (slot: number) => void): void {
  const inExpression = (e: Js): void => {
    if (e.k === 'loc') visit(e.slot);
    else operandsOf(e, inExpression);
  };
  for (const s of list) {
    ownSlots(s, visit);
    const e = expressionOf(s);
    if (e) inExpression(e);
    for (const l of listsOf(s)) eachSlot(l, visit);
  }
}

/** Counts anew how often each variable is named. */
export function countUses({ slots, body }: JsFunction): void {
  for (const slot of slots) slot.uses = 0;
  eachSlot(body, (slot) => {
    slots[slot]!.uses++;
  });
}

/** Whether there is a call that goes on as a generator. */
export function delegates(list: readonly JsStmt[]): boolean {
  const inExpression = (e: Js): boolean => {
    let found = e.k === 'call' && e.delegates;
    operandsOf(e, (operand) => {
      found ||= inExpression(operand);
    });
    return found;
  };
  return list.some((s) => {
    const e = expressionOf(s);
    return (e !== undefined && inExpression(e)) || listsOf(s).some(delegates);
  });
}

/** Whether the end of the list is never reached. Conservative. */
export function neverEnds(list: readonly JsStmt[]): boolean {
  const last = list[list.length - 1];
  if (!last) return false;
  switch (last.k) {
    case 'br':
    case 'return':
    case 'throw':
      return true;
    case 'try':
      return neverEnds(last.body) && neverEnds(last.handler);
    case 'finally':
      return neverEnds(last.body);
    case 'if':
      return neverEnds(last.then) && neverEnds(last.else);
    case 'loop':
      return neverEnds(last.body);
    case 'switch':
      return last.arms.some((arm) => arm.isDefault) && last.arms.every((arm) => neverEnds(arm.body));
    default:
      return false;
  }
}
