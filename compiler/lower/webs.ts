/**
 * Locals that compilers use for several purposes. Intervals of i64: the webs of a local are judged apart; those that fit one word get a local
 * of their own, if others do not.
 */
import { definitionsOf } from '../ir/definitions.js';
import { intervals, type HighWord, type Intervals } from '../ir/intervals.js';
import type { FunctionIR } from '../ir/nodes.js';
import { structured, Webs } from '../ir/webs.js';

export function separatedIntervals(f: FunctionIR): Intervals {
  const whole = intervals(f);
  const tracked = promising(f, whole);
  if (tracked.length === 0) return whole;
  const before = f.locals.length;
  const webs = new Webs(tracked);
  webs.list(f.body);
  const names = webs.separate(f);
  const apart = f.locals.length > before ? intervals(f) : whole;
  const pays = names.some((own) => own.some((name) => apart.local(name) !== undefined));
  webs.together(f, names, names.map((own) => (pays ? byKind(own, apart) : own.map(() => own[0]!))), before);
  return pays ? intervals(f) : whole;
}

/**
 * A v128 local of its own for each web: what is computed in one need not be words because another goes from memory to memory. Variables that
 * are never live together share names in the end (coalesce.ts).
 */
export function separateVectors(f: FunctionIR): void {
  if (!f.locals.includes('v')) return;
  const tracked = structured(f, [...definitionsOf(f, 'v')].flatMap(([local, values]) => (values.length > 1 ? [local] : [])));
  if (tracked.length === 0) return;
  const webs = new Webs(tracked);
  webs.list(f.body);
  webs.separate(f);
}

/** One name for each kind of web: the first, which is the local's own if it is among them. */
function byKind(names: readonly number[], apart: Intervals): number[] {
  const first = new Map<HighWord | undefined, number>();
  return names.map((name) => {
    const kind = apart.local(name);
    if (!first.has(kind)) first.set(kind, name);
    return first.get(kind)!;
  });
}

/** Locals of two words some of whose values fit one. */
function promising(f: FunctionIR, { local: kindOf, high }: Intervals): number[] {
  if (!f.locals.includes('l')) return [];
  return structured(f, [...definitionsOf(f, 'l')].flatMap(([local, values]) =>
    values.length > 1 && kindOf(local) === undefined && values.some((value) => high(value) !== undefined) ? [local] : []));
}
