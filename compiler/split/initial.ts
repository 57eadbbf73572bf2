/**
 * What is computed at the beginning of a function of parameters that are assigned anew later: of copies instead, which keep their values. Tools that let
 * variables share locals (wasm-opt) leave parameters so, of which addresses were computed.
 */
import * as js from '../ir/js.js';
import type { JsFunction, JsStmt } from '../ir/js.js';
import { listsOf } from '../ir/js-walk.js';
import type { Label } from '../ir/nodes.js';
import { baseOf, eachAssigned, isCoercion, substitute } from './derived.js';

/** As many computations make a copy worth it. */
const FEW = 3;

interface Computation {
  readonly list: JsStmt[];
  readonly i: number;
}

export function keepInitial(f: JsFunction): void {
  const copies: JsStmt[] = [];
  for (const [slot, computations] of atBeginning(f)) {
    if (computations.length < FEW) continue;
    const copy: js.JsLocal = { k: 'loc', slot: f.slots.push({ uses: 0, zero: 'none' }) - 1, range: 'i' };
    for (const { list, i } of computations) {
      const s = list[i] as JsStmt & { k: 'expr' };
      const e = s.e as js.JsAssign;
      list[i] = { ...s, e: js.assign(e.target, substitute(e.value, copy)) };
    }
    copies.push({ k: 'expr', at: f.at, e: js.assign(copy, { ...copy, slot }) });
  }
  f.body.splice(f.body.findIndex((s) => !isCoercing(s)), 0, ...copies);
}

const isCoercing = (s: JsStmt): boolean => s.k === 'expr' && isCoercion(s.e);

/** By parameter, the assignments of what is computed of it where nothing was assigned to it yet, whichever way led there. */
function atBeginning({ params, body }: JsFunction): ReadonlyMap<number, readonly Computation[]> {
  const found = new Map(params.map((slot) => [slot, [] as Computation[]]));
  /** Those that were assigned. */
  const lost = new Set<number>();
  const begin = (list: JsStmt[]): void => {
    list.forEach((s, i) => {
      if (s.k === 'expr' && s.e.k === 'assign' && s.e.target.k === 'loc' && !isCoercing(s)) {
        const base = baseOf(s.e.value);
        if (base !== undefined && !lost.has(base)) found.get(base)?.push({ list, i });
      }
      if (s.k === 'block') {
        begin(s.body);
        return;
      }
      if (s.k === 'dispatch' && !startsAgain(s)) begin(s.cases[0]!);
      eachAssigned([s], (assigned) => lost.add(assigned));
    });
  };
  begin(body);
  return new Map([...found].filter(([slot]) => lost.has(slot)));
}

/** Whether the first case is entered from others. */
function startsAgain(s: JsStmt & { readonly k: 'dispatch' }): boolean {
  const isBack = ({ dispatch, index }: Label): boolean => dispatch?.label === s.label && index <= 0;
  const leads = (list: readonly JsStmt[]): boolean => list.some((inner) => (inner.k === 'br' && (inner.label === s.label || isBack(inner.label))) || listsOf(inner).some(leads));
  return s.first !== undefined || listsOf(s).some(leads);
}
