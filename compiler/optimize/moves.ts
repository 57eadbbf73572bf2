/**
 * Floats that are only moved. A local whose values come from memory, constants or reinterpretations and go to memory, to
 * reinterpretations or to other such locals holds their bits as an integer: every NaN stays as it is, also where the engine
 * canonicalises the NaNs of its variables.
 */
import { definitionsOf } from '../ir/definitions.js';
import { operands } from '../ir/effects.js';
import * as make from '../ir/make.js';
import type { Expr, FunctionIR, Stmt } from '../ir/nodes.js';
import { mapExpressions, mapOperands, withOperands } from '../ir/rewrite.js';
import { assigned, eachStatement, expressionsOf, listsOf } from '../ir/walk.js';
import { structured, Webs } from '../ir/webs.js';
import { isFloat, TWIN, type Float } from './twin.js';

export function moves(f: FunctionIR): void {
  if (!f.locals.some((type, i) => i >= f.params.length && isFloat(type))) return;
  const moved = separated(f, new Finder(f).run());
  if (moved.size === 0) return;
  for (const l of moved) f.locals[l] = TWIN[f.locals[l] as Float].type;
  new Rewriter(moved).list(f.body);
}

/**
 * Which locals are only moved once the webs that are have locals of their own: compilers use one for a value that they move, and another time for one
 * that they compute.
 */
function separated(f: FunctionIR, moved: ReadonlySet<number>): ReadonlySet<number> {
  const tracked = structured(f, [...definitionsOf(f, 'f'), ...definitionsOf(f, 'd')].flatMap(([local, values]) =>
    values.length > 1 && !moved.has(local) && values.some((e) => e.k !== 'const' && locals(e) !== undefined) ? [local] : []));
  if (tracked.length === 0) return moved;
  const before = f.locals.length;
  const webs = new Webs(tracked);
  webs.list(f.body);
  const names = webs.separate(f);
  const apart = new Finder(f).run();
  webs.together(f, names, names.map((own) => own.map((name) => (apart.has(name) ? name : own.find((other) => !apart.has(other))!))), before);
  return new Finder(f).run();
}

/** Takes out of all float locals, but parameters, those of which more is done than moving. */
class Finder {
  private readonly candidates: Set<number>;
  /** Locals between which values move: one can be an integer only if the other is. */
  private readonly linked = new Map<number, number[]>();
  private readonly dropped: number[] = [];

  constructor(private readonly f: FunctionIR) {
    this.candidates = new Set(f.locals.keys());
    f.locals.forEach((type, i) => {
      if (!isFloat(type) || i < f.params.length) this.candidates.delete(i);
    });
  }

  run(): ReadonlySet<number> {
    eachStatement(this.f.body, (s) => this.statement(s));
    for (let l = this.dropped.pop(); l !== undefined; l = this.dropped.pop()) for (const other of this.linked.get(l) ?? []) this.drop(other);
    return this.candidates;
  }

  private drop(local: number): void {
    if (this.candidates.delete(local)) this.dropped.push(local);
  }

  private link(a: number, b: number): void {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const list = this.linked.get(from);
      if (list) list.push(to);
      else this.linked.set(from, [to]);
    }
    if (!this.candidates.has(a) || !this.candidates.has(b)) {
      this.drop(a);
      this.drop(b);
    }
  }

  private statement(s: Stmt): void {
    if (s.k === 'set' && isFloat(s.value.type)) this.assign(s.local, s.value);
    else if (s.k === 'store' && isFloat(s.value.type)) {
      this.expression(s.addr);
      this.move(s.value, undefined);
    } else if (s.k === 'eval' && isFloat(s.value.type)) this.move(s.value, undefined);
    else for (const e of expressionsOf(s)) this.expression(e);
    if (s.k === 'multi') for (const l of assigned(s)) this.drop(l);
  }

  private assign(local: number, value: Expr): void {
    if (!this.move(value, local)) this.drop(local);
  }

  /** A value on its way to `target`, or to bits: whether it can be had as bits. If not, nothing below it can. */
  private move(e: Expr, target: number | undefined): boolean {
    const read = locals(e);
    if (read === undefined) {
      this.expression(e);
      return false;
    }
    for (const l of read) this.link(l, target ?? read[0]!);
    this.inside(e);
    return true;
  }

  /** The parts of a movable value that are expressions of their own. */
  private inside(e: Expr): void {
    if (e.k === 'tee') this.assign(e.local, e.value);
    else if (e.k === 'cond') {
      this.expression(e.cond);
      this.inside(e.a);
      this.inside(e.b);
    } else operands(e, (o) => this.expression(o));
  }

  private expression(e: Expr): void {
    if (e.k === 'get') this.drop(e.local);
    else if (e.k === 'tee' && isFloat(e.type)) {
      this.drop(e.local);
      this.assign(e.local, e.value);
    } else if (e.k === 'op' && isReinterpretation(e)) this.move(e.args[0]!, undefined);
    else operands(e, (o) => this.expression(o));
  }
}

const isReinterpretation = (e: Expr & { k: 'op' }): boolean => e.row.name === TWIN.f.to || e.row.name === TWIN.d.to;

/** The locals that a float read for its bits alone consists of; undefined if it is made in another way. */
function locals(e: Expr): readonly number[] | undefined {
  switch (e.k) {
    case 'const':
    case 'load':
      return [];
    case 'get':
    case 'tee':
      return [e.local];
    case 'op':
      return e.row.name === TWIN.f.from || e.row.name === TWIN.d.from ? [] : undefined;
    case 'cond': {
      const a = locals(e.a);
      const b = locals(e.b);
      return a && b && [...a, ...b];
    }
    default:
      return undefined;
  }
}

class Rewriter {
  constructor(private readonly moved: ReadonlySet<number>) {}

  list(list: Stmt[]): void {
    for (let i = 0; i < list.length; i++) {
      list[i] = this.statement(list[i]!);
      for (const l of listsOf(list[i]!)) this.list(l);
    }
  }

  private statement(s: Stmt): Stmt {
    if (s.k === 'set' && this.moved.has(s.local)) return { k: 'set', at: s.at, local: s.local, value: this.bits(s.value) };
    if (s.k === 'store' && this.isMoved(s.value))
      return withOperands(s, TWIN[s.value.type as Float].store, this.expression(s.addr), this.bits(s.value));
    if (s.k === 'eval' && this.isMoved(s.value)) return { k: 'eval', at: s.at, value: this.bits(s.value) };
    return mapExpressions(s, (e) => this.expression(e));
  }

  /** Whether a float is read from a local that holds bits. */
  private isMoved(e: Expr): boolean {
    return isFloat(e.type) && (locals(e)?.some((l) => this.moved.has(l)) ?? false);
  }

  private expression(e: Expr): Expr {
    if (e.k === 'op' && isReinterpretation(e) && this.isMoved(e.args[0]!)) return this.bits(e.args[0]!);
    return mapOperands(e, (o) => this.expression(o));
  }

  private bits(e: Expr): Expr {
    const twin = TWIN[e.type as Float];
    switch (e.k) {
      case 'const':
        return make.constant(twin.type, e.lo, e.hi, e.at);
      case 'load':
        return make.load(twin.type, twin.load, e, this.expression(e.addr));
      case 'get':
        return make.get(twin.type, e.local, e.at);
      case 'tee':
        return make.tee(e.local, this.bits(e.value), e.at);
      case 'cond':
        return make.cond(twin.type, this.expression(e.cond), this.bits(e.a), this.bits(e.b), e.at);
      case 'op':
        return this.expression(e.args[0]!);
      default:
        throw new Error(`a ${e.k} is not moved`);
    }
  }
}
