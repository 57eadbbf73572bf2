/** Copies of loops whose accesses are elements, at indices that are stepped as the addresses are. */
import { copyOf } from '../../ir/copy.js';
import * as make from '../../ir/make.js';
import type { Expr, FunctionIR, Label, Load, Loop, SetLocal, Stmt, Store } from '../../ir/nodes.js';
import { mapOperands } from '../../ir/rewrite.js';
import { assigned, eachExpression, eachStatement, listsOf } from '../../ir/walk.js';
import { distance } from '../loops/extents.js';
import { constant, haveSameTerms, isSame, sum, valueOf, written, type Linear } from '../loops/linear.js';
import type { Place } from './reading.js';
import { unitOf } from './units.js';

const { apply } = make;

/** Accesses of an innermost loop that are to be elements, with their addresses as seen from where it begins. */
export interface Elements {
  readonly loop: Loop;
  readonly places: readonly Place[];
  readonly advance: Advance | undefined;
}

/** What all rounds of a loop do to locals, as seen from where it begins. */
export interface Advance {
  /** How often it goes round again. */
  readonly rounds: Linear;
  /** What a round adds. */
  readonly steps: ReadonlyMap<number, Linear>;
}

/** What the copy of a loop begins with, and what each round of it ends with. */
interface Frame {
  readonly begin: readonly Stmt[];
  readonly step: readonly Stmt[];
  /** Of indices that are stepped by constants. */
  readonly constant: ReadonlyMap<number, number>;
  readonly advance: Advance | undefined;
}

/** Accesses at the same distances in all rounds, which have one index. */
interface Index {
  readonly unit: number;
  readonly base: Linear;
  readonly step: Linear;
  /** Where the index is, in bytes from the base on. */
  from: number;
  readonly members: { readonly access: Load | Store; readonly from: number }[];
  readonly local: number;
}

/** Where an element is: at an index, or at its address, and an offset from it. */
interface At {
  readonly local: number | undefined;
  readonly offset: number;
}

/** A copy of the loop, and what comes before it. All accesses of the places must be aligned and in memory. */
export function converted(f: FunctionIR, whole: Loop, inner: readonly Elements[]): Stmt[] {
  const elements = new Map<Load | Store, At>();
  const frames = new Map<Loop, Frame>();
  for (const { loop, places, advance } of inner) {
    const indices = indicesOf(f, places);
    for (const place of places) if (unitOf(place.access) === 1) elements.set(place.access, { local: undefined, offset: place.access.offset });
    for (const { local, unit, from, members } of indices) {
      for (const { access, from: own } of members) elements.set(access, { local, offset: (own - from) / unit });
    }
    const strides = indices.map((index) => strideOf(f, index, loop.at));
    frames.set(loop, {
      begin: [...indices.map((index) => beginOf(index, loop.at)), ...strides.flatMap(({ before }) => before)],
      step: indices.flatMap(({ local }, i) => stepOf(local, strides[i]!.by, loop.at)),
      constant: new Map(indices.flatMap(({ local }, i) => { const { by } = strides[i]!; return by?.k === 'const' ? [[local, by.lo] as const] : []; })),
      advance,
    });
  }
  const list: Stmt[] = [whole];
  const copy = copyOf(list, (e) => withElements(e, elements));
  finish(f, list, copy, elements, frames);
  return copy;
}

function indicesOf(f: FunctionIR, places: readonly Place[]): Index[] {
  const found: Index[] = [];
  for (const { access, loop, affine } of places) {
    const unit = unitOf(access)!;
    if (unit === 1) continue;
    const step = affine.steps.get(loop) ?? constant(0);
    const fits = (other: Index): boolean => other.unit === unit && isSame(other.step, step) && haveSameTerms(other.base, affine.base);
    let index = found.find(fits);
    if (!index) found.push((index = { unit, base: affine.base, step, from: Infinity, members: [], local: f.locals.push('i') - 1 }));
    const from = distance(index.base, affine.base) + access.offset;
    index.from = Math.min(index.from, from);
    index.members.push({ access, from });
  }
  return found;
}

function beginOf({ unit, base, from, local }: Index, at: number): Stmt {
  const address = written(sum(base, constant(from)), at);
  return { k: 'set', at, local, value: apply('i32.shr_u', [address, make.i32(Math.log2(unit), at)], at) };
}

/** By how many elements an index steps. */
function strideOf(f: FunctionIR, { unit, step }: Index, at: number): { readonly before: readonly Stmt[]; readonly by: Expr | undefined } {
  const bytes = valueOf(step);
  if (bytes !== undefined) return { before: [], by: bytes === 0 ? undefined : make.i32(bytes / unit, at) };
  const local = f.locals.push('i') - 1;
  const value = apply('i32.shr_s', [written(step, at), make.i32(Math.log2(unit), at)], at);
  return { before: [{ k: 'set', at, local, value }], by: make.get('i', local, at) };
}

const stepOf = (local: number, by: Expr | undefined, at: number): Stmt[] =>
  by ? [{ k: 'set', at, local, value: apply('i32.add', [make.get('i', local, at), by], at) }] : [];

function withElements(e: Expr, elements: ReadonlyMap<Load | Store, At>): Expr {
  if (e.k === 'load') {
    const element = elements.get(e);
    const addr = element?.local === undefined ? withElements(e.addr, elements) : make.get('i', element.local, e.at);
    return make.load(e.type, e.row, element ? { ...e, offset: element.offset, isElement: true } : e, addr);
  }
  return mapOperands(e, (o) => withElements(o, elements));
}

/** Gives the copies of stores their elements, and those of loops their frames. */
function finish(f: FunctionIR, list: readonly Stmt[], copy: Stmt[], elements: ReadonlyMap<Load | Store, At>, frames: ReadonlyMap<Loop, Frame>): void {
  for (let i = list.length - 1; i >= 0; i--) {
    const [s, twin] = [list[i]!, copy[i]!];
    const element = s.k === 'store' ? elements.get(s) : undefined;
    if (element && twin.k === 'store') {
      const addr = element.local === undefined ? twin.addr : make.get('i', element.local, s.at);
      copy[i] = { ...twin, addr, offset: element.offset, isElement: true };
    }
    const inside = listsOf(twin);
    listsOf(s).forEach((inner, at) => finish(f, inner, inside[at]!, elements, frames));
    const frame = s.k === 'loop' ? frames.get(s) : undefined;
    if (twin.k !== 'loop' || !frame) continue;
    const advanced = frame.advance ? advance(f, twin, frame.advance) : [];
    beforeRepeat(twin.body, twin.label, frame.step);
    copy.splice(i, 1, ...frame.begin, ...advanced, { ...twin, indices: frame.constant });
  }
}

/** Takes the steps of locals that nothing else in the loop reads out of it; what comes before it in their place. */
function advance(f: FunctionIR, loop: Loop, { rounds, steps }: Advance): Stmt[] {
  const uses = new Map<number, number>();
  const use = (local: number): void => { uses.set(local, (uses.get(local) ?? 0) + 1); };
  eachStatement(loop.body, (s) => assigned(s).forEach(use));
  eachExpression(loop.body, (e) => { if (e.k === 'get' || e.k === 'tee') use(e.local); });
  const isOwnStep = (s: Stmt): s is SetLocal =>
    s.k === 'set' && uses.get(s.local) === 2 && steps.has(s.local) && s.value.k === 'op' && s.value.args.some((e) => e.k === 'get' && e.local === s.local);
  const idle = loop.body.filter(isOwnStep);
  if (idle.length === 0) return [];
  loop.body = loop.body.filter((s) => !isOwnStep(s));
  const { at } = loop;
  const count = f.locals.push('i') - 1;
  return [{ k: 'set', at, local: count, value: written(sum(rounds, constant(1)), at) }, ...idle.map(({ local }): Stmt => {
    const all = apply('i32.mul', [make.get('i', count, at), written(steps.get(local)!, at)], at);
    return { k: 'set', at, local, value: apply('i32.add', [make.get('i', local, at), all], at) };
  })];
}

/** Puts statements before the one that starts a loop again. */
function beforeRepeat(list: Stmt[], label: Label, statements: readonly Stmt[]): boolean {
  const last = list[list.length - 1];
  if (!last) return false;
  const isRepeat = (s: Stmt): boolean => s.k === 'br' && s.label === label;
  if (isRepeat(last) || (last.k === 'if' && [last.then, last.else].some((arm) => arm.length === 1 && isRepeat(arm[0]!)))) {
    list.splice(-1, 0, ...statements);
    return true;
  }
  return listsOf(last).some((inner) => beforeRepeat(inner, label, statements));
}
