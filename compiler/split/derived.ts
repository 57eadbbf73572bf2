/**
 * Variables that are made of another one and constants wherever they are read: addresses in a frame, of which compilers compute hundreds ahead of a loop. A part
 * computes them itself from what they are made of.
 */
import type { Js, JsFunction, JsStmt } from '../ir/js.js';
import { expressionOf, listsOf, operandsOf, ownSlots } from '../ir/js-walk.js';
import type { Bits } from './bits.js';

/** Nodes of an expression that is rather computed once more than handed over. */
const NODES = 6;

export interface Derived {
  readonly value: Js;
  /** The variable of which it is made, which is not derived itself. */
  readonly base: number;
}

/** By variable. */
export type Derivations = ReadonlyMap<number, Derived>;

/** Of a function from which nothing was taken yet. `entry`: what may be read there before it is assigned. */
export function findDerived({ params, body }: JsFunction, entry: Bits): Derivations {
  const assigned = assignedOnce(body);
  const isParam = new Set(params);
  /** Whether it has one value, which is there wherever it is read: its assignment is on all ways to there. */
  const isSingle = (slot: number): boolean => (isParam.has(slot) ? !assigned.has(slot) : assigned.get(slot) !== undefined && !entry.has(slot));
  const found = new Map<number, Derived>();
  /** Those of which it is known whether they are derived. */
  const seen = new Set(params);
  for (const [slot, value] of assigned) {
    const base = value && baseOf(value);
    if (base !== undefined && value!.range === 'i' && seen.has(base) && isSingle(base) && isSingle(slot)) {
      const below = found.get(base);
      const whole = below ? { value: substitute(value!, below.value), base: below.base } : { value: value!, base };
      if (nodesOf(whole.value) <= NODES) found.set(slot, whole);
    }
    seen.add(slot);
  }
  return found;
}

/** The one variable in an expression of int32 that is made of it and constants only. */
export function baseOf(e: Js): number | undefined {
  if (e.range !== 'i' && e.range !== 'w') return undefined;
  if (e.k === 'loc') return e.range === 'i' ? e.slot : undefined;
  return e.k === 'bin' && e.r.k === 'num' ? baseOf(e.l) : undefined;
}

export const substitute = (e: Js, base: Js): Js => (e.k === 'bin' ? { ...e, l: substitute(e.l, base) } : base);
const nodesOf = (e: Js): number => (e.k === 'bin' ? 2 + nodesOf(e.l) : 1);

/** What each variable is assigned; undefined for those that are assigned more than once, or otherwise. */
function assignedOnce(body: readonly JsStmt[]): Map<number, Js | undefined> {
  const assigned = new Map<number, Js | undefined>();
  eachAssigned(body, (slot, value) => {
    assigned.set(slot, assigned.has(slot) ? undefined : value);
  });
  return assigned;
}

/** Calls `visit` for each assignment to a variable, but for coercions, with what is assigned where that is known. */
export function eachAssigned(list: readonly JsStmt[], visit: (slot: number, value?: Js) => void): void {
  const inExpression = (e: Js): void => {
    operandsOf(e, inExpression);
    if (e.k === 'assign' && e.target.k === 'loc' && !isCoercion(e)) visit(e.target.slot, e.value);
  };
  for (const s of list) {
    ownSlots(s, visit);
    const e = expressionOf(s);
    if (e) inExpression(e);
    for (const inner of listsOf(s)) eachAssigned(inner, visit);
  }
}

/** As functions begin with them: `a = a | 0`. */
export const isCoercion = (e: Js): boolean =>
  e.k === 'assign' && e.target.k === 'loc' && e.value.k === 'bin' && e.value.op === '|' && e.value.r.k === 'num' && e.value.r.v === 0 && e.value.l.k === 'loc' && e.value.l.slot === e.target.slot;

/** Those of the variables that are better computed than handed over: what they are made of is among them, too, or is that of several. */
export function derivedAmong(slots: readonly number[], derived: Derivations): number[] {
  const among = slots.filter((slot) => derived.has(slot));
  const bases = among.map((slot) => derived.get(slot)!.base);
  const [named, once, several] = [new Set(slots), new Set<number>(), new Set<number>()];
  for (const base of bases) (once.has(base) ? several : once).add(base);
  return among.filter((_, i) => named.has(bases[i]!) || several.has(bases[i]!));
}
