/** Copies of loops whose accesses are elements, at indices that are stepped as the addresses are. */
import { copyOf, freshLoads } from '../../ir/copy.js';
import { isPure, someOf } from '../../ir/effects.js';
import { freshLabel } from '../../ir/labels.js';
import * as make from '../../ir/make.js';
import { Fx, type Access, type Expr, type FunctionIR, type Label, type Load, type Loop, type SetLocal, type Stmt, type Store } from '../../ir/nodes.js';
import { mapOperands } from '../../ir/rewrite.js';
import { assigned, eachExpression, eachStatement, expressionsOf, listsOf } from '../../ir/walk.js';
import { Effects } from '../../ops/row.js';
import { distance } from '../loops/extents.js';
import { constant, haveSameTerms, isSame, sum, valueOf, written, type Linear } from '../loops/linear.js';
import type { Place } from './reading.js';
import type { Unit } from './units.js';

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
  readonly unit: Unit;
  readonly base: Linear;
  readonly step: Linear;
  /** Where the index is, in bytes from the base on. */
  from: number;
  readonly members: { readonly access: Load | Store; readonly from: number }[];
  readonly local: number;
}

/** Where an element is: at an index, or at its address, and an offset from it. */
interface At {
  readonly unit: Unit;
  readonly local: number | undefined;
  readonly offset: number;
}

const accessOf = ({ unit, offset }: At): Pick<Access, 'offset' | 'align' | 'isElement'> => ({ offset, align: Math.log2(unit), isElement: true });

/** A copy of the loop, and what comes before it. All accesses of the places must be aligned and in memory. */
export function converted(f: FunctionIR, whole: Loop, inner: readonly Elements[]): Stmt[] {
  const elements = new Map<Load | Store, At>();
  const frames = new Map<Loop, Frame>();
  for (const { loop, places, advance } of inner) {
    const indices = indicesOf(f, places);
    for (const { access, unit } of places) if (unit === 1) elements.set(access, { unit, local: undefined, offset: access.offset });
    for (const { local, unit, from, members } of indices) {
      for (const { access, from: own } of members) elements.set(access, { unit, local, offset: (own - from) / unit });
    }
    const strides = indices.map((index) => strideOf(f, index, loop.at));
    frames.set(loop, {
      begin: [...indices.map((index) => beginOf(index, loop.at)), ...strides.flatMap(({ before }) => before)],
      step: indices.flatMap(({ local }, i) => stepOf(local, strides[i]!.by, loop.at)),
      constant: new Map(indices.flatMap(({ local }, i) => { const { by } = strides[i]!; return by?.k === 'const' ? [[local, by.lo] as const] : []; })),
      advance,
    });
  }
  return new Copier(f, elements, frames).list([whole], new Map());
}

function indicesOf(f: FunctionIR, places: readonly Place[]): Index[] {
  const found: Index[] = [];
  for (const { access, unit, loop, affine } of places) {
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

class Copier {
  constructor(
    private readonly f: FunctionIR,
    private readonly elements: ReadonlyMap<Load | Store, At>,
    private readonly frames: ReadonlyMap<Loop, Frame>,
  ) {}

  list(list: readonly Stmt[], labels: ReadonlyMap<Label, Label>): Stmt[] {
    return list.flatMap((s) => this.statement(s, labels));
  }

  private statement(s: Stmt, labels: ReadonlyMap<Label, Label>): Stmt[] {
    if (s.k === 'loop') return this.loop(s, labels);
    const before: Stmt[] = [];
    const value = this.valuesOf(s, before);
    if (s.k === 'if') {
      const cond = value(s.cond);
      return [...before, { ...s, cond, then: this.list(s.then, labels), else: this.list(s.else, labels) }];
    }
    const [copy] = copyOf([s], value, labels) as [Stmt];
    const element = s.k === 'store' && value !== freshLoads ? this.elements.get(s) : undefined;
    if (!element || copy.k !== 'store') return [...before, copy];
    const addr = element.local === undefined ? copy.addr : make.get('i', element.local, s.at);
    return [...before, { ...copy, addr, ...accessOf(element) }];
  }

  private loop(s: Loop, labels: ReadonlyMap<Label, Label>): Stmt[] {
    const label = freshLabel();
    const frame = this.frames.get(s);
    const copy: Loop = { ...s, label, body: this.list(s.body, new Map(labels).set(s.label, label)), ...(frame && { indices: frame.constant }) };
    if (!frame) return [copy];
    const advanced = frame.advance ? advance(this.f, copy, frame.advance) : [];
    beforeRepeat(copy.body, label, frame.step);
    return [...frame.begin, ...advanced, copy];
  }

  /** What expressions of a statement become. Where an address that an index replaces assigns a local, all its assignments go before the statement. */
  private valuesOf(s: Stmt, before: Stmt[]): (e: Expr) => Expr {
    const list = expressionsOf(s);
    const isReplaced = (e: Load | Store): boolean => this.elements.get(e)?.local !== undefined && (e.addr.fx & Fx.WritesLocal) !== 0;
    if (!(s.k === 'store' && isReplaced(s)) && !list.some((e) => someOf(e, (o) => o.k === 'load' && isReplaced(o)))) return (e) => this.value(e);
    const mayTrap = list.some((e) => someOf(e, (o) => o.k === 'op' && (o.row.effects & Effects.Traps) !== 0));
    return mayTrap ? freshLoads : (e) => this.value(e, before);
  }

  private value(e: Expr, before?: Stmt[]): Expr {
    if (e.k === 'tee' && before) {
      before.push({ k: 'set', at: e.at, local: e.local, value: this.value(e.value, before) });
      return make.get(e.type, e.local, e.at);
    }
    if (e.k !== 'load') return mapOperands(e, (o) => this.value(o, before));
    const element = this.elements.get(e);
    const own = this.value(e.addr, before);
    const addr = element?.local === undefined ? own : make.get('i', element.local, e.at);
    return make.load(e.type, e.row, element ? { ...e, ...accessOf(element) } : e, addr);
  }
}

/** Takes the steps of locals that nothing else in the loop reads, and that do nothing else, out of it; what comes before it in their place. */
function advance(f: FunctionIR, loop: Loop, { rounds, steps }: Advance): Stmt[] {
  const uses = new Map<number, number>();
  const use = (local: number): void => { uses.set(local, (uses.get(local) ?? 0) + 1); };
  eachStatement(loop.body, (s) => assigned(s).forEach(use));
  eachExpression(loop.body, (e) => { if (e.k === 'get' || e.k === 'tee') use(e.local); });
  const isOwnStep = (s: Stmt): s is SetLocal =>
    s.k === 'set' && uses.get(s.local) === 2 && steps.has(s.local) && s.value.k === 'op' && isPure(s.value.fx) && s.value.args.some((e) => e.k === 'get' && e.local === s.local);
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
