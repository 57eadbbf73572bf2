/**
 * Floats that are only moved. A local whose values come from memory, constants or reinterpretations and go to memory, to
 * reinterpretations or to other such locals holds their bits as an integer: every NaN stays as it is, also where the engine
 * canonicalises the NaNs of its variables.
 */
import { append } from '../ir/append.js';
import { readUnassigned } from '../ir/assignment.js';
import { definitionsOf } from '../ir/definitions.js';
import { operands } from '../ir/effects.js';
import * as make from '../ir/make.js';
import type { Expr, FunctionIR, Get, Stmt, Tee } from '../ir/nodes.js';
import { mapExpressions, mapOperands, withOperands } from '../ir/rewrite.js';
import { assigned, eachStatement, expressionsOf, listsOf } from '../ir/walk.js';
import { structured, Webs } from '../ir/webs.js';
import { carriesBits, converted, isFloat, numberOf, TWIN, type Float } from './twin.js';

export function moves(f: FunctionIR): void {
  if (!f.locals.some((type, i) => i >= f.params.length && isFloat(type))) return;
  const { moved, paired } = separated(f, new Finder(f).run());
  if (moved.size === 0) return;
  const numbers = new Map([...paired].map((local) => [local, f.locals.push(f.locals[local]!) - 1] as const));
  for (const l of moved) f.locals[l] = TWIN[f.locals[l] as Float].type;
  new Rewriter(moved, numbers).list(f.body);
  if (numbers.size > 0) initialise(f, [...numbers.values()]);
}

/** Declared locals start as zero, others do not. */
function initialise(f: FunctionIR, numbers: readonly number[]): void {
  const unassigned = readUnassigned(f.body, f.locals.length, f.params.length);
  const zeroed = numbers.filter((local) => unassigned?.has(local) !== false);
  f.body = [...zeroed.map((local): Stmt => ({ k: 'set', at: f.at, local, value: make.constant(f.locals[local]!, 0, 0, f.at) })), ...f.body];
}

interface Found {
  /** Locals that hold bits. */
  readonly moved: ReadonlySet<number>;
  /** Those of them beside which another local holds the number. */
  readonly paired: ReadonlySet<number>;
}

/**
 * Which locals are only moved once the webs that are have locals of their own: compilers use one for a value that they move, and another time for one
 * that they compute.
 */
function separated(f: FunctionIR, found: Found): Found {
  const isDone = (local: number): boolean => found.moved.has(local) && !found.paired.has(local);
  const tracked = structured(f, [...definitionsOf(f, 'f'), ...definitionsOf(f, 'd')].flatMap(([local, values]) =>
    values.length > 1 && !isDone(local) && values.flatMap(possible).some((e) => localOf(e) !== undefined || carriesBits(e)) ? [local] : []));
  if (tracked.length === 0) return found;
  const before = f.locals.length;
  const webs = new Webs(tracked);
  webs.list(f.body);
  const names = webs.separate(f);
  const { moved: apart } = new Finder(f).run();
  webs.together(f, names, names.map((own) => own.map((name) => (apart.has(name) ? name : own.find((other) => !apart.has(other))!))), before);
  return new Finder(f).run();
}

/**
 * Which float locals hold bits: those that are only moved on, and whose values are only moved there, or some of them computed and some of bits that
 * need not be a number's; and unions, which are stored, taken for an integer and taken for a number. Parameters are numbers. What is stored, and either
 * an integer's bits or a number that is computed with, is in two locals: Lua's remainder is, of integers or of floats.
 */
class Finder {
  private readonly candidates = new Set<number>();
  /** Locals whose values are stored, taken for integers, and computed with. */
  private readonly stored = new Set<number>();
  private readonly reinterpreted = new Set<number>();
  private readonly numbers = new Set<number>();
  /** Locals whose values each local takes, and locals that take its value. */
  private readonly sources = new Map<number, number[]>();
  private readonly takers = new Map<number, number[]>();
  private readonly computed = new Set<number>();
  private readonly carrying: number[] = [];
  /** Locals that are made of integers; those of which a value is wanted in both forms where it is assigned; those that are in two locals. */
  private readonly integers = new Set<number>();
  private readonly inseparable = new Set<number>();
  private readonly paired = new Set<number>();
  private readonly dropped: number[] = [];

  constructor(private readonly f: FunctionIR) {
    f.locals.forEach((type, i) => {
      if (isFloat(type) && i >= f.params.length) this.candidates.add(i);
    });
  }

  run(): Found {
    eachStatement(this.f.body, (s) => this.statement(s));
    for (const local of this.numbers) if (!this.isUnion(local)) this.drop(local);
    for (const local of this.sources.keys()) if (!this.candidates.has(local)) this.dropped.push(local);
    // What a number takes its value from is a number.
    for (let l = this.dropped.pop(); l !== undefined; l = this.dropped.pop()) for (const from of this.sources.get(l) ?? NONE) this.drop(from);
    this.dropComputed(this.carriers());
    return { moved: this.candidates, paired: this.paired };
  }

  /** The local is a number, or a number as well. */
  private drop(local: number): void {
    if (this.candidates.has(local) && this.isPair(local)) this.paired.add(local);
    else if (this.candidates.delete(local)) this.dropped.push(local);
  }

  private isPair(local: number): boolean {
    return this.stored.has(local) && this.integers.has(local) && !this.inseparable.has(local);
  }

  private isUnion(local: number): boolean {
    return this.stored.has(local) && this.reinterpreted.has(local) && !this.computed.has(local) && !this.sources.has(local);
  }

  /** What no bits reach is a number if some of its values are, and so is what it takes values from or gives them to. */
  private dropComputed(carriers: ReadonlySet<number>): void {
    const isComputed = (local: number): boolean => this.computed.has(local) || (this.sources.get(local) ?? NONE).some((from) => !this.candidates.has(from));
    const waiting = [...this.candidates].filter((local) => !carriers.has(local) && isComputed(local));
    for (let l = waiting.pop(); l !== undefined; l = waiting.pop()) {
      if (!this.candidates.delete(l)) continue;
      for (const others of [this.sources.get(l), this.takers.get(l)]) for (const other of others ?? NONE) if (!carriers.has(other)) waiting.push(other);
    }
  }

  /** Candidates that bits reach. */
  private carriers(): ReadonlySet<number> {
    const found = new Set<number>();
    const waiting = [...this.carrying];
    for (let l = waiting.pop(); l !== undefined; l = waiting.pop()) {
      if (found.has(l) || !this.candidates.has(l)) continue;
      found.add(l);
      for (const taker of this.takers.get(l) ?? NONE) waiting.push(taker);
    }
    return found;
  }

  private statement(s: Stmt): void {
    if (s.k === 'set' && isFloat(s.value.type)) this.assign(s.local, s.value);
    else if (s.k === 'store' && isFloat(s.value.type)) {
      this.expression(s.addr);
      this.note(s.value, this.stored);
      this.move(s.value);
    } else if (s.k === 'eval' && isFloat(s.value.type)) this.move(s.value);
    else for (const e of expressionsOf(s)) this.expression(e);
    if (s.k === 'multi') {
      for (const l of assigned(s)) {
        this.inseparable.add(l);
        this.drop(l);
      }
    }
  }

  private assign(local: number, value: Expr): void {
    for (const e of possible(value)) {
      const from = localOf(e);
      if (from !== undefined) {
        append(this.sources, local, from);
        append(this.takers, from, local);
      } else if (carriesBits(e)) {
        this.carrying.push(local);
        if (e.k === 'op') this.integers.add(local);
      } else if (e.k !== 'const') this.computed.add(local);
    }
    this.move(value);
  }

  /** A value on its way to a local, or to bits. */
  private move(e: Expr): void {
    if (e.k === 'tee') {
      if (!possible(e.value).every(isComputed)) this.inseparable.add(e.local);
      this.assign(e.local, e.value);
    } else if (e.k === 'cond') {
      this.expression(e.cond);
      this.move(e.a);
      this.move(e.b);
    } else if (e.k !== 'get') this.inside(e);
  }

  private expression(e: Expr): void {
    if (e.k === 'get') this.numbers.add(e.local);
    else if (e.k === 'tee' && isFloat(e.type)) {
      this.numbers.add(e.local);
      this.assign(e.local, e.value);
    } else this.inside(e);
  }

  private inside(e: Expr): void {
    if (e.k === 'op' && isReinterpretation(e)) {
      this.note(e.args[0]!, this.reinterpreted);
      this.move(e.args[0]!);
    } else operands(e, (o) => this.expression(o));
  }

  private note(value: Expr, locals: Set<number>): void {
    for (const e of possible(value)) {
      const local = localOf(e);
      if (local !== undefined) locals.add(local);
    }
  }
}

const NONE: readonly number[] = [];

const isReinterpretation = (e: Expr & { k: 'op' }): boolean => e.row.name === TWIN.f.to || e.row.name === TWIN.d.to;

/** The values of which one is chosen. */
const possible = (e: Expr): readonly Expr[] => (e.k === 'cond' ? [...possible(e.a), ...possible(e.b)] : [e]);
const localOf = (e: Expr): number | undefined => (e.k === 'get' || e.k === 'tee' ? e.local : undefined);
const isComputed = (e: Expr): boolean => localOf(e) === undefined && !carriesBits(e) && e.k !== 'const';

type Assignment = Stmt & { k: 'set' };

class Rewriter {
  /** `numbers`: the locals beside those that are in two. */
  constructor(private readonly moved: ReadonlySet<number>, private readonly numbers: ReadonlyMap<number, number>) {}

  list(list: Stmt[]): void {
    const before = list.splice(0);
    for (const s of before) {
      const number = s.k === 'set' ? this.numbers.get(s.local) : undefined;
      if (number !== undefined) list.push(...this.pair(s as Assignment, number));
      else {
        const rewritten = this.statement(s);
        list.push(rewritten);
        for (const l of listsOf(rewritten)) this.list(l);
      }
    }
  }

  /** Assigns to both locals. What is computed is a number first. */
  private pair({ at, local, value }: Assignment, number: number): [Stmt, Stmt] {
    const type = value.type as Float;
    const setNumber = (to: Expr): Stmt => ({ k: 'set', at, local: number, value: to });
    const setBits = (to: Expr): Stmt => ({ k: 'set', at, local, value: to });
    return possible(value).every(isComputed)
      ? [setNumber(this.expression(value)), setBits(converted(make.get(type, number, at), type))]
      : [setBits(this.bits(value)), setNumber(numberOf(make.get(TWIN[type].type, local, at), type))];
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
    return isFloat(e.type) && possible(e).some((value) => this.holdsBits(value));
  }

  private holdsBits(e: Expr): boolean {
    const local = localOf(e);
    return local !== undefined && this.moved.has(local);
  }

  private expression(e: Expr): Expr {
    if (e.k === 'op' && isReinterpretation(e) && this.isMoved(e.args[0]!)) return this.bits(e.args[0]!);
    if (isFloat(e.type) && this.holdsBits(e)) return this.number(e as Get | Tee, e.type);
    return mapOperands(e, (o) => this.expression(o));
  }

  /** The number in a local that holds bits. */
  private number(e: Get | Tee, type: Float): Expr {
    const number = this.numbers.get(e.local);
    if (number === undefined) return numberOf(this.bits(e), type);
    if (e.k === 'get') return make.get(type, number, e.at);
    return make.tee(number, numberOf(make.tee(e.local, this.bits(e.value), e.at), type), e.at);
  }

  private bits(e: Expr): Expr {
    const twin = TWIN[e.type as Float];
    if (e.k === 'const') return make.constant(twin.type, e.lo, e.hi, e.at);
    if (e.k === 'load') return make.load(twin.type, twin.load, e, this.expression(e.addr));
    if (e.k === 'cond') return make.cond(twin.type, this.expression(e.cond), this.bits(e.a), this.bits(e.b), e.at);
    if (this.holdsBits(e)) {
      if (e.k === 'get') return make.get(twin.type, e.local, e.at);
      const { local, value, at } = e as Tee;
      const number = this.numbers.get(local);
      const assigned = number === undefined ? this.bits(value) : converted(make.tee(number, this.expression(value), at), value.type as Float);
      return make.tee(local, assigned, at);
    }
    if (e.k === 'op' && e.row.name === twin.from) return this.expression(e.args[0]!);
    return converted(this.expression(e), e.type as Float);
  }
}
