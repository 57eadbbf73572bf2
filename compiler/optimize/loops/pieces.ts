/** Loops as they are looked at here: straight code, conditions and loops inside, no assignments within expressions. */
import { operands, readsAny } from '../../ir/effects.js';
import { repeatTest } from '../../ir/labels.js';
import * as make from '../../ir/make.js';
import { isReference, type Expr, type Label, type Load, type Loop, type SetLocal, type Stmt, type Store } from '../../ir/nodes.js';
import { mapOperands, withOperands } from '../../ir/rewrite.js';
import { expressionsOf, listsOf } from '../../ir/walk.js';
import { Effects } from '../../ops/row.js';

export interface Choice {
  readonly k: 'if';
  readonly at: number;
  readonly cond: Expr;
  readonly then: readonly Piece[];
  readonly else: readonly Piece[];
}
/** Leaves all of the loop that is looked at, where the condition is not zero, or where it is. */
export interface Exit {
  readonly k: 'exit';
  readonly at: number;
  readonly cond: Expr;
  readonly ifTrue: boolean;
}
/** A loop that is repeated at its end only. */
export interface Repeat {
  readonly k: 'loop';
  readonly at: number;
  readonly origin: Loop;
  readonly body: readonly Piece[];
  readonly cond: Expr;
  /** Whether it is repeated where the condition is not zero; else where it is. */
  readonly ifTrue: boolean;
  /** Where it ends by a jump. */
  readonly end: Label | undefined;
  /** Whether it may be left before its end and yet not the loops around it. */
  readonly isLeft: boolean;
  /** Locals that it assigns, and those of them that a round may read before it assigns them. */
  readonly writes: ReadonlySet<number>;
  readonly carried: ReadonlySet<number>;
}
export type Piece = SetLocal | Store | Choice | Exit | Repeat;

/** Nodes of a loop that is looked at, and of each way out of it, and statements inside of one another. */
const MAX_NODES = 500, MAX_COPIED = 200, MAX_NEST = 8;
const EXPRESSIONS: ReadonlySet<Expr['k']> = new Set<Expr['k']>(['const', 'get', 'tee', 'global.get', 'op', 'load', 'cond']);

const ADDS: ReadonlySet<string> = new Set(['f32.add', 'f64.add', 'f32.sub', 'f64.sub']);

/** A loop in pieces. */
export interface Pieces {
  readonly whole: Repeat;
  /** Whether floats are added. */
  readonly adds: boolean;
  /** Whether there are v128, and such that are two f64. */
  readonly hasVectors: boolean;
  readonly hasPairs: boolean;
  /** The loads and stores of the loop that became others. */
  readonly origins: ReadonlyMap<Load | Store, Load | Store>;
}

export function piecesOf(loop: Loop): Pieces | undefined {
  if (!isPlain(loop.body, 0)) return undefined;
  const reader = new Reader();
  const whole = reader.loop(loop, 0);
  const { isOther, adds, hasVectors, hasPairs, origins } = reader;
  return isOther || !whole ? undefined : { whole, adds, hasVectors, hasPairs, origins };
}

/** Whether there is nothing but what pieces are made of, as far as statements tell: most loops end here. */
function isPlain(list: readonly Stmt[], depth: number): boolean {
  return depth <= 2 * MAX_NEST && list.every((s) => {
    if (!PLAIN.has(s.k) || expressionsOf(s).some((e) => (e.fx & NOT_PLAIN) !== 0)) return false;
    return listsOf(s).every((inner) => (s.k === 'if' && isLeaving(inner) && left(inner, MAX_COPIED) >= 0) || isPlain(inner, depth + 1));
  });
}
/** How many of so many nodes are left when the statements have been copied: they lead out of a loop, and are copied with it. Those that are flattened cannot be. */
function left(list: readonly Stmt[], nodes: number): number {
  const count = (e: Expr): void => {
    if (--nodes >= 0) operands(e, count);
  };
  for (const s of list) {
    nodes -= s.k === 'dispatch' ? Infinity : 1;
    expressionsOf(s).forEach(count);
    for (const inner of listsOf(s)) nodes = nodes < 0 ? nodes : left(inner, nodes);
    if (nodes < 0) break;
  }
  return nodes;
}
const PLAIN: ReadonlySet<Stmt['k']> = new Set<Stmt['k']>(['set', 'store', 'if', 'loop', 'br']);
const NOT_PLAIN = Effects.Calls | Effects.WritesMemory | Effects.WritesGlobal | Effects.ReadsTable | Effects.ReadsHeap;

class Reader {
  /** Something that pieces do not have was met: the rest does not matter. */
  isOther = false;
  adds = false;
  hasVectors = false;
  hasPairs = false;
  readonly origins = new Map<Load | Store, Load | Store>();
  private nodes = 0;
  private memory: number | undefined;

  loop(loop: Loop, depth: number): Repeat | undefined {
    const { at, label } = loop;
    const body: Piece[] = [];
    if (depth >= MAX_NEST || label.uses !== 1 || label.dispatch !== undefined) this.isOther = true;
    const test = this.isOther ? undefined : this.tail(loop, loop.body, body, depth);
    if (!test || (test.end && depth > 0)) {
      this.isOther = true;
      return undefined;
    }
    const cond = this.value(test.cond, body, new Set());
    const { writes, carried } = assignments(body, cond);
    return { k: 'loop', at, origin: loop, body, cond, ifTrue: test.ifTrue, end: test.end, isLeft: test.isLeft, writes, carried };
  }

  /** The statements of a loop from some place on, which end with its only repetition. */
  private tail(loop: Loop, list: readonly Stmt[], out: Piece[], depth: number): Pick<Repeat, 'cond' | 'ifTrue' | 'end' | 'isLeft'> | undefined {
    const test = repeatTest({ ...loop, body: list as Stmt[] });
    if (test) {
      this.list(list.slice(0, -1), depth + 1, out);
      return { cond: test.cond, ifTrue: test.then.length > 0, end: undefined, isLeft: false };
    }
    const last = list[list.length - 1], before = list[list.length - 2];
    if (last?.k === 'br' && last.label === loop.label) {
      const [jump] = before?.k !== 'if' ? [] : before.then.length > 0 ? before.then : before.else;
      if (before?.k === 'if' && jump?.k === 'br' && before.then.length + before.else.length === 1) {
        this.list(list.slice(0, -2), depth + 1, out);
        return { cond: before.cond, ifTrue: before.then.length === 0, end: jump.label, isLeft: false };
      }
      this.list(list.slice(0, -1), depth + 1, out);
      return { cond: make.i32(1, last.at), ifTrue: true, end: undefined, isLeft: false };
    }
    if (last?.k !== 'if' || (last.then.length > 0 && last.else.length > 0)) return undefined;
    this.list(list.slice(0, -1), depth + 1, out);
    const ifTrue = last.then.length === 0;
    out.push({ k: 'exit', at: last.at, cond: this.value(last.cond, out, new Set()), ifTrue });
    const inside = this.isOther || depth >= MAX_NEST ? undefined : this.tail(loop, ifTrue ? last.else : last.then, out, depth + 1);
    return inside && { ...inside, isLeft: true };
  }

  private list(list: readonly Stmt[], depth: number, out: Piece[] = []): Piece[] {
    for (const s of list) {
      this.statement(s, out, depth);
      if (this.isOther) break;
    }
    return out;
  }

  private statement(s: Stmt, out: Piece[], depth: number): void {
    const read = new Set<number>();
    switch (s.k) {
      case 'set':
        out.push({ k: 'set', at: s.at, local: s.local, value: this.value(s.value, out, read) });
        return;
      case 'store': {
        this.touch(s.memory, s.addr);
        const addr = this.value(s.addr, out, read);
        const store = withOperands(s, s.row, addr, this.value(s.value, out, read));
        this.origins.set(store, s);
        out.push(store);
        return;
      }
      case 'if': {
        const cond = this.value(s.cond, out, read);
        if (depth > MAX_NEST) this.isOther = true;
        else if (s.else.length === 0 && isLeaving(s.then)) out.push({ k: 'exit', at: s.at, cond, ifTrue: true });
        else if (s.then.length === 0 && isLeaving(s.else)) out.push({ k: 'exit', at: s.at, cond, ifTrue: false });
        else out.push({ k: 'if', at: s.at, cond, then: this.list(s.then, depth + 1), else: this.list(s.else, depth + 1) });
        return;
      }
      case 'loop': {
        const inner = this.loop(s, depth);
        if (inner) out.push(inner);
        return;
      }
      default:
        this.isOther = true;
    }
  }

  /** `e` without assignments, which go before it. `read`: the locals that its statement has read so far. */
  private value(e: Expr, out: Piece[], read: Set<number>): Expr {
    if (++this.nodes > MAX_NODES || !EXPRESSIONS.has(e.k) || isReference(e.type as 'i')) this.isOther = true;
    if (this.isOther) return e;
    if (e.k === 'op' && ADDS.has(e.row.name)) this.adds = true;
    if (e.type === 'v') this.hasVectors = true;
    if (e.k === 'op' && e.row.name.includes('f64x2')) this.hasPairs = true;
    if (e.k === 'load') this.touch(e.memory, e.addr);
    if (e.k === 'get') read.add(e.local);
    if (e.k === 'tee') {
      const value = this.value(e.value, out, new Set(read));
      if (read.has(e.local)) this.isOther = true;
      read.add(e.local);
      out.push({ k: 'set', at: e.at, local: e.local, value });
      return make.get(e.type, e.local, e.at);
    }
    if (e.k === 'cond') {
      const cond = this.value(e.cond, out, read);
      const before = out.length;
      const [a, b] = [this.value(e.a, out, read), this.value(e.b, out, read)];
      if (out.length > before) this.isOther = true;
      return make.cond(e.type, cond, a, b, e.at);
    }
    const value = mapOperands(e, (o) => this.value(o, out, read));
    if (value !== e && value.k === 'load') this.origins.set(value, e as Load);
    return value;
  }

  /** All accesses are to one memory, of 32 bits: another one may be the same, imported twice. */
  private touch(memory: number, addr: Expr): void {
    if (addr.type !== 'i' || (this.memory ?? memory) !== memory) this.isOther = true;
    this.memory = memory;
  }
}

/** Whether the statements end by leaving. They cannot go on with a loop around them, the only jump to which is at its end. */
function isLeaving(list: readonly Stmt[]): boolean {
  const last = list[list.length - 1];
  return last !== undefined && LEAVING.has(last.k);
}
const LEAVING: ReadonlySet<Stmt['k']> = new Set<Stmt['k']>(['br', 'return', 'unreachable', 'throw', 'tail']);

/** Locals that the pieces assign whatever the conditions in them are. */
export const alwaysAssigned = (pieces: readonly Piece[]): ReadonlySet<number> => assignments(pieces).always;

function assignments(body: readonly Piece[], cond?: Expr): Pick<Repeat, 'writes' | 'carried'> & { readonly always: ReadonlySet<number> } {
  const [writes, early] = [new Set<number>(), new Set<number>()];
  const list = (pieces: readonly Piece[], assigned: Set<number>): Set<number> => {
    for (const p of pieces) {
      for (const e of evaluated(p)) eachRead(e, (local) => { if (!assigned.has(local)) early.add(local); });
      if (p.k === 'set') {
        writes.add(p.local);
        assigned.add(p.local);
      } else if (p.k === 'if') {
        const [a, b] = [list(p.then, new Set(assigned)), list(p.else, new Set(assigned))];
        for (const local of a) if (b.has(local)) assigned.add(local);
      } else if (p.k === 'loop') {
        list(p.body, assigned);
        eachRead(p.cond, (local) => { if (!assigned.has(local)) early.add(local); });
      }
    }
    return assigned;
  };
  const assigned = list(body, new Set());
  if (cond) eachRead(cond, (local) => { if (!assigned.has(local)) early.add(local); });
  return { writes, always: assigned, carried: new Set([...early].filter((local) => writes.has(local))) };
}

/** What a piece evaluates before anything inside of it. */
export function evaluated(p: Piece): readonly Expr[] {
  return p.k === 'set' ? [p.value] : p.k === 'store' ? [p.addr, p.value] : p.k === 'if' || p.k === 'exit' ? [p.cond] : [];
}

export function eachRead(e: Expr, visit: (local: number) => void): void {
  if (e.k === 'get') visit(e.local);
  else operands(e, (o) => eachRead(o, visit));
}

/** Whether there is a store in the piece, or it reads or assigns a local of the set. */
export function touches(p: Piece, locals: ReadonlySet<number>): boolean {
  const reads = (e: Expr): boolean => readsAny(e, locals);
  if (p.k === 'store' || evaluated(p).some(reads)) return true;
  const inside = (list: readonly Piece[]): boolean => list.some((inner) => touches(inner, locals));
  if (p.k === 'if') return inside(p.then) || inside(p.else);
  return p.k === 'set' ? locals.has(p.local) : p.k === 'loop' && (reads(p.cond) || inside(p.body));
}
