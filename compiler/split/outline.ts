/**
 * Makes a region a function of its own. What it reads are its parameters, but for numbers where these are many, of each of which engines would make an
 * object: they go by elements of an array. What it leaves goes by these, too, or by module-level variables, to be read at once; where there is one
 * way out, its first value is the result, otherwise the number of the way. Loops on both sides are told what kind of numbers these are
 * (lower/function.ts). What a handler outside reads goes the same way, by handlers on both sides.
 */
import * as js from '../ir/js.js';
import type { Js, JsFunction, JsName, JsStmt } from '../ir/js.js';
import { delegates, hasLoop, listsOf } from '../ir/js-walk.js';
import { freshLabel } from '../ir/labels.js';
import type { Label } from '../ir/nodes.js';
import type { Carried, PartEnv } from '../ir/env.js';
import { compact } from './compact.js';
import type { Derivations } from './derived.js';
import type { Kinds } from './kinds.js';
import type { Exit, Region } from './regions.js';

type Carrier = ReturnType<PartEnv['carrier']>;

/** Numbers from which on they do not go as arguments. */
const MANY_NUMBERS = 3;

export interface Outlined {
  readonly part: JsFunction;
  /** What stands in the region's place. */
  readonly call: readonly JsStmt[];
}

export function outline(f: JsFunction, region: Region, kinds: Kinds, derived: Derivations, part: JsName, env: PartEnv): Outlined {
  const { at } = region.list[region.from]!;
  const exits = region.exits!;
  const body = region.list.slice(region.from, region.to);
  const local = (slot: number): js.JsLocal => ({ k: 'loc', slot, range: kinds.of(slot) });
  const isResumable = f.isResumable && delegates(body);
  const sent = isResumable ? [] : numbersAmong(region.ins, kinds);
  const params = sent.length === 0 ? region.ins : region.ins.filter((slot) => kinds.of(slot) !== 'd');
  const callAs = (range: js.Range): js.JsCall => {
    const plain = js.call(part, params.map(local), range);
    return isResumable ? js.delegated(plain) : plain;
  };
  const sends = sent.map((slot, n) => js.assign(env.sentNumber(n), local(slot)));
  const sending = (value: Js): Js => js.seq(sends, value);
  const call = sending(callAs('x'));
  const assignment = (slot: number, value: Js): JsStmt => ({ k: 'expr', at, e: js.assign(local(slot), value) });
  const thrownBy = carriersOf([region.thrown], undefined, kinds, env);
  /** The list; if it throws, what handlers outside read is moved to where the other side finds it. */
  const passing = (list: JsStmt[], move: (slot: number, carrier: Carrier) => Js): JsStmt[] => {
    if (thrownBy.size === 0) return list;
    const thrown = caughtIn(f);
    const moves = [...thrownBy].map(([slot, carrier]) => move(slot, carrier));
    return [{ k: 'try', at, body: list, thrown, handler: [...together(moves, at), { k: 'throw', at, value: thrown }] }];
  };
  const leaveIn = (slot: number, carrier: Carrier): Js => js.assign(carrier, local(slot));
  const takeFrom = (slot: number, carrier: Carrier): Js => js.assign(local(slot), js.plain(carrier));
  const made = (list: JsStmt[]): JsFunction => {
    const numbers = sent.map((slot, n) => assignment(slot, js.plain(env.sentNumber(n))));
    const parameters = hasLoop(list) ? params.filter((slot) => kinds.of(slot) !== 'x').map((slot) => assignment(slot, js.coerced(local(slot)))) : [];
    const computed = region.derived.map((slot) => assignment(slot, derived.get(slot)!.value));
    return compact({ index: f.index, slots: f.slots, params, body: [...numbers, ...parameters, ...computed, ...list], hasTailCalls: false, isResumable, inlines: true, isEntered: false, at, part });
  };
  if (exits.length === 0) {
    // Whatever leaves it leaves the function.
    const instead: JsStmt = region.returns ? { k: 'return', at, value: call } : { k: 'expr', at, e: call };
    return { part: made(passing(body, leaveIn)), call: passing([instead], takeFrom) };
  }
  const ways = exits.length + Number(region.returns);
  const outs = exits[0]!.outs;
  const first = ways === 1 ? (outs.find((slot) => kinds.of(slot) === 'i') ?? outs[0]) : undefined;
  const carriers = carriersOf(exits.map(({ outs }) => outs), first, kinds, env);

  /** The end of the part for a way out. */
  const leave = (way: number): JsStmt[] => {
    const { outs } = exits[way]!;
    const stores = outs.filter((slot) => slot !== first).map((slot): JsStmt => ({ k: 'expr', at, e: leaveIn(slot, carriers.get(slot)!) }));
    const value = first !== undefined ? local(first) : ways > 1 ? js.num(way) : undefined;
    return [...stores, { k: 'return', at, value }];
  };
  const readsOf = (outs: readonly number[]): Js[] => outs.filter((slot) => slot !== first).map((slot) => takeFrom(slot, carriers.get(slot)!));
  /** What the function does after the call. */
  const arrive = ({ outs, label }: Exit): JsStmt[] => {
    const list = together(readsOf(outs), at);
    if (label === undefined) return list;
    label.uses++;
    return [...list, { k: 'br', at, label }];
  };

  const result = kinds.result && env.carrier(kinds.result, 0);
  const inner = new Map(exits.flatMap(({ label }) => (label ? [[label, freshLabel()] as const] : [])));
  redirect(body, inner, result, ways - 1);
  let list = passing(body, leaveIn);
  exits.forEach(({ label }, way) => {
    if (label) list = [{ k: 'block', at, label: inner.get(label)!, body: list }];
    list.push(...leave(way));
  });

  if (ways === 1) {
    const [{ outs, label }] = exits as [Exit];
    const value: Js = first === undefined ? call : sending(js.assign(local(first), js.plain(callAs(kinds.of(first)))));
    return { part: made(list), call: passing([...together([value, ...readsOf(outs)], at), ...arrive({ label, outs: [] })], takeFrom) };
  }
  const arrivals = exits.map(arrive);
  if (region.returns) arrivals.push([{ k: 'return', at, value: result }]);
  return { part: made(list), call: passing([choice(call, arrivals, at)], takeFrom) };
}

/** Those that do not go as arguments. */
function numbersAmong(ins: readonly number[], kinds: Kinds): number[] {
  const numbers = ins.filter((slot) => kinds.of(slot) === 'd');
  return numbers.length < MANY_NUMBERS ? [] : numbers;
}

/** The parameter of catch clauses in a function. */
function caughtIn({ slots }: JsFunction): js.JsLocal {
  const known = slots.findIndex(({ zero }) => zero === 'caught');
  return { k: 'loc', slot: known >= 0 ? known : slots.push({ uses: 0, zero: 'caught' }) - 1, range: 'x' };
}

/** One statement, lest another part be called in the middle: it would leave its values where these are. */
const together = (list: readonly Js[], at: number): JsStmt[] =>
  list.length === 0 ? [] : [{ k: 'expr', at, e: js.seq(list.slice(0, -1), list[list.length - 1]!) }];

/** Goes the way that the call tells. */
function choice(call: Js, [first, ...others]: readonly JsStmt[][], at: number): JsStmt {
  if (others.length === 1) return { k: 'if', at, test: call, then: others[0]!, else: first! };
  const arms = others.map((body, i) => ({ cases: [i + 1], isDefault: false, body }));
  return { k: 'switch', at, index: call, arms: [...arms, { cases: [], isDefault: true, body: first! }] };
}

/** Where each value travels that is not the result. */
function carriersOf(ways: readonly (readonly number[])[], first: number | undefined, kinds: Kinds, env: PartEnv): Map<number, Carrier> {
  const carriers = new Map<number, Carrier>();
  const used: Record<Carried, number> = { i: 0, d: 0, x: 0 };
  for (const slots of ways) {
    for (const slot of slots) {
      if (slot === first || carriers.has(slot)) continue;
      const kind = kinds.of(slot);
      carriers.set(slot, env.carrier(kind, used[kind]++));
    }
  }
  return carriers;
}

/** Leads branches out of a region to labels in its function, and returns to the way for them. */
function redirect(list: JsStmt[], labels: ReadonlyMap<Label, Label>, result: Carrier | undefined, way: number): void {
  for (let i = 0; i < list.length; i++) {
    const s = list[i]!;
    if (s.k === 'br') {
      const label = labels.get(s.label);
      if (!label) continue;
      s.label.uses--;
      label.uses++;
      list[i] = { ...s, label };
    } else if (s.k === 'return') {
      // Beside tail calls, which return what they call, a function without results returns nothing.
      const carried: JsStmt[] = result ? [{ k: 'expr', at: s.at, e: js.assign(result, s.value ?? js.UNDEFINED) }] : [];
      list.splice(i, 1, ...carried, { k: 'return', at: s.at, value: js.num(way) });
      i += carried.length;
    } else for (const l of listsOf(s)) redirect(l, labels, result, way);
  }
}
