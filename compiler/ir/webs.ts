/**
 * The webs of locals: assignments that share a read, and these reads. Compilers use a local for several purposes, and what is true of one
 * need not be true of the others.
 */
import { operands } from './effects.js';
import type { Expr, FunctionIR, Label, Stmt } from './nodes.js';
import { eachStatement, expressionsOf } from './walk.js';

/** Locals that are looked at; what is known of them is copied at each branch. */
const MAX_TRACKED = 64;

/** As many of the locals as can be looked at; none where control is not all in blocks. */
export function structured(f: FunctionIR, locals: readonly number[]): number[] {
  let isStructured = true;
  if (locals.length > 0) eachStatement(f.body, (s) => { isStructured &&= s.k !== 'try' && s.k !== 'dispatch'; });
  return isStructured ? locals.slice(0, MAX_TRACKED) : [];
}

/** For each tracked local the value that it has now; undefined in code that is not reached. */
type State = number[] | undefined;
type Place = { local: number };

/** Values are assignments, what a local has at the beginning, and joins, which count only once they are read. */
export class Webs {
  private readonly parents: number[] = [];
  private readonly joined: (number[] | undefined)[] = [];
  private readonly read = new Set<number>();
  private readonly places = new Map<Place, number>();
  private readonly indices: ReadonlyMap<number, number>;
  private readonly first: readonly number[];
  private readonly atLabel = new Map<Label, State>();
  private readonly atLoop = new Map<Label, readonly number[]>();
  private now: State;

  constructor(private readonly tracked: readonly number[]) {
    this.indices = new Map(tracked.map((local, k) => [local, k]));
    this.first = tracked.map(() => this.value());
    this.now = [...this.first];
  }

  private value(joined?: number[]): number {
    this.joined.push(joined);
    return this.parents.push(this.parents.length) - 1;
  }

  private root(value: number): number {
    while (this.parents[value] !== value) value = this.parents[value] = this.parents[this.parents[value]!]!;
    return value;
  }

  private unite(a: number, b: number): void {
    this.parents[this.root(a)] = this.root(b);
  }

  /** A value is read, and so is all that it joins. */
  private use(value: number): void {
    const waiting = [value];
    for (let v = waiting.pop(); v !== undefined; v = waiting.pop()) {
      if (this.read.has(v)) continue;
      this.read.add(v);
      for (const other of this.joined[v] ?? []) {
        this.unite(v, other);
        waiting.push(other);
      }
    }
  }

  private arriveAtLoop(join: number, value: number): void {
    if (join === value) return;
    this.joined[join]!.push(value);
    if (!this.read.has(join)) return;
    this.unite(join, value);
    this.use(value);
  }

  private join(a: State, b: State): State {
    if (!a || !b) return a ?? b;
    return a.map((value, k) => (value === b[k] ? value : this.value([value, b[k]!])));
  }

  /** An expression may stand in several places. */
  private note(place: Place, value: number): void {
    const before = this.places.get(place);
    if (before === undefined) this.places.set(place, value);
    else this.unite(before, value);
  }

  private define(local: number): number | undefined {
    const k = this.indices.get(local);
    return k === undefined || !this.now ? undefined : (this.now[k] = this.value());
  }

  private expression(e: Expr): void {
    if (e.k === 'get') {
      const value = this.now?.[this.indices.get(e.local) ?? -1];
      if (value === undefined) return;
      this.use(value);
      this.note(e, value);
      return;
    }
    if (e.k === 'cond') {
      this.expression(e.cond);
      const before = this.now?.slice();
      this.expression(e.a);
      const afterA = this.now;
      this.now = before;
      this.expression(e.b);
      this.now = this.join(this.now, afterA);
      return;
    }
    operands(e, (o) => this.expression(o));
    if (e.k === 'tee') this.assign(e, e.local);
  }

  private assign(place: Place, local: number): void {
    const value = this.define(local);
    if (value !== undefined) this.note(place, value);
  }

  list(list: readonly Stmt[]): void {
    for (const s of list) this.statement(s);
  }

  private statement(s: Stmt): void {
    for (const e of expressionsOf(s)) this.expression(e);
    switch (s.k) {
      case 'set':
        this.assign(s, s.local);
        return;
      case 'block':
        this.list(s.body);
        this.now = this.join(this.now, this.atLabel.get(s.label));
        return;
      case 'loop': {
        const head = this.now?.map((value) => this.value([value]));
        if (head) this.atLoop.set(s.label, head);
        this.now = head && [...head];
        this.list(s.body);
        return;
      }
      case 'if': {
        const before = this.now?.slice();
        this.list(s.then);
        const after = this.now;
        this.now = before;
        this.list(s.else);
        this.now = this.join(this.now, after);
        return;
      }
      case 'switch': {
        const before = this.now;
        let after: State;
        for (const arm of s.arms) {
          this.now = before?.slice();
          this.list(arm.body);
          after = this.join(after, this.now);
        }
        this.now = after;
        return;
      }
      case 'br': {
        const head = this.atLoop.get(s.label);
        if (head && this.now) this.now.forEach((value, k) => { this.arriveAtLoop(head[k]!, value); });
        else this.atLabel.set(s.label, this.join(this.atLabel.get(s.label), this.now));
        this.now = undefined;
        return;
      }
      case 'return':
      case 'tail':
      case 'unreachable':
      case 'throw':
      case 'throw_ref':
        this.now = undefined;
    }
  }

  /**
   * Names each web: the one that has the value of the beginning like the local, or the first that is met; others get new locals.
   * @returns the names of each tracked local's webs, its own first
   */
  separate(f: FunctionIR): number[][] {
    const found = new Map<number, number>();
    const names = new Map<number, number[]>(this.tracked.map((local, k) => {
      const value = this.first[k]!;
      if (this.read.has(value)) found.set(this.root(value), local);
      return [local, this.read.has(value) ? [local] : []];
    }));
    for (const [place, value] of this.places) {
      const root = this.root(value);
      const own = names.get(place.local)!;
      if (!found.has(root)) {
        found.set(root, own.length === 0 ? place.local : f.locals.push(f.locals[place.local]!) - 1);
        own.push(found.get(root)!);
      }
      place.local = found.get(root)!;
    }
    return [...names.values()];
  }

  /** Webs that have the same name in `finals`, at the places of their names, share a local; numbers from `count` on are given anew. */
  together(f: FunctionIR, names: readonly number[][], finals: readonly number[][], count: number): void {
    const types = f.locals.splice(count);
    const kept = new Map<number, number>();
    const renamed = new Map<number, number>();
    names.forEach((own, i) => own.forEach((name, j) => {
      const final = finals[i]![j]!;
      if (final >= count && !kept.has(final)) kept.set(final, f.locals.push(types[final - count]!) - 1);
      renamed.set(name, kept.get(final) ?? final);
    }));
    for (const place of this.places.keys()) place.local = renamed.get(place.local)!;
  }
}
